"""Rows written once: places, containers, sensors, stages, parameters, feeds, and the plan's warnings."""

from collections.abc import Iterator

import numpy as np

from aquasim.domain.feeding import PELLETS
from aquasim.domain.stages import ContainerKind, SensorKind, Stage
from aquasim.engine.feedings import list_price_cents
from aquasim.engine.plan import Plan
from aquasim.engine.production import stage_entries
from aquasim.engine.registry import feeder_capacity_kg
from aquasim.engine.rows import Rows
from aquasim.engine.tables import SENSOR_TYPES, STAGES, Columns
from aquasim.engine.vaccination import vaccine_rows
from aquasim.engine.world import World

PLACES_AT_A_TIME = 200
"""Places whose containers and sensors are named at a time: more than the company has, and 22,000 names of sensors."""
TYPE_NAMES = {
    ContainerKind.TRAY: "Egg & Alevin Tray",
    ContainerKind.FRY_TANK: "Fry Tank",
    ContainerKind.PARR_TANK: "Parr Tank",
    ContainerKind.SMOLT_TANK: "Smolt Tank",
    ContainerKind.POST_SMOLT_TANK: "Post-Smolt Tank",
    ContainerKind.PRE_TRANSFER_TANK: "Pre-Transfer Tank",
    ContainerKind.CAGE: "Sea Cage",
}
CATEGORIES = {ContainerKind.TRAY: 2, ContainerKind.CAGE: 1}
HALL_AREA_SQM = {Stage.EGG_ALEVIN: 600, Stage.FRY: 1200, Stage.PARR: 2500, Stage.SMOLT: 4500, Stage.POST_SMOLT: 8000}

QUANTITIES = {
    SensorKind.TEMPERATURE: ("Temperature", "degC", -1.0, 25.0, 6.0, 14.0),
    SensorKind.OXYGEN: ("Dissolved oxygen", "mg/L", 0.0, 20.0, 7.0, 13.0),
    SensorKind.PH: ("pH", "pH", 5.0, 9.5, 6.5, 8.2),
    SensorKind.SALINITY: ("Salinity", "PSU", 0.0, 40.0, 0.0, 35.5),
    SensorKind.CO2: ("Carbon dioxide", "mg/L", 0.0, 40.0, 0.0, 15.0),
    SensorKind.CURRENT: ("Current speed", "m/s", 0.0, 1.5, 0.02, 0.6),
}
"""Name, unit, plausible range and good range of each measured quantity."""

SENSOR_PREFIX = {
    SensorKind.TEMPERATURE: "TE",
    SensorKind.OXYGEN: "OX",
    SensorKind.PH: "PH",
    SensorKind.SALINITY: "SA",
    SensorKind.CO2: "CO",
    SensorKind.CURRENT: "CU",
}


def catalogue(world: World) -> Iterator[dict[str, Columns]]:
    """All rows that are written once, by table: containers and sensors of some places at a time, the rest at first."""
    plan, rows = world.plan, Rows()
    _places(plan, rows)
    _container_types(plan, rows)
    _feeders(plan, rows)
    _definitions(plan, rows)
    _feeds(plan, rows)
    vaccine_rows(world, rows)
    _warnings(plan, rows)
    for module in world.modules:
        module.catalogue(rows)
    for first in range(0, plan.registry.places, PLACES_AT_A_TIME):
        places = range(first, min(first + PLACES_AT_A_TIME, plan.registry.places))
        _containers(plan, places, rows)
        _sensors(plan, places, rows)
        yield rows.joined()
        rows = Rows()


