"""What salmon is sold for."""

from typing import Annotated

from pydantic import Field

from aquasim.domain.market import SIZE_CLASSES
from aquasim.parameters.base import CHOSEN, Group, q

PRICES = "weekly export prices of salmon, domain reference, section 9"
Factor = Annotated[float, Field(gt=0)]
BySize = Annotated[tuple[Factor, ...], Field(min_length=len(SIZE_CLASSES), max_length=len(SIZE_CLASSES))]


class Market(Group):
    """Price of head-on gutted salmon by week, size class and grade."""

    mean_price: float = q("EUR/kg", "Long-term mean price of superior fish of 4-5 kg.", PRICES, gt=0, le=100)
    reversion_per_week: float = q("1/week", "Pull of the log price towards its mean.", PRICES, gt=0, le=1)
    volatility_per_week: float = q("1/week^0.5", "Spread of weekly shocks of the log price.", PRICES, ge=0, le=1)
    size_factors: BySize = q("1", f"Price over that of 4-5 kg, by size class: {', '.join(SIZE_CLASSES)}.", CHOSEN)
    grade_factors: tuple[Factor, Factor, Factor] = q(
        "1", "Price of superior, ordinary, production over superior.", CHOSEN
    )
