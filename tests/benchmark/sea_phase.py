"""The sea phase of a company over all its years, in memory: appetite, growth, survival, lice, treatments and harvest.

    python tests/benchmark/sea_phase.py [PRESET] [key=value ...]

`husbandry.mean_sea_appetite` is right when it is near the mean appetite printed here: farm growth coefficients are net
of lost meals, and the simulator takes those meals away again.
"""

import sys
from dataclasses import replace
from typing import Any

import numpy as np

from aquasim.domain.stages import Stage
from aquasim.engine.beginning import first_state, make_world
from aquasim.engine.day import simulate_day
from aquasim.engine.modules import Module
from aquasim.engine.plan import make_plan
from aquasim.engine.rows import Rows
from aquasim.engine.state import State
from aquasim.engine.tables import DEATH_DETAILS, TREATMENT_TYPES
from aquasim.engine.today import Day
from aquasim.engine.world import World
from aquasim.presets import load_parameters

TABLES = ("health_licecount", "health_treatment", "batch_mortalityevent", "harvest_harvestevent")
Tables = dict[str, dict[str, Any]]


class AppetiteMeter(Module):
    """Comes last and adds up the appetite that all others left, by geography."""

    name = "appetite_meter"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.sums = np.zeros((2, len(world.registry.geographies)))

    def appetite(self, day: Day) -> None:
        sea = np.flatnonzero(day.at_sea)
        where, n = self.world.geography[day.here[sea]], self.sums.shape[1]
        self.sums += np.bincount(where, day.appetite[sea] * day.fish[sea], n), np.bincount(where, day.fish[sea], n)


def live(world: World) -> tuple[State, Tables]:
    """All days of a world; the tables that are looked at."""
    state, pieces = first_state(world), []
    rows = Rows()
    for day in range(world.parameters.days):
        simulate_day(world, state, rows)
        if day % 30 == 29 or day == world.parameters.days - 1:
            joined, rows = rows.joined(), Rows()
            pieces.append({name: joined[name] for name in TABLES if name in joined})
    found: Tables = {}
    for name in TABLES:
        parts = [{k: np.asarray(v) for k, v in piece[name].items()} for piece in pieces if name in piece]
        found[name] = {k: np.concatenate([part[k] for part in parts]) for k in parts[0]} if parts else {}
    return state, found


def main() -> None:
    overrides = [item for item in sys.argv[1:] if "=" in item]
    preset = next((item for item in sys.argv[1:] if "=" not in item), "company")
    bare = make_world(make_plan(load_parameters(preset, overrides)))
    meter = AppetiteMeter(bare)
    world = replace(bare, modules=(*bare.modules, meter))
    state, tables = live(world)
    appetite = meter.sums[0] / np.maximum(meter.sums[1], 1)
    home = np.array([batch.geography for batch in world.plan.batches])
    for g, geography in enumerate(world.registry.geographies):
        print(geography.name)
        print(f"  mean appetite at sea     {appetite[g]:.3f}")
        _sea_stays(state, tables, np.flatnonzero((home == g) & (state.end_day >= 0)))
        _deaths(tables, home, g)
        if tables["health_licecount"]:
            _lice(tables, home, g, np.flatnonzero((home == g) & (state.end_day >= 0)))
    _years(tables["harvest_harvestevent"])


def _batch(assignment: Any) -> Any:
    return (assignment - 1) // 64 // 8


def _sea_stays(state: State, tables: Tables, over: Any) -> None:
    harvest = tables["harvest_harvestevent"]
    fish = np.array([harvest["count"][harvest["batch_id"] == b + 1].sum() for b in over])
    weight_kg = np.array([harvest["live_weight_kg"][harvest["batch_id"] == b + 1].sum() for b in over])
    days = state.harvest_day[over] - state.stage_entry_day[over, Stage.GROW_OUT]
    print(f"  batches harvested        {len(over)}")
    print(f"  days at sea to harvest   {days.mean():.0f}")
    print(f"  weight                   {weight_kg.sum() / fish.sum():.3f} kg")
    print(f"  survival at sea          {(fish / state.moved_fish[over, 5]).mean():.3f}")


def _years(harvest: Any) -> None:
    month = harvest["harvest_date"].astype("datetime64[M]").astype(int)
    fish, weight_kg = (np.bincount(month, harvest[name])[month.min() :] for name in ("count", "live_weight_kg"))
    print("Whole company, harvest")
    year = 1970 + (month.min() + np.arange(len(fish))) // 12
    for one in np.unique(year):
        kg, count = weight_kg[year == one], fish[year == one].sum()
        shown = f"{kg.sum() / 1e6:.1f} kt, {count / 1e6:.2f} M fish, fullest month {kg.max() / kg.sum():.1%}"
        print(f"  {one}                     {shown}")


def _deaths(tables: Tables, home: Any, g: int) -> None:
    deaths = tables["batch_mortalityevent"]
    at_sea = (deaths["assignment_id"] - 1) // 64 % 8 == Stage.GROW_OUT
    mine = at_sea & (home[_batch(deaths["assignment_id"])] == g)
    count = np.bincount(deaths["detail"][mine], deaths["count"][mine], len(DEATH_DETAILS))
    shares = {name: n / count.sum() for name, n in zip(DEATH_DETAILS, count, strict=True) if n}
    print("  deaths at sea            " + ", ".join(f"{name} {share:.1%}" for name, share in shares.items()))


def _lice(tables: Tables, home: Any, g: int, over: Any) -> None:
    counts, treatments = tables["health_licecount"], tables["health_treatment"]
    batch = _batch(counts["assignment_id"])
    mine = home[batch] == g
    key = batch[mine] * 100_000 + counts["count_date"][mine].astype(np.int64)
    _, number = np.unique(key, return_inverse=True)
    mean = np.bincount(number, counts["adult_female_per_fish"][mine]) / np.bincount(number)
    limit = np.zeros(len(mean))
    limit[number] = counts["limit_per_fish"][mine]
    quantiles = ", ".join(f"{value:.2f}" for value in np.quantile(mean, (0.5, 0.9, 0.99)))
    print(f"  adult females per fish   {mean.mean():.2f} (quantiles .5 .9 .99: {quantiles})")
    print(f"  area counts in breach    {(mean >= limit).mean():.1%} of {len(mean)}")
    against = treatments["lice_count_id"] > 0
    done = against & np.isin(_batch(treatments["assignment_id"]), over)
    cages = len(np.unique(counts["assignment_id"][np.isin(batch, over)]))
    print(f"  operations a sea phase   {done.sum() / cages:.1f} a cage of {cages}")
    here = against & (home[_batch(treatments["assignment_id"])] == g)
    for code in np.unique(treatments["treatment_type"][here]):
        kill = treatments["efficacy"][here & (treatments["treatment_type"] == code)]
        print(f"    {TREATMENT_TYPES[code].lower():<22} {len(kill)}, mean kill {kill.mean():.2f}")


if __name__ == "__main__":
    main()
