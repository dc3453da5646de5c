"""What stays the same while fish live: the plan, the climate, and constants of batches and containers as arrays."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from aquasim.domain.calendar import WEEK_DAYS
from aquasim.domain.mortality import FRESHWATER_CAUSE_SHARES, lasting_factor
from aquasim.domain.stages import ContainerKind, Stage
from aquasim.engine.booking import BatchPlan
from aquasim.engine.climate import Climate, Flags, day_of_year
from aquasim.engine.plan import Plan
from aquasim.engine.production import sea_cause_shares
from aquasim.engine.registry import Registry
from aquasim.engine.streams import Floats, Integers, Stream, normal, uniform, words
from aquasim.engine.tables import CAUSES
from aquasim.parameters import LOCAL_CONTAINERS_MAX, Geography, Parameters

if TYPE_CHECKING:
    from aquasim.engine.modules.base import Module


@dataclass(frozen=True)
class Route:
    """One transition: from which kind of container into which, and how."""

    source: ContainerKind
    dest: ContainerKind
    method: str

    @property
    def changes_stage(self) -> bool:
        return self.source.stage is not self.dest.stage


ROUTES = (
    Route(ContainerKind.TRAY, ContainerKind.FRY_TANK, "GRAVITY"),
    Route(ContainerKind.FRY_TANK, ContainerKind.PARR_TANK, "FISH_PUMP"),
    Route(ContainerKind.PARR_TANK, ContainerKind.SMOLT_TANK, "FISH_PUMP"),
    Route(ContainerKind.SMOLT_TANK, ContainerKind.POST_SMOLT_TANK, "FISH_PUMP"),
    Route(ContainerKind.POST_SMOLT_TANK, ContainerKind.PRE_TRANSFER_TANK, "FISH_PUMP"),
    Route(ContainerKind.PRE_TRANSFER_TANK, ContainerKind.CAGE, "WELLBOAT"),
)
"""The way of every fish, in order; the first four end a stage each, the last two take post-smolt to sea."""
TO_PRE_TRANSFER, TO_SEA = 4, 5
GREATEST_DEVIATION = 1.5
"""Of a batch's growth at sea from its geography's mean, in standard deviations."""

DESIGN_FEED_FRACTION = np.array([0.01, 0.022, 0.016, 0.012, 0.0095, 0.0095, 0.008])
"""Feed of a full day over greatest biomass, by kind of container: what its water treatment is built for. [kg/kg/d]"""

FISH_SPREAD_SIGMA, FISH_SPREAD_Z_MAX = (0.12, 0.06), 2.0
"""Log-normal spread of the spread of weights between containers, at sea and on land, and where it is cut off. [-]"""


@dataclass(frozen=True)
class World:
    """Constants by batch (b) and container (n)."""

    plan: Plan
    climate: Climate
    first_date: np.datetime64
    egg_weight_g: Floats  # (b,) weight at swim-up, from laying down on
    fresh_growth: Floats  # (b,) multiplies the stage's TGC
    sea_tgc: Floats  # (b,)
    sea_fcr: Floats  # (b,) multiplies the feed that growth needs at sea
    fresh_frailty: Floats  # (b,)
    sea_frailty: Floats  # (b,)
    vaccination_loss: Floats  # (b,)
    cause_shares: Floats  # (b, 2, causes) of background deaths on land and at sea
    batch_place: Integers  # (b, 6) place of each stage
    last_day_at_sea: Integers  # (b,) on which it has to be gone, so that the area can lie fallow
    waves: Integers  # (b, 6) waves of each transition
    stage: Integers  # (n,) stage the container is built for
    at_sea: np.ndarray[tuple[int], np.dtype[np.bool_]]  # (n,)
    geography: Integers  # (n,)
    area: Integers  # (n,) column of the area in the climate; 0 on land
    hall: Integers  # (n,) column of the hall in the climate; 0 at sea
    key: Integers  # (n,) random key
    keys: int
    design_feed_kg: Floats  # (n,)
    temperature_offset_c: Floats  # (n,)
    modules: "tuple[Module, ...]" = ()

    @property
    def parameters(self) -> Parameters:
        return self.plan.parameters

    @property
    def registry(self) -> Registry:
        return self.plan.registry

    def words_of(
        self, stream: Stream, tick: int, containers: Integers, draw: int = 0
    ) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Random words of some containers at one tick, without those of places before the first or after the last."""
        keys = self.key[containers]
        if not keys.size:
            return np.zeros(0, dtype=np.uint64)
        start = int(keys.min()) // 4 * 4
        return words(self.parameters.seed, stream, tick, int(keys.max()) + 1 - start, draw, start)[keys - start]

    @cached_property
    def of_stage(self) -> dict[str, Floats]:
        """Parameters that every day asks for, as arrays by stage."""
        stages = [self.parameters.stages[stage] for stage in Stage]
        names = ("tgc", "set_point_c", "typical_days", "sample_interval_days", "weight_cv")
        return {name: np.array([getattr(stage, name) for stage in stages]) for name in names}

    def weight_cv(self, batch: Integers, container: Integers) -> Floats:
        """Spread of weights in containers that hold a batch, over their mean; the same for the whole stay. [-]

        The sum of a word of the container and a word of the batch is uniform, and independent from stay to stay.
        """
        seed, batches = self.parameters.seed, len(self.plan.batches)
        raw = self.words_of(Stream.FISH_SPREAD, 0, container) + words(seed, Stream.FISH_SPREAD, 1, batches)[batch]
        z = np.clip(normal(raw), -FISH_SPREAD_Z_MAX, FISH_SPREAD_Z_MAX)
        sigma = np.where(self.at_sea[container], *FISH_SPREAD_SIGMA)
        return np.asarray(self.of_stage["weight_cv"][self.stage[container]] * np.exp(sigma * z))

    def assignment(self, batch: Integers, container: Integers) -> Integers:
        """Id of the assignment of a batch to a container; a batch uses a container once."""
        return (batch * 8 + self.stage[container]) * LOCAL_CONTAINERS_MAX + self.registry.local[container] + 1

    def day_of_year(self, day: int) -> int:
        """Day of the calendar year, from 1, of a simulated day."""
        return int(self._days_of_year[day])

    @cached_property
    def _days_of_year(self) -> Integers:
        return day_of_year(self.parameters, np.arange(self.parameters.days + 1))

    def storms_at(self, day: int, containers: Integers) -> Flags:
        """Which of some containers nobody works on, because it storms; on land never."""
        return self.at_sea[containers] & self.climate.on(day).storms[self.area[containers]]

    def weekday(self, day: int) -> int:
        """Weekday of a simulated day, Monday 0 to Sunday 6."""
        return int((self.first_date.astype("datetime64[D]").astype(np.int64) + 3 + day) % WEEK_DAYS)

    def date(self, day: int | Integers) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
        """Calendar date of simulated days, as datetime64[D]."""
        return self.first_date + np.asarray(day)


