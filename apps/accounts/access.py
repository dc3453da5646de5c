"""Who sees which rows, and who may write what.

A row belongs to a geography by the way declared in `WAYS`: the references that lead one step closer to it. Every model
is there, in `GLOBAL` or in `COMPANY`; a test holds that, so that a new table cannot be forgotten and so shown to all.
"""

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

from apps.accounts.models import Account, Role

User = AbstractBaseUser | AnonymousUser

WAYS: dict[str, tuple[str, ...]] = {
    "infrastructure.Area": ("geography",),
    "infrastructure.FreshwaterStation": ("geography",),
    "infrastructure.Hall": ("freshwater_station",),
    "infrastructure.Container": ("hall", "area"),
    "infrastructure.Sensor": ("container",),
    "infrastructure.FeedContainer": ("hall", "area"),
    "batch.Batch": ("geography",),
    "batch.BatchContainerAssignment": ("batch",),
    "batch.BatchTransferWorkflow": ("batch",),
    "batch.TransferAction": ("workflow",),
    "batch.MortalityEvent": ("batch",),
    "batch.GrowthSample": ("assignment",),
    "batch.DailyContainerState": ("assignment",),
    "environmental.EnvironmentalReading": ("sensor",),
    "environmental.SensorFault": ("sensor",),
    "environmental.WeatherData": ("area",),
    "environmental.PhotoperiodData": ("hall", "area"),
    "environmental.WaterQualitySample": ("hall",),
    "environmental.EnvironmentalEvent": ("area",),
    "inventory.FeedingEvent": ("batch",),
    "inventory.BatchFeedingSummary": ("batch",),
    "inventory.FeedContract": ("geography",),
    "inventory.FeedPurchase": ("feed_container",),
    "inventory.FeedContainerStock": ("feed_container",),
    "inventory.FeedStockMovement": ("feed_container",),
    "inventory.FeedShortage": ("feed_container",),
    "health.DiseaseOutbreak": ("area", "hall"),
    "health.JournalEntry": ("area", "hall"),
    "health.BatchVaccination": ("batch",),
    "health.HealthSamplingEvent": ("batch",),
    "health.IndividualFishObservation": ("sampling_event",),
    "health.HealthLabSample": ("sampling_event",),
    "harvest.BatchResult": ("batch",),
    "health.LiceCount": ("assignment",),
    "health.Treatment": ("batch",),
    "harvest.HarvestEvent": ("batch",),
    "harvest.HarvestLot": ("event",),
    "dashboard.BatchDay": ("batch",),
    "dashboard.DeathDay": ("batch",),
}
"""References of a model that lead towards its geography. With two, a row has one of them, or is seen from either."""

GEOGRAPHY = "infrastructure.Geography"

GLOBAL = {
    "infrastructure.ContainerType",
    "batch.Species",
    "batch.LifeCycleStage",
    "environmental.EnvironmentalParameter",
    "inventory.Feed",
    "health.LiceType",
    "health.Disease",
    "health.SampleType",
    "harvest.MarketPrice",
    "health.VaccinationType",
    "generation.GenerationRun",
    "generation.GenerationPart",
    "generation.ValidationResult",
    "dashboard.Summarised",
}
"""Models that belong to no geography: whoever may log in sees all of their rows."""

COMPANY = {"generation.CapacityWarning"}
"""Models whose rows tell of several geographies in words: only who sees everywhere sees them."""


class Entry(StrEnum):
    """What people write by hand."""

    MORTALITY = "mortality"
    FEEDING = "feeding"
    GROWTH_SAMPLE = "growth_sample"
    LICE_COUNT = "lice_count"
    TREATMENT = "treatment"
    TRANSFER = "transfer"


DAILY_WORK = {Entry.MORTALITY, Entry.FEEDING, Entry.GROWTH_SAMPLE, Entry.LICE_COUNT}
MAY_WRITE: dict[str, set[Entry]] = {
    Role.VIEWER: set(),
    Role.OPERATOR: DAILY_WORK,
    Role.MANAGER: DAILY_WORK | {Entry.TRANSFER},
    Role.VET: {Entry.MORTALITY, Entry.GROWTH_SAMPLE, Entry.LICE_COUNT, Entry.TREATMENT},
    Role.ADMIN: set(Entry),
}


def role_of(user: User) -> str | None:
    """The user's role; none for who is not logged in, is no longer active, or was given none."""
    if not user.is_authenticated or not user.is_active:
        return None
    if getattr(user, "is_superuser", False):
        return Role.ADMIN
    account = _account(user)
    return account.role if account else None


def may_read(user: User) -> bool:
    """Every role reads; what it sees is up to `visible`."""
    return role_of(user) is not None


def may_write(user: User, what: Entry | str) -> bool:
    """Whether the user's role enters rows of this kind, somewhere."""
    return Entry(what) in MAY_WRITE.get(role_of(user) or "", set())


def sees_everywhere(user: User) -> bool:
    """Whether no row is hidden from the user."""
    if role_of(user) is None:
        return False
    account = _account(user)
    return bool(getattr(user, "is_superuser", False) or (account and account.everywhere))


def visible(queryset: QuerySet, user: User) -> QuerySet:
    """The rows of the queryset that lie in the user's geographies; rows of no geography stay."""
    return queryset.filter(seen_by(queryset.model, user))


def seen_by(model: type[Model], user: User) -> Q:
    """The condition that keeps the rows of a model that a user sees."""
    label = model._meta.label
    if label not in {*WAYS, *GLOBAL, *COMPANY, GEOGRAPHY}:
        raise ImproperlyConfigured(
            f"{label} has no way to a geography, so nobody knows who may see its rows: "
            f"add it to WAYS, to GLOBAL or to COMPANY in apps/accounts/access.py."
        )
    if role_of(user) is None:
        return Q(pk__in=[])
    if label in GLOBAL or sees_everywhere(user):
        return Q()
    return Q(pk__in=[]) if label in COMPANY else _in_geographies(model, geography_codes(user))


def geography_codes(user: User) -> list[str]:
    """Codes of the geographies the user was given."""
    account = _account(user)
    return list(account.geography_codes) if account else []


def _in_geographies(model: type[Model], codes: list[str]) -> Q:
    """Nested `IN`, not joins: the order of a large table is kept, and no row comes twice."""
    if model._meta.label == GEOGRAPHY:
        return Q(code__in=codes)
    condition = Q()
    for name in WAYS[model._meta.label]:
        nearer: Any = model._meta.get_field(name).related_model
        condition |= Q(**{f"{name}__in": nearer._base_manager.filter(_in_geographies(nearer, codes)).values("pk")})
    return condition


def _account(user: User) -> Account | None:
    """The user's account, asked for once per request."""
    return getattr(user, "account", None)
