"""Observations of the truth: samples, collected dead fish, light and weather."""

import numpy as np
import pytest

from aquasim.domain.calendar import day_length_hours
from aquasim.domain.stages import Stage
from aquasim.engine.observing import COLLECTION_WEEKDAYS
from aquasim.engine.tables import CAUSES, DEATH_DETAILS
from tests.unit.engine.simulated import DAILY, Simulated


def truth(smoke: Simulated, column: str) -> dict[tuple[int, int], float]:
    """A column of the daily ledger by assignment and day."""
    daily = smoke.tables[DAILY]
    keys = zip(daily["assignment_id"].tolist(), smoke.day_of(daily["date"]).tolist(), strict=True)
    return dict(zip(keys, daily[column].tolist(), strict=True))


def test_growth_samples_scatter_four_percent_about_the_true_weight(smoke: Simulated) -> None:
    samples, weights = smoke.tables["batch_growthsample"], truth(smoke, "avg_weight_g")
    keys = zip(samples["assignment_id"].tolist(), smoke.day_of(samples["sample_date"]).tolist(), strict=True)
    error = samples["avg_weight_g"] / np.array([weights[key] for key in keys]) - 1.0
    assert len(error) > 1000
    assert error.mean() == pytest.approx(0.0, abs=5 * 0.04 / np.sqrt(len(error)))
    assert error.std() == pytest.approx(0.04, rel=0.1)


def test_growth_samples_are_of_fifty_to_a_hundred_fish_within_their_extremes(smoke: Simulated) -> None:
    samples = smoke.tables["batch_growthsample"]
    assert set(samples["sample_size"]) == {50, 60, 70, 80, 90, 100}
    assert (samples["min_weight_g"] < samples["avg_weight_g"]).all()
    assert (samples["avg_weight_g"] < samples["max_weight_g"]).all()
    fulton = samples["condition_factor"] * samples["avg_length_cm"] ** 3 / 100.0
    np.testing.assert_allclose(fulton, samples["avg_weight_g"])


def test_containers_of_one_day_give_samples_of_different_sizes(smoke: Simulated) -> None:
    samples = smoke.tables["batch_growthsample"]
    day, n = np.unique(samples["sample_date"], return_counts=True)
    several = [len(set(samples["sample_size"][samples["sample_date"] == one])) for one in day[n > 3]]
    # four or more draws of six sizes agree once in 216 days or less often
    assert len(several) > 5
    assert np.mean(several) > 2


def test_extremes_of_growth_samples_are_no_function_of_their_spread(smoke: Simulated) -> None:
    samples = smoke.tables["batch_growthsample"]
    sea = smoke.stage_of(samples["assignment_id"]) == Stage.GROW_OUT
    sd, mean = samples["std_deviation_weight"], samples["avg_weight_g"]
    up, down = (samples["max_weight_g"] - mean) / sd, (mean - samples["min_weight_g"]) / sd
    assert up.std() > 0.3
    # the mean of 50 to 100 normal weights reaches 2.25 to 2.51 deviations either way; log-normal ones reach further up
    assert up[sea].mean() == pytest.approx(2.4, abs=0.15)
    assert down[sea].mean() == pytest.approx(2.4, abs=0.15)
    assert up[~sea].mean() - down[~sea].mean() > 0.6


def test_fish_of_a_cage_differ_as_much_all_their_stay_and_otherwise_than_those_of_the_next(smoke: Simulated) -> None:
    world, cages = smoke.world, np.flatnonzero(smoke.world.at_sea)
    spread = np.array([world.weight_cv(np.full(len(cages), batch), cages) for batch in range(len(world.plan.batches))])
    # log-normal about the parameter with sigma .12, cut off at two deviations: .106
    assert np.log(spread / 0.22).std() == pytest.approx(0.106, rel=0.25)
    assert len(np.unique(spread)) > 0.9 * spread.size
    np.testing.assert_array_equal(world.weight_cv(np.array([0]), cages[3:4]), spread[0, 3:4])


def test_containers_are_sampled_at_the_interval_of_their_stage(smoke: Simulated) -> None:
    samples = smoke.tables["batch_growthsample"]
    day, stage = smoke.day_of(samples["sample_date"]), smoke.stage_of(samples["assignment_id"])
    for assignment in np.unique(samples["assignment_id"][stage == Stage.PARR]):
        assert set(np.diff(day[samples["assignment_id"] == assignment])) <= {14}
    assert np.is_busday(samples["sample_date"]).all()
    assert not (stage == Stage.EGG_ALEVIN).any()