def bare_world(plan: Plan) -> World:
    """Constants of a plan, without modules; pure in the parameters."""
    p, registry = plan.parameters, plan.registry
    n = len(plan.batches)
    geographies = list(p.geographies.values())
    home = np.array([batch.geography for batch in plan.batches], dtype=np.int64)
    growth = normal(words(p.seed, Stream.BATCH_GROWTH, 0, n))
    sea_growth = normal(words(p.seed, Stream.BATCH_GROWTH, 1, n))

    def own(stream: Stream, tick: int, sigma: float) -> Floats:
        return lasting_factor(normal(words(p.seed, stream, tick, n)), sigma)

    stage = np.array([kind.stage for kind in ContainerKind])[registry.kind]
    at_sea = stage == Stage.GROW_OUT
    halls = len(registry.halls)
    offset = uniform(words(p.seed, Stream.CONTAINER_WATER, 0, registry.places * LOCAL_CONTAINERS_MAX))[registry.key]
    return World(
        plan=plan,
        climate=Climate(p, registry),
        first_date=np.datetime64(p.first_day, "D"),
        egg_weight_g=_egg_weights(plan),
        fresh_growth=(1.0 + p.husbandry.freshwater_tgc_cv * growth) / p.husbandry.mean_freshwater_appetite,
        sea_tgc=(_by(geographies, home, "tgc_mean") + _by(geographies, home, "tgc_sd") * _bent(sea_growth))
        / p.husbandry.mean_sea_appetite,
        sea_fcr=own(Stream.FEED_CONVERSION, 0, p.husbandry.batch_fcr_cv),
        fresh_frailty=own(Stream.BATCH_FRAILTY, 1, p.mortality.freshwater_frailty_sigma),
        sea_frailty=own(Stream.BATCH_FRAILTY, 0, p.mortality.frailty_sigma),
        vaccination_loss=p.husbandry.vaccination_loss * (0.5 + uniform(words(p.seed, Stream.VACCINATION, 0, n))),
        cause_shares=_cause_shares(p, home),
        batch_place=np.array([batch.places for batch in plan.batches], dtype=np.int64).reshape(n, 6),
        last_day_at_sea=np.array([plan.last_day_at_sea(batch) for batch in plan.batches], dtype=np.int64),
        waves=np.array(
            [[_waves(plan, batch, route) for route in ROUTES] for batch in plan.batches], dtype=np.int64
        ).reshape(n, 6),
        stage=stage,
        at_sea=at_sea,
        geography=registry.place_geography()[registry.place],
        area=np.where(at_sea, registry.place - halls, 0),
        hall=np.where(at_sea, 0, registry.place),
        key=registry.key,
        keys=registry.places * LOCAL_CONTAINERS_MAX,
        design_feed_kg=registry.max_biomass_kg * DESIGN_FEED_FRACTION[registry.kind],
        temperature_offset_c=(offset - 0.5) * 0.1,
    )


