"""The database keeps what the models promise, whoever writes to it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from farm import DAY, LATER, NOON, assign, found_farm, keep_records, reading_of, state_of

from apps.batch.models import Batch, BatchTransferWorkflow, DailyContainerState, GrowthSample, TransferAction
from apps.environmental.models import EnvironmentalReading, PhotoperiodData, WaterQualitySample, WeatherData
from apps.generation.models import GenerationPart, GenerationRun
from apps.harvest.models import HarvestLot
from apps.health.models import Treatment
from apps.infrastructure.models import Area, Container, FeedContainer, Geography, Sensor
from apps.inventory.models import FeedContainerStock, FeedingEvent, FeedPurchase, FeedShortage, FeedStockMovement
from apps.shared.operations import rebuild_sqlite_table

pytestmark = pytest.mark.django_db

CLUSTERED = (DailyContainerState, EnvironmentalReading, WeatherData, WaterQualitySample)


@pytest.fixture
def farm() -> SimpleNamespace:
    return found_farm()


@pytest.fixture
def records(farm: SimpleNamespace) -> SimpleNamespace:
    keep_records(farm)
    return farm


def refuses(constraint: str, save) -> None:
    """The database itself refuses the row, naming the constraint."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        save()


def refuses_change(constraint: str, model: type[Model], **values) -> None:
    """The database refuses to change the rows of a model so; none of the model's own code runs."""
    assert model.objects.exists()
    refuses(constraint, lambda: model.objects.update(**values))


class TestPlaces:
    def test_container_stands_in_a_hall_or_in_an_area(self, farm):
        refuses_change("container_hall_or_area", Container, hall=farm.hall, area=farm.area)
        refuses_change("container_hall_or_area", Container, hall=None, area=None)

    def test_the_message_of_a_refused_container_says_what_to_enter(self, farm):
        container = Container(
            name="X", container_type=farm.tank_type, hall=farm.hall, area=farm.area, volume_m3=1, max_biomass_kg=1
        )

        with pytest.raises(ValidationError, match="Give either hall or area, and not both"):
            container.full_clean()

    def test_feed_container_feeds_a_hall_or_an_area(self, farm):
        refuses_change("feedcontainer_hall_or_area", FeedContainer, area=farm.area)

    def test_container_holds_some_water(self, farm):
        refuses_change("container_volume", Container, volume_m3=0)

    def test_two_halls_may_each_have_a_tank_of_one_name_but_one_hall_may_not(self, farm):
        tank = {"name": "A01", "container_type": farm.tank_type, "volume_m3": 200, "max_biomass_kg": 10_000}
        other_hall = farm.station.halls.create(name="Hall B", stage="PARR", area_sqm=900)

        Container.objects.create(hall=other_hall, **tank)
        refuses("hall_id, .*name", lambda: Container.objects.create(hall=farm.hall, **tank))

    @pytest.mark.parametrize("position", [{"latitude": 90.5}, {"longitude": -181}])
    def test_area_lies_on_the_globe(self, farm, position):
        refuses_change("area_position", Area, **position)

    def test_serial_numbers_are_unique(self, farm):
        refuses(
            "serial_number",
            lambda: Sensor.objects.create(
                name="Spare", sensor_type="PH", container=farm.tank, serial_number="OX-1", installation_date=DAY
            ),
        )

    def test_a_sensor_with_readings_is_not_deleted(self, farm):
        reading_of(farm).save()

        with pytest.raises(ProtectedError):
            farm.sensor.delete()


class TestBatches:
    def test_batch_stands_only_once_in_a_container_at_a_time(self, farm):
        refuses("batch_id, .*container_id", lambda: assign(farm, farm.cage, farm.grow_out))

    def test_batch_may_return_to_a_container_it_left(self, farm):
        assert assign(farm, farm.tank, farm.parr).is_active
        assert farm.tank.assignments.count() == 2

    def test_fish_do_not_leave_before_they_come(self, farm):
        refuses_change("assignment_dates", type(farm.in_tank), departure_date=DAY - timedelta(days=1))

    def test_batch_does_not_end_before_it_starts(self, farm):
        refuses_change("batch_actual_dates", Batch, actual_end_date=DAY - timedelta(days=1))

    def test_fish_are_never_fewer_than_none(self, farm):
        refuses_change("assignment_not_negative", type(farm.in_tank), population_count=-1)

    def test_stages_of_a_species_have_different_places_in_the_cycle(self, farm):
        refuses("order", lambda: type(farm.parr).objects.filter(pk=farm.parr.pk).update(order=6))

    def test_transfer_is_not_completed_before_it_starts(self, records):
        refuses_change(
            "workflow_actual_dates", BatchTransferWorkflow, actual_start_date=LATER, actual_completion_date=DAY
        )

    def test_actions_of_a_transfer_are_numbered_once(self, records):
        action = TransferAction.objects.get()
        action.pk = None

        refuses("action_number", action.save)


