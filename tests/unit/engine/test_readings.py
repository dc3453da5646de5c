"""What sensors report: the water the fish felt, with noise and labelled faults."""

import numpy as np
import pytest

from aquasim.domain.stages import SENSORS, ContainerKind, SensorKind, Stage
from aquasim.domain.water import settling_day_shape, tidal_current_m_s
from aquasim.engine.catalogue import QUANTITIES
from aquasim.engine.faults import FAULT_SIZE
from aquasim.engine.instruments import NOISE_SD, NOISE_SPREAD, OFFSET_SD
from aquasim.engine.readings import readings
from aquasim.engine.sensor_days import SENSOR_SLOTS, Shard, shards
from aquasim.engine.tables import FAULTS, QUALITY, Columns
from aquasim.errors import ParameterError
from aquasim.presets import load_parameters
from tests.unit.engine.simulated import DAILY, READINGS, Ints, Simulated, simulate, world_of
from tests.unit.engine.simulated import FAULTS as FAULT_TABLE

FELT = (SensorKind.TEMPERATURE, SensorKind.OXYGEN, SensorKind.PH, SensorKind.SALINITY, SensorKind.CO2)
PER_DAY = 4
STEP_S = 86_400 // PER_DAY
HOURS = np.arange(PER_DAY) * 24.0 / PER_DAY
NO_FAULTS = "readings.fault_chance_per_period=0"


@pytest.fixture(scope="module")
def sensed(smoke: Simulated) -> dict[str, Columns]:
    return smoke.readings


def seconds(simulated: Simulated, times: np.ndarray) -> Ints:
    since: Ints = (times - simulated.world.first_date.astype("datetime64[s]")).astype(np.int64)
    return since


def ticks(simulated: Simulated, times: np.ndarray) -> Ints:
    return seconds(simulated, times) // STEP_S


def felt_by_sensor_day(simulated: Simulated) -> dict[tuple[int, int], float]:
    """Daily mean of the water at each sensor but current meters, by sensor id and day."""
    registry = simulated.world.registry
    kinds, felt = registry.sensor_kind(), {}
    for trace in simulated.traces:
        for position, container in enumerate(trace.container):
            for sensor in range(registry.first_sensor[container], registry.first_sensor[container + 1]):
                kind = SensorKind(int(kinds[sensor]))
                if kind in FELT:
                    felt[sensor + 1, trace.day] = float(trace.lately[position, 0, kind])
    return felt


def test_every_sensor_of_a_container_with_fish_reads_as_often_as_the_preset_says(
    smoke: Simulated, sensed: dict[str, Columns]
) -> None:
    table, registry = sensed[READINGS], smoke.world.registry
    per_container = np.diff(registry.first_sensor)
    due = sum(int(per_container[trace.container].sum()) for trace in smoke.traces) * PER_DAY
    got = len(table["value"])
    # chance of a fault 12 % in eight days, six in ten of them drop-outs of about two days: 1.5 % of the readings
    assert 0.97 * due < got < due
    assert set(np.unique(table["sensor_id"])) <= set(range(1, registry.sensors + 1))


