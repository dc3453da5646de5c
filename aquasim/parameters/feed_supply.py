"""How feed is bought, delivered and kept."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from aquasim.domain.feeding import PELLETS
from aquasim.parameters.base import BIOLOGY, CHOSEN, Group, q
from aquasim.parameters.events import check_days

Prices = Annotated[
    tuple[Annotated[float, Field(gt=0, le=20)], ...], Field(min_length=len(PELLETS), max_length=len(PELLETS))
]
Suppliers = Annotated[tuple[str, ...], Field(min_length=1, max_length=16)]
LOAD = "domain reference, section 4"


class FeedStrike(Group):
    """Days on which no feed is delivered in a geography."""

    geography: str = q("", "Key of the geography, as in `geographies`.")
    first_day: dt.date = q("", "First day without deliveries.")
    last_day: dt.date = q("", "Last day without deliveries.")

    @model_validator(mode="after")
    def _days_are_ordered(self) -> Self:
        check_days(self.first_day, self.last_day)
        return self


class FeedSupply(Group):
    """Suppliers, prices, orders, deliveries and shelf life of feed."""

    suppliers: Suppliers = q("", "Feed makers, each with a contract in every geography.")
    list_price_eur: Prices = q("EUR/kg", "List price by pellet, smallest first.", BIOLOGY)
    contract_days_min: int = q("d", "Shortest contract.", CHOSEN, ge=30, le=1500)
    contract_days_max: int = q("d", "Longest contract.", CHOSEN, ge=30, le=1500)
    market_phi: float = q("1", "Month-to-month memory of the raw material market.", CHOSEN, ge=0, lt=1)
    market_sd: float = q("1", "Log spread of the market's monthly steps.", CHOSEN, ge=0, le=0.2)
    tender_sd: float = q("1", "Log spread of the tenders of suppliers.", CHOSEN, ge=0, le=0.2)
    cover_min_days: int = q("d", "Feed is ordered when stock and orders last no longer.", BIOLOGY, ge=1, le=60)
    cover_max_days: int = q("d", "The same for places that wait longest for a delivery.", BIOLOGY, ge=1, le=60)
    order_days: int = q("d", "An order lasts so much longer than the cover.", CHOSEN, ge=1, le=120)
    stretch_days: int = q("d", "Longest time that an order is for, to fill a delivery.", CHOSEN, ge=2, le=180)
    lead_min_days: int = q("d", "Shortest time from order to delivery.", BIOLOGY, ge=1, le=60)
    lead_max_days: int = q("d", "Longest time from order to delivery, delay included.", BIOLOGY, ge=1, le=60)
    late_share: float = q("1", "Share of deliveries a working day late, one in four of them two.", CHOSEN, ge=0, le=1)
    truck_min_kg: float = q("kg", "Smallest delivery on land.", LOAD, gt=0)
    truck_max_kg: float = q("kg", "Largest delivery on land.", LOAD, gt=0)
    bag_kg: int = q("kg", "Feed on land comes in multiples of this.", CHOSEN, ge=1, le=5000)
    ship_min_kg: float = q("kg", "Smallest delivery at sea.", LOAD, gt=0)
    ship_max_kg: float = q("kg", "Largest delivery at sea.", LOAD, gt=0)
    hatch_kg: int = q("kg", "Feed at sea comes in multiples of this.", CHOSEN, ge=1, le=50_000)
    shelf_life_days: int = q("d", "From production to expiry.", BIOLOGY, ge=30, le=730)
    age_max_days: int = q("d", "Greatest age at delivery.", CHOSEN, ge=0, le=90)
    strikes: tuple[FeedStrike, ...] = q("", "Times without deliveries.")

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Self:
        for low, high in (
            ("contract_days_min", "contract_days_max"),
            ("cover_min_days", "cover_max_days"),
            ("lead_min_days", "lead_max_days"),
            ("truck_min_kg", "truck_max_kg"),
            ("ship_min_kg", "ship_max_kg"),
            ("age_max_days", "shelf_life_days"),
        ):
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low} {getattr(self, low)} is above {high} {getattr(self, high)}")
        return self
