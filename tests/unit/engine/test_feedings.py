"""Feeding events: meals that add up to the ration, with the pellet for the fish."""

import numpy as np
import pytest

from aquasim.domain.feeding import PELLETS
from aquasim.domain.stages import Stage
from aquasim.engine.tables import FEEDING_METHODS, Columns
from tests.unit.engine.simulated import DAILY, Simulated


@pytest.fixture(scope="module")
def meals(smoke: Simulated) -> Columns:
    return smoke.tables["inventory_feedingevent"]


def grams(kilograms: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(kilograms * 1000).astype(np.int64)
    return whole


def test_meals_add_up_to_the_ration_to_the_gram(smoke: Simulated, meals: Columns) -> None:
    daily = smoke.tables[DAILY]
    key = daily["assignment_id"] * 2000 + smoke.day_of(daily["date"])
    meal_key = meals["assignment_id"] * 2000 + smoke.day_of(meals["feeding_time"])
    ration = np.bincount(key, grams(daily["feed_kg"]))
    np.testing.assert_array_equal(np.bincount(meal_key, grams(meals["amount_kg"]), len(ration)), ration)


def test_meals_of_a_day_differ_but_not_by_half(smoke: Simulated, meals: Columns) -> None:
    key = meals["assignment_id"] * 2000 + smoke.day_of(meals["feeding_time"])
    order = np.argsort(key, kind="stable")
    amounts, edges = grams(meals["amount_kg"])[order], np.flatnonzero(np.diff(key[order], prepend=-1))
    most, least = np.maximum.reduceat(amounts, edges), np.minimum.reduceat(amounts, edges)
    large = (most > 1000) & (np.diff(edges, append=len(amounts)) > 1)
    assert (least[large] > 0.5 * most[large]).all()
    assert np.median(least[large] / most[large]) < 0.95


def test_fish_are_fed_at_the_hours_of_their_stage(smoke: Simulated, meals: Columns) -> None:
    stage = smoke.stage_of(meals["assignment_id"])
    hour = (meals["feeding_time"].astype("datetime64[h]").astype(np.int64)) % 24
    for s in Stage:
        assert tuple(np.unique(hour[stage == s])) == smoke.world.parameters.stages[s].meal_hours


def test_pellets_fit_the_mouth(smoke: Simulated, meals: Columns) -> None:
    daily = smoke.tables[DAILY]
    weights = dict(
        zip(
            zip(daily["assignment_id"].tolist(), smoke.day_of(daily["date"]).tolist(), strict=True),
            daily["avg_weight_g"].tolist(),
            strict=True,
        )
    )
    refilled = daily["moved_in"] > 0  # other fish than yesterday's are fed on such a day
    for assignment, day in zip(
        daily["assignment_id"][refilled].tolist(), smoke.day_of(daily["date"])[refilled].tolist(), strict=True
    ):
        weights.pop((assignment, day - 1), None)
    keys = zip(meals["assignment_id"].tolist(), (smoke.day_of(meals["feeding_time"]) - 1).tolist(), strict=True)
    for key, feed in list(zip(keys, meals["feed_id"].tolist(), strict=True))[::50]:
        if key in weights:
            pellet = PELLETS[feed - 1]
            heaviest = pellet.fish_weight_max_g or np.inf
            assert pellet.fish_weight_min_g <= weights[key] * 1.0001
            assert weights[key] <= heaviest * 1.0001


def test_every_pellet_that_grown_fish_need_is_fed(meals: Columns) -> None:
    assert np.unique(meals["feed_id"]).tolist() == list(range(1, len(PELLETS) + 1))


def test_feed_costs_about_its_list_price_in_whole_cents(smoke: Simulated, meals: Columns) -> None:
    listed = np.array(smoke.world.parameters.feed_supply.list_price_eur)[meals["feed_id"] - 1]
    assert (np.abs(meals["feed_cost"] - meals["amount_kg"] * listed) <= 0.25 * meals["amount_kg"] * listed + 0.02).all()
    np.testing.assert_allclose(meals["feed_cost"] * 100, np.rint(meals["feed_cost"] * 100), atol=1e-6)


def test_feed_is_drawn_from_a_silo_or_barge_of_the_place(smoke: Simulated, meals: Columns) -> None:
    registry = smoke.world.registry
    np.testing.assert_array_equal(
        registry.feeder_place[meals["feed_container_id"] - 1], registry.place[meals["container_id"] - 1]
    )
    used = np.unique(meals["feed_container_id"] - 1)
    trays_have_none = registry.feeder_place[used] % 5  # places 0-19 are the halls of four stations
    assert (trays_have_none[registry.feeder_place[used] < 20] != Stage.EGG_ALEVIN).all()


def test_cages_are_fed_from_barges_and_tanks_by_automats(smoke: Simulated, meals: Columns) -> None:
    at_sea = smoke.world.at_sea[meals["container_id"] - 1]
    np.testing.assert_array_equal(meals["method"] == FEEDING_METHODS.index("BARGE_BLOWER"), at_sea)


def test_feeding_percentage_is_the_meal_over_the_biomass(meals: Columns) -> None:
    np.testing.assert_allclose(meals["feeding_percentage"], meals["amount_kg"] / meals["batch_biomass_kg"] * 100.0)
    assert meals["feeding_percentage"].max() < 5.0  # no stage eats 5 % of its weight in a meal


def test_every_meal_has_an_id_of_its_own(meals: Columns) -> None:
    assert len(np.unique(meals["id"])) == len(meals["id"])
