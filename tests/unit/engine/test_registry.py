"""The places of the company: numbers, names and keys."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from aquasim.domain.stages import HALL_STAGES, ContainerKind, SensorKind, Stage
from aquasim.engine.registry import Registry, build_registry, sensor_position
from aquasim.presets import load_parameters

TEMPERATURE, OXYGEN, PH, SALINITY, CO2, CURRENT = SensorKind


@pytest.fixture(scope="module")
def company() -> Registry:
    return build_registry(load_parameters("company"))


BOTH = pytest.mark.parametrize("geography", [0, 1], ids=["Faroe Islands", "Scotland"])


@BOTH
def test_each_geography_has_ten_stations_of_five_halls(company: Registry, geography: int) -> None:
    stations = [position for position, station in enumerate(company.stations) if station.geography == geography]
    assert len(stations) == 10
    for station in stations:
        assert [hall.stage for hall in company.halls if hall.station == station] == list(HALL_STAGES)


@BOTH
def test_each_geography_has_the_containers_of_the_plan(company: Registry, geography: int) -> None:
    here = company.place_geography()[company.place] == geography
    count = Counter(ContainerKind(kind) for kind in company.kind[here])
    # 10 stations of 50 trays, 40 fry, 30 parr, 15 smolt and 12 post-smolt tanks, with 2 or 3 pre-transfer tanks in turn
    assert count[ContainerKind.TRAY] == 500
    assert count[ContainerKind.FRY_TANK] == 400
    assert count[ContainerKind.PARR_TANK] == 300
    assert count[ContainerKind.SMOLT_TANK] == 150
    assert count[ContainerKind.POST_SMOLT_TANK] == 120
    assert 20 <= count[ContainerKind.PRE_TRANSFER_TANK] <= 30
    assert 150 <= count[ContainerKind.CAGE] <= 375


@BOTH
def test_each_geography_has_ten_to_fifteen_areas_of_fifteen_to_twenty_five_cages(
    company: Registry, geography: int
) -> None:
    areas = [area for area in company.areas if area.geography == geography]
    assert 10 <= len(areas) <= 15
    for area in areas:
        assert 15 <= len(company.containers_of(area.place, ContainerKind.CAGE)) <= 25


@BOTH
def test_each_geography_has_silos_and_barges_for_every_place(company: Registry, geography: int) -> None:
    per_place = np.diff(company.first_feeder)
    here = company.place_geography() == geography
    halls = np.arange(company.places) < len(company.halls)
    assert set(per_place[here & halls]) <= {1, 2}
    assert set(per_place[here & ~halls]) <= {2, 3}
    assert 50 <= per_place[here & halls].sum() <= 100
    assert 20 <= per_place[here & ~halls].sum() <= 45


def test_feeders_stand_where_their_names_say(company: Registry) -> None:
    for name, place in zip(company.feeder_name, company.feeder_place, strict=True):
        assert name.startswith(company.place_name(place))
        assert ("silo" in name) == (place < len(company.halls))


@pytest.mark.parametrize(
    ("kind", "sensors"),
    [
        (ContainerKind.TRAY, [TEMPERATURE, OXYGEN, PH]),
        (ContainerKind.FRY_TANK, [TEMPERATURE, OXYGEN, PH, CO2]),
        (ContainerKind.PARR_TANK, [TEMPERATURE, OXYGEN, PH, CO2]),
        (ContainerKind.SMOLT_TANK, [TEMPERATURE, OXYGEN, PH, CO2]),
        (ContainerKind.POST_SMOLT_TANK, [TEMPERATURE, OXYGEN, PH, SALINITY, CO2]),
        (ContainerKind.PRE_TRANSFER_TANK, [TEMPERATURE, OXYGEN, PH, SALINITY, CO2]),
        (ContainerKind.CAGE, [TEMPERATURE, OXYGEN, PH, SALINITY, CURRENT]),
    ],
    ids=lambda value: value.name if isinstance(value, ContainerKind) else "",
)
def test_every_container_of_a_kind_has_the_sensors_of_the_plan(
    company: Registry, kind: ContainerKind, sensors: list[SensorKind]
) -> None:
    of_all, container_of_all = company.sensor_kind(), company.sensor_container()
    for container in np.flatnonzero(company.kind == kind):
        first, end = company.first_sensor[container : container + 2]
        assert company.sensor_kind(container, container + 1).tolist() == of_all[first:end].tolist() == sensors
        assert (container_of_all[first:end] == container).all()


def test_sensor_position_finds_the_sensor_of_a_container(company: Registry) -> None:
    tray, cage = (int(np.flatnonzero(company.kind == kind)[3]) for kind in (ContainerKind.TRAY, ContainerKind.CAGE))
    found = sensor_position(company, np.array([tray, cage]), SensorKind.SALINITY)
    assert found[0] == -1
    assert (company.sensor_container()[found[1]], company.sensor_kind()[found[1]]) == (cage, SensorKind.SALINITY)


def names_of_containers(registry: Registry) -> list[str]:
    return [name for place in range(registry.places) for name in registry.container_names(place)]


def test_names_are_those_a_farmer_searches_for(company: Registry) -> None:
    assert {"FO-S03 Parr 07", "SCT-S10 Tray 50", "FO-S01 Pre-Transfer 01"} <= set(names_of_containers(company))
    assert {"Trongisvágur cage 12", "Portree cage 20"} <= set(names_of_containers(company))


def test_no_two_containers_areas_halls_or_feeders_share_a_name(company: Registry) -> None:
    for names in (
        names_of_containers(company),
        company.feeder_name,
        [area.name for area in company.areas],
        [hall.name for hall in company.halls],
        [station.name for station in company.stations],
    ):
        assert len(set(names)) == len(names)


def test_more_areas_than_sites_are_numbered() -> None:
    registry = build_registry(load_parameters("smoke", ["geographies.scotland.sea_areas=60"]))
    names = [area.name for area in registry.areas if area.geography == 1]
    assert len(set(names)) == 60
    assert "Portree 2" in names


def test_further_areas_of_a_site_lie_apart() -> None:
    areas = build_registry(load_parameters("company", ["scale=100"])).areas
    assert len({area.name for area in areas}) == len(areas) == 2500
    at = [(a.latitude, a.longitude) for a in areas if a.name.split(" ")[0] == "Lambavík"]
    assert len(at) == 52  # 1,500 areas at 29 sites
    km = [111.2 * np.hypot(a - c, (b - d) * np.cos(np.radians(a))) for (a, b), (c, d) in combinations(at, 2)]
    assert 2.0 < min(km) < max(km) < 2 * 2.5 * np.sqrt(51) + 0.1  # the spiral's step, and its width


def test_areas_lie_where_the_preset_puts_their_sites(company: Registry) -> None:
    area = next(area for area in company.areas if area.name == "Trongisvágur")
    assert (area.latitude, area.longitude) == (61.5412, -6.7626)
    scotland = [area for area in company.areas if area.geography == 1]
    assert all(55 < area.latitude < 59 and -8 < area.longitude < -4 for area in scotland)


def test_volumes_are_those_that_tables_keep() -> None:
    odd = build_registry(load_parameters("smoke", ["stations.tray_volume_m3=0.0279", "sea.cage_volume_m3=7000.128"]))
    assert odd.volume_m3[[0, -1]].tolist() == [0.03, 7000.13]


def test_two_builds_are_equal(company: Registry) -> None:
    again = build_registry(load_parameters("company"))
    assert names_of_containers(again) == names_of_containers(company)
    np.testing.assert_array_equal(again.key, company.key)


@pytest.mark.parametrize(
    "change",
    ["sea.cages_per_area=21", "stations.fry_tanks=41", "stations.trays=51", "stations.pre_transfer_tanks=[3]"],
)
def test_another_container_changes_no_key_of_the_others(company: Registry, change: str) -> None:
    larger = build_registry(load_parameters("company", [change]))
    keys = dict(zip(names_of_containers(larger), larger.key.tolist(), strict=True))
    assert larger.containers > company.containers
    assert {name: keys[name] for name in names_of_containers(company)} == dict(
        zip(names_of_containers(company), company.key.tolist(), strict=True)
    )


def test_no_two_containers_share_a_key_even_where_places_are_full() -> None:
    registry = build_registry(load_parameters("company", ["sea.cages_per_area=64", "stations.trays=64"]))
    assert len(np.unique(registry.key)) == registry.containers


def test_containers_of_a_place_lie_side_by_side(company: Registry) -> None:
    assert (np.diff(company.place) >= 0).all()
    for place in (0, 4, company.areas[0].place):
        first, end = company.first_container[place : place + 2]
        np.testing.assert_array_equal(np.flatnonzero(company.place == place), np.arange(first, end))


def test_pre_transfer_tanks_stand_in_the_post_smolt_hall(company: Registry) -> None:
    stage = company.place_stage()[company.place]
    assert (stage[company.kind == ContainerKind.PRE_TRANSFER_TANK] == Stage.POST_SMOLT).all()


def test_greatest_biomass_is_volume_times_density(company: Registry) -> None:
    # cage 36,700 m3 x 25 kg/m3, post-smolt tank 2,150 m3 x 75 kg/m3
    assert company.max_biomass_kg[company.kind == ContainerKind.CAGE][0] == 36_700 * 25
    assert company.max_biomass_kg[company.kind == ContainerKind.POST_SMOLT_TANK][0] == 2_150 * 75


def test_a_cage_holds_what_the_last_density_cap_at_sea_allows() -> None:
    caps = ["sea.density_kg_m3=[10, 12, 14, 20]", "stages.GROW_OUT.density_kg_m3=25"]
    registry = build_registry(load_parameters("smoke", caps))
    # 4,000 m3 x 20 kg/m3
    assert set(registry.max_biomass_kg[registry.kind == ContainerKind.CAGE]) == {80_000.0}