def test_dead_fish_are_collected_daily_on_land_and_twice_a_week_at_sea(smoke: Simulated) -> None:
    events, population = smoke.tables["batch_mortalityevent"], truth(smoke, "population")
    sea = smoke.stage_of(events["assignment_id"]) == Stage.GROW_OUT
    # 1970-01-01 was a Thursday; Monday is 0
    weekday = (events["event_date"].astype("datetime64[D]").astype(np.int64) + 3) % 7
    assert set(weekday[~sea]) == set(range(7))
    keys = zip(events["assignment_id"][sea].tolist(), smoke.day_of(events["event_date"][sea]).tolist(), strict=True)
    emptied = np.array([population[key] == 0 for key in keys])
    assert set(weekday[sea][~emptied]) == set(COLLECTION_WEEKDAYS)


def test_dead_fish_weigh_what_so_many_fish_of_their_container_may_weigh(smoke: Simulated) -> None:
    events, weight_g = smoke.tables["batch_mortalityevent"], truth(smoke, "avg_weight_g")
    count, stage = events["count"], smoke.stage_of(events["assignment_id"])
    key = list(zip(events["assignment_id"].tolist(), smoke.day_of(events["event_date"]).tolist(), strict=True))
    ours = np.flatnonzero((stage >= Stage.PARR) & (count >= 5))
    ratio = events["biomass_kg"][ours] * 1000.0 / count[ours] / np.array([weight_g[key[i]] for i in ours])
    assert ratio.mean() == pytest.approx(1.0, abs=0.01)
    # weights spread by about .2, so the mean of n fish by .2 / sqrt(n); other kinds of death are weighed with them
    z = (ratio - 1.0) / (0.2 / np.sqrt(count[ours]))
    assert 0.6 < z.std() < 1.2


def test_no_dead_fish_are_collected_in_a_storm(smoke: Simulated) -> None:
    events, population = smoke.tables["batch_mortalityevent"], truth(smoke, "population")
    sea = np.flatnonzero(smoke.stage_of(events["assignment_id"]) == Stage.GROW_OUT)
    days = smoke.day_of(events["event_date"][sea])
    area = smoke.world.area[smoke.container_of(events["assignment_id"][sea])]
    stormy = smoke.climate.wave_height_m[days, area] >= 2.5
    for row, day in zip(sea[stormy].tolist(), days[stormy].tolist(), strict=True):
        assert population[int(events["assignment_id"][row]), day] == 0
    collection_days = np.flatnonzero(np.isin((np.arange(1460) + 6) % 7, COLLECTION_WEEKDAYS))  # 2017-01-01: a Sunday
    assert (smoke.climate.wave_height_m[collection_days] >= 2.5).any()


def test_mortality_names_causes_and_what_they_followed(smoke: Simulated) -> None:
    events = smoke.tables["batch_mortalityevent"]
    assert set(events["cause"]) == set(range(len(CAUSES)))
    always = {"BACKGROUND", "TRANSFER", "VACCINATION"}
    assert always <= {DEATH_DETAILS[detail] for detail in set(events["detail"])}
    assert (events["count"] > 0).all()
    vaccination = events["detail"] == DEATH_DETAILS.index("VACCINATION")
    assert set(smoke.stage_of(events["assignment_id"][vaccination])) <= {Stage.SMOLT, Stage.POST_SMOLT}
    sores = events["detail"] == DEATH_DETAILS.index("WINTER_ULCER")
    assert set(smoke.stage_of(events["assignment_id"][sores])) == {Stage.GROW_OUT}


def test_each_occupied_freshwater_hall_gives_one_water_sample_a_day(smoke: Simulated) -> None:
    samples, world = smoke.tables["environmental_waterqualitysample"], smoke.world
    expected = {
        (trace.day, int(hall) + 1)
        for trace in smoke.traces
        for hall in world.hall[trace.container[~world.at_sea[trace.container]]]
    }
    keys = zip(smoke.day_of(samples["sample_date"]).tolist(), samples["hall_id"].tolist(), strict=True)
    sampled = list(keys)
    assert len(set(sampled)) == len(sampled)
    assert expected <= set(sampled)
    assert (np.stack([samples[name] for name in ("tan_mg_l", "nh3_ug_l", "no2_n_mg_l", "no3_n_mg_l")]) > 0).all()