def _ids(n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(n, dtype=np.int64) + 1


def _places(plan: Plan, rows: Rows) -> None:
    r = plan.registry
    rows.add(
        "infrastructure_geography",
        id=_ids(len(r.geographies)),
        name=[g.name for g in r.geographies],
        code=[g.code for g in r.geographies],
        description=[g.description for g in r.geographies],
    )
    area_biomass_kg = (
        plan.parameters.sea.cages_per_area * plan.parameters.sea.cage_volume_m3 * plan.parameters.sea.density_kg_m3[-1]
    )
    rows.add(
        "infrastructure_area",
        id=_ids(len(r.areas)),
        name=[a.name for a in r.areas],
        geography_id=np.array([a.geography + 1 for a in r.areas]),
        latitude=np.array([a.latitude for a in r.areas]),
        longitude=np.array([a.longitude for a in r.areas]),
        max_biomass=area_biomass_kg,
        active=True,
    )
    rows.add(
        "infrastructure_freshwaterstation",
        id=_ids(len(r.stations)),
        name=[s.name for s in r.stations],
        station_type=np.zeros(len(r.stations), dtype=np.int64),
        geography_id=np.array([s.geography + 1 for s in r.stations]),
        latitude=np.array([s.latitude for s in r.stations]),
        longitude=np.array([s.longitude for s in r.stations]),
        active=True,
    )
    rows.add(
        "infrastructure_hall",
        id=_ids(len(r.halls)),
        name=[h.name for h in r.halls],
        freshwater_station_id=np.array([h.station + 1 for h in r.halls]),
        stage=np.array([STAGES.index(h.stage.name) for h in r.halls]),
        area_sqm=np.array([float(HALL_AREA_SQM[h.stage]) for h in r.halls]),
        active=True,
    )


def _container_types(plan: Plan, rows: Rows) -> None:
    r, kinds = plan.registry, list(ContainerKind)
    rows.add(
        "infrastructure_containertype",
        id=_ids(len(kinds)),
        name=[TYPE_NAMES[kind] for kind in kinds],
        category=np.array([CATEGORIES.get(kind, 0) for kind in kinds]),
        max_volume_m3=np.array([r.volume_m3[r.kind == kind].max() for kind in kinds]),
    )


def _containers(plan: Plan, places: range, rows: Rows) -> None:
    r, halls = plan.registry, len(plan.registry.halls)
    first, end = _containers_of(plan, places)
    place = r.place[first:end]
    rows.add(
        "infrastructure_container",
        id=np.arange(first, end) + 1,
        name=_container_names(plan, places),
        container_type_id=r.kind[first:end] + 1,
        hall_id=np.where(place < halls, place + 1, -1),
        area_id=np.where(place < halls, -1, place - halls + 1),
        volume_m3=r.volume_m3[first:end],
        max_biomass_kg=r.max_biomass_kg[first:end],
        active=True,
    )


def _containers_of(plan: Plan, places: range) -> tuple[int, int]:
    """First container of some places, and the one after the last."""
    first, end = plan.registry.first_container[[places.start, places.stop]]
    return int(first), int(end)


def _container_names(plan: Plan, places: range) -> list[str]:
    return [name for place in places for name in plan.registry.container_names(place)]


def _sensors(plan: Plan, places: range, rows: Rows) -> None:
    r = plan.registry
    first, end = _containers_of(plan, places)
    names, container = _container_names(plan, places), r.sensor_container(first, end)
    kinds = [SensorKind(kind) for kind in r.sensor_kind(first, end)]
    ids = r.first_sensor[first] + _ids(len(kinds))
    rows.add(
        "infrastructure_sensor",
        id=ids,
        name=[f"{names[c]} {QUANTITIES[kind][0].lower()}" for c, kind in zip(container - first, kinds, strict=True)],
        sensor_type=np.array([SENSOR_TYPES.index(kind.name) for kind in kinds]),
        container_id=container + 1,
        serial_number=[f"{SENSOR_PREFIX[kind]}-{number:06d}" for number, kind in zip(ids, kinds, strict=True)],
        installation_date=np.full(len(kinds), np.datetime64(plan.parameters.first_day, "D")),
        active=True,
    )


def _feeders(plan: Plan, rows: Rows) -> None:
    r, halls = plan.registry, len(plan.registry.halls)
    on_land = r.feeder_place < halls
    rows.add(
        "infrastructure_feedcontainer",
        id=_ids(len(r.feeder_name)),
        name=list(r.feeder_name),
        container_type=np.where(on_land, 0, 1),
        hall_id=np.where(on_land, r.feeder_place + 1, -1),
        area_id=np.where(on_land, -1, r.feeder_place - halls + 1),
        capacity_kg=feeder_capacity_kg(plan.parameters, r),
        active=True,
    )


def _definitions(plan: Plan, rows: Rows) -> None:
    stages = plan.parameters.stages
    rows.add("batch_species", id=_ids(1), name=["Atlantic salmon"], scientific_name=["Salmo salar"])
    husbandry, end_g = plan.parameters.husbandry, [stages[stage].end_weight_g for stage in Stage]
    rows.add(
        "batch_lifecyclestage",
        id=_ids(len(Stage)),
        name=[stage.label for stage in Stage],
        species_id=1,
        order=np.array([stage.order for stage in Stage]),
        expected_weight_min_g=np.array([husbandry.first_feeding_weight_min_g, *end_g[:-1]]),
        expected_weight_max_g=np.array([husbandry.first_feeding_weight_max_g, *end_g[1:]]),
        typical_duration_days=np.diff(stage_entries(plan.parameters, "typical")),
    )
    quantities = [QUANTITIES[kind] for kind in SensorKind]
    rows.add(
        "environmental_environmentalparameter",
        id=_ids(len(quantities)),
        name=[q[0] for q in quantities],
        code=[kind.name for kind in SensorKind],
        unit=[q[1] for q in quantities],
        min_value=np.array([q[2] for q in quantities]),
        max_value=np.array([q[3] for q in quantities]),
        optimal_min=np.array([q[4] for q in quantities]),
        optimal_max=np.array([q[5] for q in quantities]),
    )


def _feeds(plan: Plan, rows: Rows) -> None:
    classes = [0 if pellet.size_mm < 1.5 else 1 if pellet.size_mm < 6 else 2 for pellet in PELLETS]
    rows.add(
        "inventory_feed",
        id=_ids(len(PELLETS)),
        name=[
            f"Salmon {('starter', 'grower', 'grow-out')[c]} {pellet.size_mm:g} mm"
            for c, pellet in zip(classes, PELLETS, strict=True)
        ],
        brand=["House blend"] * len(PELLETS),
        pellet_size_mm=np.array([pellet.size_mm for pellet in PELLETS]),
        protein_percentage=np.array([pellet.protein_pct for pellet in PELLETS]),
        fat_percentage=np.array([pellet.lipid_pct for pellet in PELLETS]),
        size_category=np.array(classes),
        fish_weight_min_g=np.array([pellet.fish_weight_min_g for pellet in PELLETS], dtype=np.float64),
        fish_weight_max_g=np.array(
            [np.nan if p.fish_weight_max_g is None else p.fish_weight_max_g for p in PELLETS], dtype=np.float64
        ),
        cost_per_kg=list_price_cents(plan.parameters) / 100.0,
    )


def _warnings(plan: Plan, rows: Rows) -> None:
    shortages = plan.shortages
    if not shortages:
        return
    rows.add(
        "generation_capacitywarning",
        id=_ids(len(shortages)),
        date=np.array([s.day for s in shortages], dtype="datetime64[D]"),
        stage=np.array([int(s.stage) for s in shortages]),
        place=[s.place for s in shortages],
        batch_number=[s.batch for s in shortages],
        need=np.array([s.need for s in shortages]),
        supply=np.array([s.supply for s in shortages]),
        message=[s.message for s in shortages],
    )
