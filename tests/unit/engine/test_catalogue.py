"""Rows written once: places, containers, sensors, definitions, warnings."""

import numpy as np
import pytest

from aquasim.domain.stages import SensorKind, Stage
from aquasim.engine.beginning import make_world
from aquasim.engine.catalogue import catalogue
from aquasim.engine.plan import make_plan
from aquasim.engine.tables import SENSOR_TYPES, TABLES, Columns, Written, row_count
from aquasim.presets import load_parameters

ONCE = [name for name, table in TABLES.items() if table.written is Written.ONCE]


@pytest.fixture(scope="module")
def rows() -> dict[str, Columns]:
    (rows,) = catalogue(make_world(make_plan(load_parameters("company"))))
    return rows


def test_every_table_that_is_written_once_is_there_but_for_warnings(rows: dict[str, Columns]) -> None:
    assert list(rows) == [name for name in ONCE if name != "generation_capacitywarning"]


@pytest.mark.parametrize("name", [name for name in ONCE if name != "generation_capacitywarning"])
def test_references_point_to_rows_and_columns_are_equally_long(rows: dict[str, Columns], name: str) -> None:
    columns = rows[name]
    assert columns["id"].tolist() == list(range(1, row_count(columns) + 1))
    for column in TABLES[name].columns:
        values = columns[column.name]
        assert len(values) == row_count(columns), column.name
        if column.references:
            known = np.asarray(values) != -1 if column.nullable else np.full(len(values), True)
            assert np.isin(np.asarray(values)[known], rows[column.references]["id"]).all(), column.name


def test_a_container_is_in_a_hall_or_in_an_area(rows: dict[str, Columns]) -> None:
    for name in ("infrastructure_container", "infrastructure_feedcontainer"):
        hall, area = rows[name]["hall_id"], rows[name]["area_id"]
        assert ((hall > 0) != (area > 0)).all()


def test_there_are_six_stages_in_order_with_the_days_of_the_preset(rows: dict[str, Columns]) -> None:
    stages = rows["batch_lifecyclestage"]
    assert stages["name"] == ["Egg & Alevin", "Fry", "Parr", "Smolt", "Post-Smolt", "Grow-out"]
    assert stages["order"].tolist() == [1, 2, 3, 4, 5, 6]
    assert stages["typical_duration_days"].tolist() == [100, 90, 90, 90, 90, 430]
    assert (stages["expected_weight_min_g"] <= stages["expected_weight_max_g"]).all()
    assert stages["expected_weight_max_g"][Stage.SMOLT] == stages["expected_weight_min_g"][Stage.POST_SMOLT] == 210


def test_sensors_measure_the_quantity_of_their_kind(rows: dict[str, Columns]) -> None:
    sensors, parameters = rows["infrastructure_sensor"], rows["environmental_environmentalparameter"]
    assert parameters["code"] == [kind.name for kind in SensorKind]
    containers = rows["infrastructure_container"]["name"]
    for row in range(0, len(sensors["name"]), 997):
        quantity = parameters["name"][parameters["code"].index(SENSOR_TYPES[sensors["sensor_type"][row]])]
        assert sensors["name"][row] == f"{containers[sensors['container_id'][row] - 1]} {quantity.lower()}"
    assert len(set(sensors["serial_number"])) == len(sensors["serial_number"])


def test_pellets_grow_with_the_fish_and_the_last_has_no_upper_weight(rows: dict[str, Columns]) -> None:
    feeds = rows["inventory_feed"]
    assert (np.diff(feeds["pellet_size_mm"]) > 0).all()
    np.testing.assert_array_equal(feeds["fish_weight_min_g"][1:], feeds["fish_weight_max_g"][:-1])
    assert np.isnan(feeds["fish_weight_max_g"]).tolist() == [False] * (len(feeds["id"]) - 1) + [True]


def test_warnings_say_what_the_plan_says() -> None:
    plan = make_plan(load_parameters("company", ["sea.cages_per_area=5"]))
    (rows,) = catalogue(make_world(plan))
    warnings = rows["generation_capacitywarning"]
    assert warnings["message"] == [shortage.message for shortage in plan.shortages]
    assert set(warnings["stage"]) == {Stage.GROW_OUT}
    assert (warnings["need"] > warnings["supply"]).all()
    assert str(warnings["date"][0]) == str(plan.shortages[0].day)