def test_every_kind_of_sensor_in_every_kind_of_container_reads(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table, registry = sensed[READINGS], smoke.world.registry
    kinds = np.unique(registry.kind[table["container_id"] - 1] * 100 + table["parameter_id"] - 1)
    assert kinds.tolist() == sorted(100 * kind + sensor for kind in ContainerKind for sensor in SENSORS[kind])


def test_readings_name_the_container_and_quantity_of_their_sensor(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table, registry = sensed[READINGS], smoke.world.registry
    np.testing.assert_array_equal(registry.sensor_container()[table["sensor_id"] - 1] + 1, table["container_id"])
    np.testing.assert_array_equal(registry.sensor_kind()[table["sensor_id"] - 1] + 1, table["parameter_id"])


def test_no_container_is_read_without_its_fish(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table, daily = sensed[READINGS], smoke.tables[DAILY]
    full = daily["population"] > 0
    held = np.unique(
        (smoke.container_of(daily["assignment_id"][full]) * 2000 + smoke.day_of(daily["date"][full])) * 100
        + smoke.batch_of(daily["assignment_id"][full])
    )
    read = np.unique(
        ((table["container_id"] - 1) * 2000 + smoke.day_of(table["reading_time"])) * 100 + table["batch_id"] - 1
    )
    assert not np.setdiff1d(read, held).size
    assert len(read) > 0.99 * len(held)


def test_no_sensor_reads_twice_at_a_time(sensed: dict[str, Columns]) -> None:
    table = sensed[READINGS]
    key = table["sensor_id"].astype(np.int64) * 2**32 + table["reading_time"].astype(np.int64)
    assert len(np.unique(key)) == len(key)


def test_readings_of_a_part_are_in_order_of_sensor_and_time(sensed: dict[str, Columns]) -> None:
    table = sensed[READINGS]
    order = np.lexsort((table["reading_time"], table["sensor_id"]))
    np.testing.assert_array_equal(order, np.arange(len(order)))


def test_salinity_is_exactly_zero_in_fresh_water(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table = sensed[READINGS]
    salt = table["parameter_id"] == SensorKind.SALINITY + 1
    fresh = ~smoke.world.at_sea[table["container_id"] - 1]
    assert (salt & fresh).sum() > 1000
    assert (table["value"][salt & fresh] == 0.0).all()
    assert (table["quality"][salt & fresh] == 0).all()
    assert (table["value"][salt & ~fresh & (table["quality"] == 0)] > 20).all()


def whole_days(simulated: Simulated, kind: SensorKind) -> tuple[Ints, Ints, np.ndarray]:
    """Sensor ids, days and readings of the undisturbed days of one kind of sensor, in order of sensor and day."""
    table = simulated.readings[READINGS]
    rows = np.flatnonzero((table["parameter_id"] == kind + 1) & (table["quality"] == 0))
    key = table["sensor_id"][rows].astype(np.int64) * 2000 + simulated.day_of(table["reading_time"][rows])
    rows = rows[(np.bincount(key) == PER_DAY)[key]].reshape(-1, PER_DAY)
    days = simulated.day_of(table["reading_time"][rows[:, 0]])
    values: np.ndarray = table["value"][rows]
    return table["sensor_id"][rows[:, 0]], days, values


def arrivals(simulated: Simulated) -> dict[tuple[int, int], int]:
    """First day of the fish beside each sensor, by sensor id and day."""
    first = simulated.world.registry.first_sensor
    return {
        (sensor + 1, trace.day): int(arrived)
        for trace in simulated.traces
        for container, arrived in zip(trace.container, trace.arrived, strict=True)
        for sensor in range(first[container], first[container + 1])
    }


def departures(simulated: Simulated, kind: SensorKind) -> tuple[Ints, np.ndarray]:
    """Sensor ids, and readings of whole days less the water, which settles from the mean of the day before."""
    sensors, days, values = whole_days(simulated, kind)
    felt, arrived = felt_by_sensor_day(simulated), arrivals(simulated)
    keys = list(zip(sensors.tolist(), days.tolist(), strict=True))
    mean = np.array([felt[key] for key in keys])
    before = np.array([felt[s, day - 1] if arrived[s, day] < day else felt[s, day] for s, day in keys])
    return sensors, values - mean[:, None] - (before - mean)[:, None] * settling_day_shape(HOURS)


def of_each(sensors: Ints, values: np.ndarray) -> np.ndarray:
    """Mean by sensor, of those with a hundred days or more."""
    days = np.bincount(sensors)
    means: np.ndarray = (np.bincount(sensors, values) / np.maximum(days, 1))[days >= 100]
    return means


UNFED_KINDS = [SensorKind.TEMPERATURE, SensorKind.PH]


@pytest.mark.parametrize("kind", [*UNFED_KINDS, SensorKind.OXYGEN, SensorKind.CO2])
def test_the_mean_of_undisturbed_days_is_the_water_the_fish_felt_and_the_offset_of_the_sensor(
    smoke: Simulated, kind: SensorKind
) -> None:
    sensors, days, values = whole_days(smoke, kind)
    felt = felt_by_sensor_day(smoke)
    off = values.mean(axis=1) - [felt[key] for key in zip(sensors.tolist(), days.tolist(), strict=True)]
    offset = of_each(sensors, off)
    assert len(offset) > 40
    assert abs(offset).max() < 5 * OFFSET_SD[kind]
    assert abs(offset.mean()) < 4 * OFFSET_SD[kind] / np.sqrt(len(offset))
    # the deviation of 40 or more scatters by a ninth
    assert offset.std() == pytest.approx(OFFSET_SD[kind], rel=0.35)
    own = np.bincount(sensors, off) / np.maximum(np.bincount(sensors), 1)
    # four draws that know nothing of one another, louder by exp(.15^2) in the mean of squares
    assert (off - own[sensors]).std() == pytest.approx(NOISE_SD[kind] / 2 * np.exp(NOISE_SPREAD**2), rel=0.1)


@pytest.mark.parametrize("kind", UNFED_KINDS)
def test_water_goes_over_to_the_mean_of_a_new_day_in_the_course_of_hours(smoke: Simulated, kind: SensorKind) -> None:
    sensors, left = departures(smoke, kind)
    own = np.bincount(sensors, left.mean(axis=1)) / np.maximum(np.bincount(sensors), 1)
    noise = (left - own[sensors][:, None]).std(axis=0)
    # at any hour nothing is left but noise
    assert noise == pytest.approx(np.full(PER_DAY, NOISE_SD[kind] * np.exp(NOISE_SPREAD**2)), rel=0.05)


def test_midnight_is_no_time_of_its_own(smoke: Simulated) -> None:
    sensors, days, values = whole_days(smoke, SensorKind.PH)
    following = np.flatnonzero((np.diff(sensors) == 0) & (np.diff(days) == 1))
    steps = np.diff(values, axis=1)
    midnight = values[following + 1, 0] - values[following, -1]
    arrived = arrivals(smoke)
    same_fish = [arrived[key] < key[1] for key in zip(sensors[following + 1], days[following + 1], strict=True)]
    assert np.sqrt(np.square(midnight[same_fish]).mean()) < 1.1 * np.sqrt(np.square(steps[:, 0]).mean())


def test_some_sensors_are_noisier_than_others(smoke: Simulated) -> None:
    sensors, left = departures(smoke, SensorKind.TEMPERATURE)
    level = np.log(np.sqrt(of_each(sensors, left.var(axis=1, ddof=1))) / NOISE_SD[SensorKind.TEMPERATURE])
    assert level.mean() == pytest.approx(0.0, abs=0.1)
    assert level.std() == pytest.approx(NOISE_SPREAD, rel=0.35)


def test_current_follows_the_tide_about_the_mean_of_the_day(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table, world = sensed[READINGS], smoke.world
    rows = np.flatnonzero((table["parameter_id"] == SensorKind.CURRENT + 1) & (table["quality"] == 0))
    container = table["container_id"][rows] - 1
    hour = table["reading_time"][rows].astype("datetime64[h]").astype(np.int64)
    mean = smoke.climate.current_m_s[smoke.day_of(table["reading_time"][rows]), world.area[container]]
    tide = tidal_current_m_s(hour, mean, world.area[container] * 0.37)
    error = table["value"][rows] - np.maximum(tide, 0.0)
    loudest = np.exp(3 * NOISE_SPREAD) * NOISE_SD[SensorKind.CURRENT]
    assert abs(error).max() < 5 * OFFSET_SD[SensorKind.CURRENT] + 6 * loudest


def missing_ticks(simulated: Simulated, table: Columns) -> set[tuple[int, int]]:
    """Sensor and tick of every reading that a sensor beside fish did not give."""
    registry = simulated.world.registry
    due = {
        (sensor + 1, trace.day * PER_DAY + tick)
        for trace in simulated.traces
        for container in trace.container
        for sensor in range(registry.first_sensor[container], registry.first_sensor[container + 1])
        for tick in range(PER_DAY)
    }
    return due - set(zip(table["sensor_id"].tolist(), ticks(simulated, table["reading_time"]).tolist(), strict=True))


def labelled(simulated: Simulated, faults: Columns, kind: str) -> set[tuple[int, int]]:
    """Sensor and tick of every reading that a label of one kind covers."""
    mine = faults["kind"] == FAULTS.index(kind)
    first, end = (ticks(simulated, faults[name][mine]) for name in ("starts_at", "ends_at"))
    sensors = faults["sensor_id"][mine].tolist()
    return {(s, t) for s, a, b in zip(sensors, first.tolist(), end.tolist(), strict=True) for t in range(a, b)}


def test_every_missing_reading_lies_in_a_labelled_dropout(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    missing = missing_ticks(smoke, sensed[READINGS])
    assert len(missing) > 1000
    assert missing - labelled(smoke, sensed[FAULT_TABLE], "DROPOUT") == set()


@pytest.mark.parametrize("kind", ["DRIFT", "SPIKE", "STUCK"])
def test_every_disturbed_reading_lies_in_a_label_of_its_kind(
    smoke: Simulated, sensed: dict[str, Columns], kind: str
) -> None:
    table = sensed[READINGS]
    rows = np.flatnonzero(table["quality"] == QUALITY.index(kind))
    disturbed = set(
        zip(table["sensor_id"][rows].tolist(), ticks(smoke, table["reading_time"][rows]).tolist(), strict=True)
    )
    assert len(disturbed) > 50
    assert disturbed - labelled(smoke, sensed[FAULT_TABLE], kind) == set()


def test_no_undisturbed_reading_lies_in_a_label(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table = sensed[READINGS]
    good = np.flatnonzero(table["quality"] == 0)
    read = set(zip(table["sensor_id"][good].tolist(), ticks(smoke, table["reading_time"][good]).tolist(), strict=True))
    for kind in FAULTS:
        assert not read & labelled(smoke, sensed[FAULT_TABLE], kind)


def away_from_the_mean(simulated: Simulated, table: Columns, kind: str, quantity: SensorKind) -> np.ndarray:
    """How far the readings of one quantity that a kind of fault disturbed are from the water of their day."""
    felt = felt_by_sensor_day(simulated)
    rows = np.flatnonzero((table["quality"] == QUALITY.index(kind)) & (table["parameter_id"] == quantity + 1))
    keys = zip(table["sensor_id"][rows].tolist(), simulated.day_of(table["reading_time"][rows]).tolist(), strict=True)
    away: np.ndarray = table["value"][rows] - np.array([felt[key] for key in keys])
    return away


def test_spikes_stand_out_by_sizes_of_their_own_both_ways(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    away = away_from_the_mean(smoke, sensed[READINGS], "SPIKE", SensorKind.TEMPERATURE)
    assert len(away) > 30
    assert {-1.0, 1.0} == set(np.sign(away))
    # log-normal about twice the typical size, sigma .5: the medians and deviations of 30 or more scatter by .1
    size = np.log(np.abs(away) / (2 * FAULT_SIZE[SensorKind.TEMPERATURE]))
    assert np.median(size) == pytest.approx(0.0, abs=0.3)
    assert size.std() == pytest.approx(0.5, abs=0.2)


def test_drifts_grow_to_levels_of_their_own(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    away = np.abs(away_from_the_mean(smoke, sensed[READINGS], "DRIFT", SensorKind.TEMPERATURE))
    # with one size for all, none is above it, 1.5 days times 1.5 degrees, by more than noise
    assert (away > 1.5 * 2.25).sum() > 10
    assert (away < 2.25).sum() > 10


def test_no_sensor_shows_what_its_quantity_cannot_be(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    table = sensed[READINGS]
    low, high = (np.array([q[i] for q in QUANTITIES.values()])[table["parameter_id"] - 1] for i in (2, 3))
    assert ((table["value"] >= low) & (table["value"] <= high)).all()
    spoilt = np.flatnonzero(table["quality"] > 0)
    at_the_end = (table["value"][spoilt] == high[spoilt]) | (table["value"][spoilt] == low[spoilt])
    assert at_the_end.mean() < 0.1


def test_faults_run_on_from_one_period_into_the_next_and_keep_to_no_grid(
    smoke: Simulated, sensed: dict[str, Columns]
) -> None:
    faults, period = sensed[FAULT_TABLE], 8 * PER_DAY
    first, end = (ticks(smoke, faults[name]) for name in ("starts_at", "ends_at"))
    long = np.isin(faults["kind"], [FAULTS.index(kind) for kind in ("DROPOUT", "DRIFT")])
    crosses = first // period < (end - 1) // period
    assert crosses[long].mean() > 0.1
    assert not crosses[faults["kind"] == FAULTS.index("SPIKE")].any()
    # a fault ends after one of 32 readings of a period as often as after another
    assert (end[long] % period == 0).mean() < 3 / 32
    assert (first[long] % period == 0).mean() < 3 / 32
    assert (end - first).max() <= 7 * PER_DAY


def test_stuck_values_last_three_readings_or_more_and_pass_midnight(
    smoke: Simulated, sensed: dict[str, Columns]
) -> None:
    faults = sensed[FAULT_TABLE]
    stuck = faults["kind"] == FAULTS.index("STUCK")
    first, end = (ticks(smoke, faults[name][stuck]) for name in ("starts_at", "ends_at"))
    assert set(np.unique(end - first)) == {3, 4}
    assert (first // PER_DAY < (end - 1) // PER_DAY).mean() > 0.4
    assert set(np.unique(first % PER_DAY)) == set(range(PER_DAY))


@pytest.fixture(scope="module")
def failing() -> Simulated:
    """Sensors that fail in nine periods of ten, so that most faults meet another."""
    return simulate(world_of("readings.fault_chance_per_period=0.9"), 200)


@pytest.mark.parametrize("chance", ["usual", "failing"])
def test_a_stuck_value_is_the_good_reading_before_it(chance: str, request: pytest.FixtureRequest) -> None:
    simulated: Simulated = request.getfixturevalue("smoke" if chance == "usual" else chance)
    table, faults = simulated.readings[READINGS], simulated.readings[FAULT_TABLE]
    rows = np.flatnonzero(table["quality"] == QUALITY.index("STUCK"))
    at = {
        key: row
        for row, key in enumerate(
            zip(table["sensor_id"].tolist(), ticks(simulated, table["reading_time"]), strict=True)
        )
    }
    begun = {key: first for key, first in beginnings(simulated, faults, "STUCK").items() if key in at}
    assert len(rows) > 50
    assert {at[key] for key in begun} == set(rows.tolist())
    before = np.array([at[key[0], first - 1] for key, first in begun.items()])
    np.testing.assert_array_equal(table["quality"][before], 0)
    stuck = np.array([at[key] for key in begun])
    np.testing.assert_allclose(table["value"][stuck], table["value"][before], rtol=0, atol=1e-9)


def beginnings(simulated: Simulated, faults: Columns, kind: str) -> dict[tuple[int, int], int]:
    """First tick of the label that covers a sensor and tick, where it covers what can be misread."""
    salt = simulated.world.registry.sensor_kind()[faults["sensor_id"] - 1] == SensorKind.SALINITY
    fresh = ~simulated.world.at_sea[simulated.world.registry.sensor_container()[faults["sensor_id"] - 1]]
    mine = (faults["kind"] == FAULTS.index(kind)) & ~(salt & fresh)
    first, end = (ticks(simulated, faults[name][mine]).tolist() for name in ("starts_at", "ends_at"))
    return {
        (s, t): a for s, a, b in zip(faults["sensor_id"][mine].tolist(), first, end, strict=True) for t in range(a, b)
    }


def test_faults_that_meet_follow_one_another(failing: Simulated) -> None:
    faults = failing.readings[FAULT_TABLE]
    order = np.lexsort((faults["starts_at"], faults["sensor_id"]))
    same = np.diff(faults["sensor_id"][order]) == 0
    gap = (faults["starts_at"][order][1:] - faults["ends_at"][order][:-1]).astype(np.int64)[same]
    assert gap.min() == 0
    assert (gap == 0).sum() > 5


def test_labels_of_faults_that_meet_are_what_was_done_to_the_readings(failing: Simulated) -> None:
    table, faults = failing.readings[READINGS], failing.readings[FAULT_TABLE]
    # labels reach beyond the last day and the last fish
    due = missing_ticks(failing, table) | set(
        zip(table["sensor_id"].tolist(), ticks(failing, table["reading_time"]).tolist(), strict=True)
    )
    assert missing_ticks(failing, table) == labelled(failing, faults, "DROPOUT") & due
    for kind in ("DRIFT", "SPIKE", "STUCK"):
        rows = np.flatnonzero(table["quality"] == QUALITY.index(kind))
        disturbed = zip(table["sensor_id"][rows].tolist(), ticks(failing, table["reading_time"][rows]), strict=True)
        fresh = np.flatnonzero(failing.world.registry.sensor_kind() == SensorKind.SALINITY) + 1
        covered = {(s, t) for s, t in labelled(failing, faults, kind) if s not in fresh}
        assert set(disturbed) == covered & due


@pytest.mark.parametrize("days", [1, 5, 8, 13])
def test_faults_that_meet_are_the_same_however_days_are_cut(failing: Simulated, days: int) -> None:
    whole, everywhere = failing.readings, failing.every_container()
    pieces = [readings(failing.world, failing.traces[a : a + days], everywhere) for a in range(0, 200, days)]
    for table, by in ((FAULT_TABLE, ("id",)), (READINGS, ("reading_time", "sensor_id"))):
        joined = {
            name: np.concatenate([piece[table][name] for piece in pieces if table in piece]) for name in whole[table]
        }
        order = np.lexsort([joined[name] for name in by])
        expected = np.lexsort([whole[table][name] for name in by])
        for name in joined:
            np.testing.assert_array_equal(joined[name][order], whole[table][name][expected])


def test_faults_are_as_frequent_as_the_preset_says(smoke: Simulated, sensed: dict[str, Columns]) -> None:
    sensor_days = sum(int(np.diff(smoke.world.registry.first_sensor)[trace.container].sum()) for trace in smoke.traces)
    # a fault starts in 12 of 100 periods of eight days
    expected = 0.12 * sensor_days / 8
    assert len(sensed[FAULT_TABLE]["id"]) == pytest.approx(expected, rel=0.1)


def test_labels_have_ids_of_their_own_and_end_after_they_start(sensed: dict[str, Columns]) -> None:
    faults = sensed[FAULT_TABLE]
    assert len(np.unique(faults["id"])) == len(faults["id"])
    assert (faults["ends_at"] > faults["starts_at"]).all()


def test_sensors_without_faults_miss_and_spoil_nothing() -> None:
    simulated = simulate(world_of("readings.fault_chance_per_period=0"), 20)
    sensed = simulated.readings
    assert FAULT_TABLE not in sensed
    assert len(sensed[READINGS]["value"]) == 20 * 4 * 3 * PER_DAY  # 4 trays of 3 sensors
    assert not sensed[READINGS]["quality"].any()


@pytest.mark.parametrize("per_day", [1, 2, 3, 24, 48, 288])
def test_any_number_of_readings_a_day_that_divides_it_works(per_day: int) -> None:
    world = world_of(
        f"readings.per_day={per_day}", "targets.session_1_readings=1", "readings.fault_chance_per_period=0"
    )
    simulated = simulate(world, 3)
    table = simulated.readings[READINGS]
    assert len(table["value"]) == 3 * 4 * 3 * per_day
    one = np.sort(table["reading_time"][table["sensor_id"] == 1])
    assert one[0] == np.datetime64("2017-01-01T00:00:00")
    np.testing.assert_array_equal(np.diff(one).astype(np.int64), 86_400 // per_day)


def test_five_minute_readings_keep_the_mean_of_the_day_but_for_their_offset() -> None:
    world = world_of("readings.per_day=288", "targets.session_1_readings=1", NO_FAULTS)
    simulated = simulate(world, 3)
    table, felt = simulated.readings[READINGS], felt_by_sensor_day(simulated)
    days = simulated.day_of(table["reading_time"])
    for (sensor, day), mean in felt.items():
        mine = (table["sensor_id"] == sensor) & (days == day)
        kind = SensorKind(int(world.registry.sensor_kind()[sensor - 1]))
        allowed = 5 * np.hypot(OFFSET_SD[kind], 2 * NOISE_SD[kind] / np.sqrt(288))
        assert table["value"][mine].mean() == pytest.approx(mean, abs=allowed)


@pytest.mark.parametrize(
    ("per_day", "told"),
    [(7, "per_day 7 does not divide the 1440 minutes of a day"), (0, "greater than"), (289, "288"), (1440, "288")],
)
def test_readings_that_do_not_divide_the_day_or_are_too_many_are_refused(per_day: int, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        load_parameters("smoke", [f"readings.per_day={per_day}"])


def test_a_range_of_empty_containers_has_no_readings(smoke: Simulated) -> None:
    cages = np.flatnonzero(smoke.world.stage == Stage.GROW_OUT)
    assert readings(smoke.world, smoke.traces[:30], Shard(int(cages[0]), int(cages[-1]) + 1)) == {}


@pytest.mark.parametrize("rows_per_part", [1_000, 5_000, 1_000_000])
def test_shards_cover_every_container_once(smoke: Simulated, rows_per_part: int) -> None:
    pieces = shards(smoke.world, smoke.traces[600:630], rows_per_part)
    assert [piece.first for piece in pieces] == [0, *(piece.end for piece in pieces[:-1])]
    assert pieces[-1].end == smoke.world.registry.containers
    assert all(piece.first < piece.end for piece in pieces)


def test_shards_of_a_window_hold_about_as_many_readings_as_asked(smoke: Simulated) -> None:
    traces = smoke.traces[600:630]
    rows = [
        len(readings(smoke.world, traces, piece)[READINGS]["value"]) for piece in shards(smoke.world, traces, 2_000)
    ]
    # a cut falls between containers: a cage or tank of 5 sensors gives 30 x 5 x 4 = 600 readings
    assert len(rows) > 3
    assert all(abs(n - 2_000) <= 700 for n in rows[1:-1])


def test_sensor_slots_hold_every_kind() -> None:
    assert len(SensorKind) <= SENSOR_SLOTS
