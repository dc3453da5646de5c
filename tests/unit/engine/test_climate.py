"""Water and weather that do not depend on fish."""

import numpy as np
import pytest

from aquasim.engine.climate import SERIES, Block, Climate, blocks, day_of_year
from aquasim.engine.registry import Registry, build_registry
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import whole_climate

COMPANY = load_parameters("company")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return build_registry(COMPANY)


@pytest.fixture(scope="module")
def climate(registry: Registry) -> Block:
    return whole_climate(COMPANY, registry)


def areas_of(registry: Registry, geography: int) -> list[int]:
    return [column for column, area in enumerate(registry.areas) if area.geography == geography]


@pytest.mark.parametrize("series", SERIES)
def test_the_weather_of_a_day_does_not_depend_on_the_horizon_or_on_how_it_is_cut(series: str) -> None:
    short, long = (load_parameters("smoke", [f"sessions={sessions}"]) for sessions in ("[70]", "[400, 800]"))
    by_seven = blocks(short, build_registry(short), 7)
    pieces = np.concatenate([getattr(next(by_seven), series) for _ in range(10)])
    np.testing.assert_array_equal(pieces, getattr(whole_climate(long, build_registry(long)), series)[:70])


def test_days_asked_for_one_by_one_in_any_order_are_those_of_the_whole() -> None:
    smoke = load_parameters("smoke")
    one_by_one, whole = Climate(smoke, build_registry(smoke)), whole_climate(smoke, build_registry(smoke))
    for day in (0, 1, 30, 31, 32, 33, 31, 200, 63, 64, 0):  # on both sides of the ends of blocks, on and back
        weather = one_by_one.on(day)
        around = [max(day - 1, 0), day, day + 1]  # of series that are followed within a day
        for name in SERIES:
            found, series = getattr(weather, name), getattr(whole, name)
            np.testing.assert_array_equal(found, series[day if found.ndim == 1 else around], err_msg=f"{name}, {day}")


def test_what_is_held_of_the_weather_does_not_grow_with_the_days() -> None:
    smoke = load_parameters("smoke")
    climate = Climate(smoke, build_registry(smoke))
    climate.on(500)
    assert climate.days_held <= 34  # a block of 32 and the two days before it


def test_another_cage_changes_no_weather(registry: Registry, climate: Block) -> None:
    larger = load_parameters("company", ["sea.cages_per_area=21", "stations.fry_tanks=41"])
    again = whole_climate(larger, build_registry(larger))
    for series in SERIES:
        np.testing.assert_array_equal(getattr(again, series), getattr(climate, series))


@pytest.mark.parametrize(
    ("geography", "mean_c", "half_range_c", "warmest", "coldest"),
    [(0, 8.13, 1.95, 246, 63), (1, 10.7, 3.1, 240, 57)],  # the coldest day half a year before the warmest
    ids=["Faroe Islands", "Scotland"],
)
def test_sea_temperature_has_the_mean_and_season_of_its_geography(
    registry: Registry, climate: Block, geography: int, mean_c: float, half_range_c: float, warmest: int, coldest: int
) -> None:
    sea_c = climate.sea_temperature_c[:, areas_of(registry, geography)].mean(axis=1)
    by_day = sea_c[:3650].reshape(10, 365).mean(axis=0)  # years of 365 days drift by two leap days
    assert sea_c.mean() == pytest.approx(mean_c, abs=0.4)  # yearly anomalies of 0.35-0.4 degC over ten years
    smooth = np.convolve(np.tile(by_day, 3), np.ones(31) / 31, mode="same")[365:730]
    assert (smooth.max() - smooth.min()) / 2 == pytest.approx(half_range_c, rel=0.1)
    assert int(np.argmax(smooth)) + 1 == pytest.approx(warmest, abs=12)
    assert int(np.argmin(smooth)) + 1 == pytest.approx(coldest, abs=20)


def test_sea_temperature_has_memory(climate: Block) -> None:
    sea_c = climate.sea_temperature_c
    # day-to-day noise of an AR(1) with sd .11 and phi .91: .11 x sqrt(2 x .09) = .047, beside the slow season
    assert np.diff(sea_c, axis=0).std() < 0.1
    assert abs(np.diff(sea_c, axis=0)).max() < 0.4


def test_no_new_year_shows_a_jump(climate: Block) -> None:
    new_year = [day - 1 for day in (365, 730, 1095, 1461, 1826)]
    steps = abs(np.diff(climate.sea_temperature_c, axis=0))
    assert steps[new_year].mean() < 1.5 * steps.mean()


def test_salinity_falls_after_rain_and_stays_that_of_a_sea(climate: Block) -> None:
    salinity = climate.salinity_psu
    assert salinity.min() >= 24.0
    assert salinity.max() <= 36.0
    assert (np.diff(salinity, axis=0) < -0.3).any(axis=0).all()


def deseasoned(series: np.ndarray) -> np.ndarray:
    """What is left of a series when mean and season are taken away."""
    year = 2.0 * np.pi * np.arange(len(series)) / 365.25
    season = np.stack([np.ones(len(year)), np.cos(year), np.sin(year), np.cos(2 * year), np.sin(2 * year)], axis=1)
    left: np.ndarray = series - season @ np.linalg.lstsq(season, series, rcond=None)[0]
    return left