def _egg_weights(plan: Plan) -> Floats:
    """Weight at swim-up of each batch: half of what sets it apart is its supplier's, as females differ by strain. [g]

    Suppliers, own broodstock among them, lie evenly over the band in an order that is drawn.
    """
    p, n = plan.parameters, len(plan.batches)
    low, high = p.husbandry.first_feeding_weight_min_g, p.husbandry.first_feeding_weight_max_g
    drawn = words(p.seed, Stream.EGG_WEIGHT, 1, len(p.production.egg_suppliers) + 1)
    suppliers = (np.argsort(np.argsort(drawn)) + 0.5) / len(drawn)
    origin = np.array([batch.supplier + 1 for batch in plan.batches], dtype=np.int64)  # own broodstock first
    place = (uniform(words(p.seed, Stream.EGG_WEIGHT, 0, n)) + suppliers[origin]) / 2.0
    return np.asarray(low + (high - low) * place)


def _cause_shares(p: Parameters, home: Integers) -> Floats:
    """Shares of recorded causes in the background deaths of each batch, on land and at sea. (b, 2, causes)"""
    fresh = np.broadcast_to(FRESHWATER_CAUSE_SHARES, (len(home), len(CAUSES)))
    usual = np.stack([fresh, sea_cause_shares(p)[home]], axis=1)
    raw = [words(p.seed, Stream.CAUSE_MIX, 0, len(home), draw) for draw in range(2 * len(CAUSES))]
    own = lasting_factor(normal(np.stack(raw, axis=1)), p.mortality.cause_sigma).reshape(usual.shape)
    mixed = usual * own
    return np.asarray(mixed / mixed.sum(axis=2, keepdims=True))


def containers_of(plan: Plan, batch: BatchPlan, kind: ContainerKind) -> Integers:
    """Containers of one kind in the place that a batch has booked for their stage."""
    return plan.registry.containers_of(batch.places[kind.stage], kind)


def _waves(plan: Plan, batch: BatchPlan, route: Route) -> int:
    """Waves in which fish take a route; never more than there are containers on either side."""
    if ContainerKind.PRE_TRANSFER_TANK in (route.source, route.dest):
        wanted, sides = (
            plan.parameters.husbandry.sea_transfer_waves,
            (ContainerKind.POST_SMOLT_TANK, ContainerKind.CAGE),
        )
    else:
        wanted, sides = plan.parameters.stages[route.source.stage].transfer_days, (route.source, route.dest)
    return min(wanted, *(len(containers_of(plan, batch, side)) for side in sides))


def _bent(draw: Floats) -> Floats:
    """Standard-normal draws of growth, the far ones drawn in: no batch outgrows, or outstays, what is booked for it."""
    return GREATEST_DEVIATION * np.tanh(draw / GREATEST_DEVIATION)


def _by(geographies: list[Geography], home: Integers, field: str) -> Floats:
    return np.array([getattr(geography.sea, field) for geography in geographies])[home]