class TestBulkRows:
    @pytest.mark.parametrize("values", [{"population": -1}, {"moved_out": -1}])
    def test_day_counts_whole_fish(self, farm, values):
        refuses("dailycontainerstate_counts", state_of(farm, **values).save)

    @pytest.mark.parametrize("values", [{"oxygen_mg_l": -0.1}, {"salinity_psu": 50}, {"temp_c": -3}])
    def test_day_has_water_that_fish_live_in(self, farm, values):
        refuses("dailycontainerstate_water", state_of(farm, **values).save)

    def test_quality_of_a_reading_is_one_of_four(self, farm):
        refuses("environmentalreading_quality", reading_of(farm, quality=4).save)

    def test_a_sensor_gives_one_reading_at_a_time(self, farm):
        reading_of(farm).save()

        refuses("reading_time", lambda: reading_of(farm, value=9.9).save(force_insert=True))

    def test_feed_costs_nothing_less_than_nothing(self, records):
        refuses_change("feedingevent_not_negative", FeedingEvent, feed_cost="-0.01")

    def test_feed_goes_out_of_stock_for_a_meal_and_into_it_for_none(self, records):
        refuses_change("feedstockmovement_direction", FeedStockMovement, quantity_kg=450)
        refuses_change("feedstockmovement_direction", FeedStockMovement, feeding_event=None)
        refuses_change("feedstockmovement_balance", FeedStockMovement, balance_kg=-0.001)

    def test_a_purchase_has_a_day_of_delivery_once_it_is_delivered(self, records):
        refuses_change("feedpurchase_delivered_has_a_day", FeedPurchase, status="ORDERED")
        refuses_change("feedpurchase_delivered_has_a_day", FeedPurchase, purchase_date=None)

    def test_no_more_feed_is_delivered_than_was_ordered(self, records):
        refuses_change("feedpurchase_no_more_than_ordered", FeedPurchase, quantity_kg=5001)

    def test_stock_is_never_below_nothing(self, records):
        refuses_change("feedcontainerstock_not_negative", FeedContainerStock, quantity_kg=-1)

    def test_no_more_feed_is_missing_than_was_wanted(self, records):
        refuses_change("feedshortage_missing_of_wanted", FeedShortage, missing_kg=501)

    def test_sample_spans_from_its_smallest_to_its_largest_fish(self, records):
        refuses_change("growthsample_weights", GrowthSample, max_weight_g=300)

    def test_fish_gain_no_weight_in_processing(self, records):
        refuses_change("harvestlot_weights", HarvestLot, gutted_weight_kg=5001)

    def test_vaccination_names_its_vaccine(self, records):
        refuses_change("treatment_vaccine", Treatment, vaccination_type=None)

    def test_light_is_of_a_hall_or_an_area(self, records):
        refuses_change("photoperioddata_area_or_hall", PhotoperiodData, hall=records.hall)

    def test_a_day_has_no_more_than_24_hours_of_light(self, records):
        refuses_change("photoperioddata_hours", PhotoperiodData, day_length_hours=24.1)


class TestRawRows:
    """Rows that another program inserts, naming only the columns it knows."""

    def test_the_database_stamps_a_row_that_names_no_timestamps(self):
        before = datetime.now(UTC) - timedelta(seconds=1)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO infrastructure_geography (id, name, code, description) VALUES (7, 'Scotland', 'SC', '')"
            )
        geography = Geography.objects.get(pk=7)

        assert before < geography.created_at < datetime.now(UTC) + timedelta(seconds=1)
        assert geography.updated_at == geography.created_at

    def test_saving_a_record_moves_only_its_second_timestamp(self):
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        geography = Geography.objects.create(name="Scotland", code="SC")
        Geography.objects.update(created_at=long_ago, updated_at=long_ago)

        geography.refresh_from_db()
        geography.save()
        geography.refresh_from_db()

        assert geography.created_at == long_ago
        assert geography.updated_at > long_ago

    def test_a_run_and_its_ledger_need_only_what_has_no_default(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO generation_generationrun (id, preset, seed, session, first_date, days) "
                "VALUES (1, 'smoke', 42, 1, '2021-01-01', 30)"
            )
            cursor.execute("INSERT INTO generation_generationpart (run_id, window_index, part) VALUES (1, 0, 'setup')")
        run, part = GenerationRun.objects.get(), GenerationPart.objects.get()

        assert (run.status, run.digest, run.rows_per_table, run.parameters) == ("PLANNED", "", {}, {})
        assert (part.rows, part.digest, part.state) == (0, {}, None)
        assert part.committed_at >= run.started_at

    def test_a_part_is_entered_in_the_ledger_once(self):
        run = GenerationRun.objects.create(preset="smoke", seed=42, session=1, first_date=DAY, days=30)
        run.parts.create(window_index=0, part="events")

        refuses("window_index", lambda: run.parts.create(window_index=0, part="events"))