def lag_one(series: np.ndarray) -> float:
    return float(np.corrcoef(series[1:], series[:-1])[0, 1])


def test_salinity_follows_the_rain_of_the_days_before(climate: Block) -> None:
    rain, salinity = climate.rain_mm.astype(np.float64), climate.salinity_psu
    for area in range(0, rain.shape[1], 7):
        week = np.convolve(rain[:, area], np.ones(7), mode="valid")[:-1]  # up to the day before
        assert np.corrcoef(week, salinity[7:, area])[0, 1] < -0.7
        by_lag = [np.corrcoef(rain[: len(rain) - lag, area], salinity[lag:, area])[0, 1] for lag in range(4)]
        assert by_lag[0] > min(by_lag[1:3])


def test_salinity_does_not_rest_at_a_cap(climate: Block) -> None:
    assert ((climate.salinity_psu == climate.salinity_psu.max(axis=0)).mean(axis=0) < 0.01).all()
    assert (np.median(climate.salinity_psu, axis=0) < climate.salinity_psu.max(axis=0) - 0.1).all()


@pytest.mark.parametrize(("geography", "low_mm", "high_mm"), [(0, 1300, 1500), (1, 1500, 2000)])
def test_a_year_brings_the_rain_of_its_coast_and_winter_most_of_it(
    registry: Registry, climate: Block, geography: int, low_mm: int, high_mm: int
) -> None:
    rain = climate.rain_mm[:, areas_of(registry, geography)].astype(np.float64)
    assert low_mm * 0.95 < rain.mean() * 365.25 < high_mm * 1.05  # ten years scatter by some 3 %
    month = (np.datetime64(COMPANY.first_day, "D") + np.arange(len(rain))).astype("datetime64[M]").astype(int) % 12
    wet, dry = rain[np.isin(month, (9, 10, 11, 0))].mean(), rain[np.isin(month, (3, 4, 5, 6))].mean()
    assert wet > 1.4 * dry


def test_areas_of_one_geography_share_their_rain_and_geographies_do_not(registry: Registry, climate: Block) -> None:
    rain = deseasoned(climate.rain_mm.astype(np.float64))
    faroe, other = areas_of(registry, 0)[:2]
    scotland = areas_of(registry, 1)[0]
    correlation = np.corrcoef(rain.T)
    assert 0.6 < correlation[faroe, other] < 0.95
    assert abs(correlation[faroe, scotland]) < 0.1


def test_wet_days_follow_wet_days(climate: Block) -> None:
    assert 0.2 < lag_one((climate.rain_mm[:, 0] >= 1.0).astype(np.float64)) < 0.5


def test_air_has_warm_and_cold_spells_that_a_geography_shares(registry: Registry, climate: Block) -> None:
    air_c = deseasoned(climate.air_temperature_c.astype(np.float64))
    faroe, other = areas_of(registry, 0)[:2]
    assert 2.0 < air_c[:, faroe].std() < 3.0
    assert 0.6 < lag_one(air_c[:, faroe]) < 0.8
    assert np.corrcoef(air_c[:, faroe], air_c[:, other])[0, 1] > 0.8


def test_wind_direction_is_that_of_the_geography_and_not_of_the_oxygen(registry: Registry, climate: Block) -> None:
    wind_deg = climate.wind_direction_deg.astype(np.float64)
    faroe, other = areas_of(registry, 0)[:2]
    scotland = areas_of(registry, 1)[0]
    assert np.corrcoef(wind_deg[:, faroe], wind_deg[:, other])[0, 1] > 0.9
    assert abs(np.corrcoef(wind_deg[:, faroe], wind_deg[:, scotland])[0, 1]) < 0.1
    oxygen = climate.saturation_noise[:, len(registry.halls) + faroe]
    assert abs(np.corrcoef(wind_deg[:, faroe], oxygen)[0, 1]) < 0.1


def test_faroese_sea_is_saltier_than_scottish(registry: Registry, climate: Block) -> None:
    faroe, scotland = (climate.salinity_psu[:, areas_of(registry, g)].mean() for g in (0, 1))
    assert faroe > scotland
    assert faroe == pytest.approx(34.9, abs=0.3)


def test_areas_of_one_geography_share_their_storms_and_geographies_do_not(registry: Registry, climate: Block) -> None:
    waves = np.log(climate.wave_height_m)
    year = np.arange(len(waves)) % 365
    season = np.array([waves[year == day].mean(axis=0) for day in range(365)])[year]
    faroe, other = areas_of(registry, 0)[:2]
    scotland = areas_of(registry, 1)[0]
    correlation = np.corrcoef((waves - season).T)
    assert correlation[faroe, other] > 0.999
    assert abs(correlation[faroe, scotland]) < 0.1


def test_halls_hold_their_set_point(climate: Block) -> None:
    deviation = climate.hall_deviation_c
    assert deviation.mean() == pytest.approx(0.0, abs=0.02)
    assert deviation.std() == pytest.approx(0.3, rel=0.05)


def test_days_of_the_year_count_leap_days() -> None:
    # 2017-01-01 + 365 + 365 + 365 = 2020-01-01; 2020 has 366 days
    days = np.array([0, 364, 365, 1095, 1095 + 59, 1095 + 365, 1095 + 366])
    np.testing.assert_array_equal(day_of_year(COMPANY, days), [1, 365, 1, 1, 60, 366, 1])