def test_light_is_natural_at_sea_dark_over_eggs_and_short_once_in_the_life_of_a_smolt(smoke: Simulated) -> None:
    light, world = smoke.tables["environmental_photoperioddata"], smoke.world
    at_sea = light["area_id"] > 0
    assert ((light["hall_id"] > 0) != at_sea).all()
    latitude = np.array([area.latitude for area in world.registry.areas])[light["area_id"][at_sea] - 1]
    dates = light["date"][at_sea]
    day = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
    np.testing.assert_allclose(light["day_length_hours"][at_sea], day_length_hours(latitude, day))
    stages = world.registry.place_stage()[light["hall_id"][~at_sea] - 1]
    hours = light["day_length_hours"][~at_sea]
    assert {stage: set(hours[stages == stage]) for stage in np.unique(stages)} == {
        Stage.EGG_ALEVIN: {0.0},
        Stage.FRY: {24.0},
        Stage.PARR: {24.0},
        Stage.SMOLT: {12.0, 24.0},
        Stage.POST_SMOLT: {24.0},
    }


def test_weather_comes_from_every_area_as_often_as_the_preset_says(smoke: Simulated) -> None:
    weather = smoke.tables["environmental_weatherdata"]
    areas, per_day = len(smoke.world.registry.areas), smoke.world.parameters.readings.weather_per_day
    assert len(weather["area_id"]) == areas * per_day * smoke.world.parameters.days
    one = weather["timestamp"][weather["area_id"] == 1]
    assert (np.diff(one).astype(np.int64) == 86_400 // per_day).all()


def test_weather_is_that_of_a_north_atlantic_coast(smoke: Simulated) -> None:
    weather = smoke.tables["environmental_weatherdata"]
    assert weather["wind_speed_m_s"].min() >= 0.0
    assert 4.0 < weather["wind_speed_m_s"].mean() < 14.0
    assert weather["air_temperature_c"].min() > -15.0
    assert weather["air_temperature_c"].max() < 28.0
    assert ((weather["wind_direction_deg"] >= 0.0) & (weather["wind_direction_deg"] < 360.0)).all()
    assert (weather["precipitation_mm"] >= 0.0).all()
    assert np.corrcoef(weather["wave_height_m"], weather["wind_speed_m_s"])[0, 1] > 0.8


def by_record(smoke: Simulated, column: str) -> np.ndarray:
    """A column of the weather. (days, areas, records)"""
    world = smoke.world
    shape = (world.parameters.days, len(world.registry.areas), world.parameters.readings.weather_per_day)
    return smoke.tables["environmental_weatherdata"][column].reshape(shape)


def test_records_of_rain_add_up_to_the_rain_of_the_day_and_some_are_dry(smoke: Simulated) -> None:
    rain = by_record(smoke, "precipitation_mm")
    np.testing.assert_allclose(rain.sum(axis=2), smoke.climate.rain_mm, rtol=1e-6)
    wet = rain.sum(axis=2) > 0.0
    assert (rain[wet] == 0.0).mean() == pytest.approx(0.35, abs=0.03)


def test_direction_and_speed_of_the_wind_scatter_on_their_own(smoke: Simulated) -> None:
    direction = np.deg2rad(by_record(smoke, "wind_direction_deg"))
    of_day = np.angle(np.exp(1j * direction).mean(axis=2, keepdims=True))
    turned = np.angle(np.exp(1j * (direction - of_day)))
    gusts = by_record(smoke, "wind_speed_m_s") - 7.5 * np.sqrt(by_record(smoke, "wave_height_m"))
    assert abs(np.corrcoef(turned.ravel(), gusts.ravel())[0, 1]) < 0.05


def test_waves_lead_over_midnight_and_average_to_the_sea_state_of_the_day(smoke: Simulated) -> None:
    waves = np.log(by_record(smoke, "wave_height_m"))
    at_midnight = (waves[1:, :, 0] - waves[:-1, :, -1]).std()
    assert at_midnight < 1.3 * np.diff(waves, axis=2).std()
    of_day = np.exp(waves).mean(axis=2) / smoke.climate.wave_height_m
    assert of_day.mean() == pytest.approx(1.0, abs=0.03)
    assert of_day.std() < 0.08


def test_no_record_shows_a_storm_on_a_day_on_which_cages_are_worked(smoke: Simulated) -> None:
    calm = smoke.climate.wave_height_m < 2.5
    assert by_record(smoke, "wave_height_m")[calm].max() < 1.4 * 2.5
