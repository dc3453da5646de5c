"""Stages, the containers built for them, and their sensors."""

import pytest

from aquasim.domain.stages import HALL_STAGES, SENSORS, ContainerKind, SensorKind, Stage, Water


def test_post_smolt_stays_in_fresh_water() -> None:
    assert Stage.POST_SMOLT.water is Water.FRESH


def test_only_grow_out_is_at_sea() -> None:
    assert [stage for stage in Stage if stage.water is Water.SEA] == [Stage.GROW_OUT]


def test_stages_are_ordered_from_egg_to_harvest() -> None:
    labels = [stage.label for stage in sorted(Stage)]
    assert labels == ["Egg & Alevin", "Fry", "Parr", "Smolt", "Post-Smolt", "Grow-out"]
    assert [stage.order for stage in sorted(Stage)] == [1, 2, 3, 4, 5, 6]


def test_halls_are_built_for_every_stage_but_grow_out() -> None:
    assert set(Stage) - set(HALL_STAGES) == {Stage.GROW_OUT}


def test_every_stage_has_a_container() -> None:
    assert {kind.stage for kind in ContainerKind} == set(Stage)


def test_pre_transfer_tanks_hold_post_smolt() -> None:
    assert ContainerKind.PRE_TRANSFER_TANK.stage is Stage.POST_SMOLT


@pytest.mark.parametrize("kind", ContainerKind)
def test_every_container_measures_temperature_oxygen_and_ph(kind: ContainerKind) -> None:
    assert {SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.PH} <= set(SENSORS[kind])


@pytest.mark.parametrize("kind", ContainerKind)
def test_current_is_measured_at_sea_only(kind: ContainerKind) -> None:
    assert (SensorKind.CURRENT in SENSORS[kind]) == (kind.stage.water is Water.SEA)


@pytest.mark.parametrize("kind", ContainerKind)
def test_sensors_are_listed_in_the_order_of_their_kind(kind: ContainerKind) -> None:
    assert list(SENSORS[kind]) == sorted(set(SENSORS[kind]))