class TestCompositeKeys:
    def test_day_is_found_by_its_key_and_by_its_assignment(self, farm):
        state_of(farm).save()

        assert DailyContainerState.objects.get(pk=(farm.in_cage.pk, LATER)).biomass_kg == 45_000
        assert [day.population for day in farm.in_cage.days.all()] == [90_000]

    def test_day_is_changed_in_place(self, farm):
        state_of(farm).save()
        state_of(farm, population=89_000).save()

        assert DailyContainerState.objects.values_list("population", flat=True).get() == 89_000

    def test_readings_are_bulk_created_and_come_back_in_utc(self, farm):
        times = [NOON + timedelta(minutes=10 * step) for step in range(6)]
        EnvironmentalReading.objects.bulk_create(reading_of(farm, reading_time=time) for time in times)

        stored = EnvironmentalReading.objects.filter(sensor=farm.sensor, reading_time__gte=times[2])

        assert list(stored.order_by("reading_time").values_list("reading_time", flat=True)) == times[2:]

    def test_text_times_of_the_loader_compare_with_times_of_the_application(self, farm):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO environmental_environmentalreading "
                "(sensor_id, reading_time, parameter_id, container_id, batch_id, value, quality) "
                "VALUES (%s, '2021-05-01 12:00:00', %s, %s, NULL, 9.84, 0)",
                [farm.sensor.pk, farm.parameter.pk, farm.tank.pk],
            )

        assert EnvironmentalReading.objects.get(pk=(farm.sensor.pk, NOON)).value == 9.84

    def test_weather_and_water_samples_keep_one_row_per_place_and_time(self, farm):
        weather = dict.fromkeys(("wind_speed_m_s", "wind_direction_deg", "wave_height_m", "precipitation_mm"), 1)
        nitrogen = dict.fromkeys(("tan_mg_l", "nh3_ug_l", "no2_n_mg_l", "no3_n_mg_l"), 0.5)
        WeatherData.objects.create(area=farm.area, timestamp=NOON, air_temperature_c=8.1, **weather)
        WaterQualitySample.objects.create(hall=farm.hall, sample_date=DAY, **nitrogen)

        assert WeatherData.objects.get(pk=(farm.area.pk, NOON)).air_temperature_c == 8.1
        assert WaterQualitySample.objects.get(pk=(farm.hall.pk, DAY)).tan_mg_l == 0.5


@pytest.mark.skipif(connection.vendor != "sqlite", reason="storage of SQLite")
class TestSqliteStorage:
    @staticmethod
    def statement(table: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            return cursor.fetchone()[0]

    @staticmethod
    def indexes(table: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
            return {name for (name,) in cursor.fetchall()}

    @pytest.mark.parametrize("model", CLUSTERED)
    def test_tables_with_composite_keys_are_stored_in_key_order(self, model):
        assert self.statement(model._meta.db_table).endswith("WITHOUT ROWID")

    def test_other_tables_keep_their_row_ids(self):
        assert "WITHOUT ROWID" not in self.statement("inventory_feedingevent")

    def test_readings_have_no_index_beside_their_key(self):
        assert self.indexes("environmental_environmentalreading") == set()

    @pytest.mark.django_db(transaction=True)
    def test_storing_in_key_order_and_back_keeps_rows_indexes_and_checks(self, farm):
        table = DailyContainerState._meta.db_table
        state_of(farm).save()
        before = self.statement(table)

        for option in ("", " WITHOUT ROWID"):
            with connection.schema_editor() as editor:
                rebuild_sqlite_table(editor, table, option)
            assert self.statement(table) == before.removesuffix(" WITHOUT ROWID") + option

        assert DailyContainerState.objects.get().population == 90_000
        assert "daily_state_by_date" in self.indexes(table)

    def test_no_reference_dangles(self, records):
        state_of(records).save()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
