"""A farm with one record of everything, for tests that need rows to refer to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from apps.batch.models import (
    Batch,
    BatchContainerAssignment,
    BatchTransferWorkflow,
    DailyContainerState,
    GrowthSample,
    LifeCycleStage,
    MortalityEvent,
    Species,
    TransferAction,
)
from apps.environmental.models import (
    EnvironmentalEvent,
    EnvironmentalParameter,
    EnvironmentalReading,
    PhotoperiodData,
    SensorFault,
)
from apps.generation.models import CapacityWarning, GenerationPart, GenerationRun, ValidationResult
from apps.harvest.models import BatchResult, HarvestEvent, HarvestLot, MarketPrice
from apps.health.models import (
    BatchVaccination,
    Disease,
    DiseaseOutbreak,
    HealthLabSample,
    HealthSamplingEvent,
    IndividualFishObservation,
    JournalEntry,
    LiceCount,
    LiceType,
    SampleType,
    Treatment,
    VaccinationType,
)
from apps.infrastructure.models import (
    Area,
    Container,
    ContainerType,
    FeedContainer,
    FreshwaterStation,
    Geography,
    Hall,
    Sensor,
)
from apps.inventory.models import (
    BatchFeedingSummary,
    Feed,
    FeedContainerStock,
    FeedContract,
    FeedingEvent,
    FeedPurchase,
    FeedShortage,
    FeedStockMovement,
)

DAY = date(2021, 5, 1)
LATER = date(2021, 6, 1)
NOON = datetime(2021, 5, 1, 12, tzinfo=UTC)


def found_farm() -> SimpleNamespace:
    """A parr tank in a hall, a cage in an area, and a batch that moved from one to the other."""
    farm = SimpleNamespace()
    _places(farm)
    _containers(farm)
    _batch(farm)
    return farm


def _places(farm: SimpleNamespace) -> None:
    farm.geography = Geography.objects.create(name="Faroe Islands", code="FO")
    farm.area = Area.objects.create(
        name="Sundalagið", geography=farm.geography, latitude=62.2, longitude=-7.0, max_biomass=5e6
    )
    farm.station = FreshwaterStation.objects.create(
        name="Viðareiði", station_type="FRESHWATER", geography=farm.geography, latitude=62.36, longitude=-6.53
    )
    farm.hall = Hall.objects.create(name="Hall A", freshwater_station=farm.station, stage="PARR", area_sqm=900)


def _containers(farm: SimpleNamespace) -> None:
    farm.tank_type = ContainerType.objects.create(name="Parr tank", category="TANK", max_volume_m3=200)
    farm.cage_type = ContainerType.objects.create(name="Cage", category="PEN", max_volume_m3=40_000)
    farm.tank = Container.objects.create(
        name="A01", container_type=farm.tank_type, hall=farm.hall, volume_m3=200, max_biomass_kg=10_000
    )
    farm.cage = Container.objects.create(
        name="C01", container_type=farm.cage_type, area=farm.area, volume_m3=40_000, max_biomass_kg=800_000
    )
    farm.sensor = Sensor.objects.create(
        name="A01 oxygen", sensor_type="OXYGEN", container=farm.tank, serial_number="OX-1", installation_date=DAY
    )
    farm.silo = FeedContainer.objects.create(name="Silo 1", container_type="SILO", hall=farm.hall, capacity_kg=20_000)
    farm.parameter = EnvironmentalParameter.objects.create(
        name="Dissolved oxygen", code="OXYGEN", unit="mg/L", min_value=0, max_value=20, optimal_min=8, optimal_max=12
    )


def _batch(farm: SimpleNamespace) -> None:
    farm.species = Species.objects.create(name="Atlantic salmon", scientific_name="Salmo salar")
    farm.parr, farm.grow_out = (
        LifeCycleStage.objects.create(
            name=name,
            species=farm.species,
            order=order,
            expected_weight_min_g=low,
            expected_weight_max_g=high,
            typical_duration_days=days,
        )
        for name, order, low, high, days in (("Parr", 3, 5, 50, 90), ("Grow-out", 6, 450, 5500, 450))
    )
    farm.batch = Batch.objects.create(
        batch_number="FO-2021-01",
        species=farm.species,
        geography=farm.geography,
        lifecycle_stage=farm.grow_out,
        status="ACTIVE",
        start_date=DAY,
        expected_end_date=date(2023, 8, 1),
        egg_source="EXTERNAL",
        supplier="Stofnfiskur",
        egg_count=3_000_000,
    )
    farm.in_tank = assign(farm, farm.tank, farm.parr, population_count=0, departure_date=LATER, is_active=False)
    farm.in_cage = assign(farm, farm.cage, farm.grow_out, population_count=90_000, assignment_date=LATER)


def assign(farm: SimpleNamespace, container: Container, stage: LifeCycleStage, **values) -> BatchContainerAssignment:
    """Fish of the farm's batch in a container."""
    defaults = {"population_count": 1000, "avg_weight_g": 500, "biomass_kg": 500, "assignment_date": DAY}
    return BatchContainerAssignment.objects.create(
        batch=farm.batch, container=container, lifecycle_stage=stage, **defaults | values
    )


def state_of(farm: SimpleNamespace, **values) -> DailyContainerState:
    """A day of the fish in the cage."""
    quiet = dict.fromkeys(("feed_kg", "mortality_count", "culled", "harvested", "moved_in", "moved_out"), 0)
    fish = {"population": 90_000, "avg_weight_g": 500.0, "biomass_kg": 45_000.0, "density_kg_m3": 1.125}
    water = {"temp_c": 9.5, "oxygen_mg_l": 10.1, "oxygen_saturation_pct": 99.0, "salinity_psu": 35.1}
    where = {"assignment": farm.in_cage, "date": LATER, "day_number": 31}
    return DailyContainerState(**where | fish | water | quiet | values)


def reading_of(farm: SimpleNamespace, **values) -> EnvironmentalReading:
    """A reading of the oxygen in the tank."""
    what = {"sensor": farm.sensor, "parameter": farm.parameter, "container": farm.tank, "batch": farm.batch}
    return EnvironmentalReading(**what | {"reading_time": NOON, "value": 9.84} | values)


def keep_records(farm: SimpleNamespace) -> None:
    """One row in every other table that the admin shows."""
    _record_transfer(farm)
    _record_days(farm)
    _record_health(farm)
    _record_harvest(farm)
    _record_generation()


def _record_transfer(farm: SimpleNamespace) -> None:
    workflow = BatchTransferWorkflow.objects.create(
        workflow_number="TRF-1",
        batch=farm.batch,
        workflow_type="LIFECYCLE_TRANSITION",
        source_lifecycle_stage=farm.parr,
        dest_lifecycle_stage=farm.grow_out,
        planned_start_date=LATER,
    )
    TransferAction.objects.create(
        workflow=workflow,
        action_number=1,
        source_assignment=farm.in_tank,
        dest_assignment=farm.in_cage,
        transferred_count=90_000,
        mortality_during_transfer=12,
        transferred_biomass_kg=45_000,
        transfer_method="WELLBOAT",
        actual_execution_date=LATER,
        water_temp_c=9,
        oxygen_level=10,
    )


def _record_days(farm: SimpleNamespace) -> None:
    fish = {"batch": farm.batch, "assignment": farm.in_cage}
    MortalityEvent.objects.create(**fish, event_date=LATER, count=7, biomass_kg=3.5, cause="TRAUMA", detail="TRANSFER")
    GrowthSample.objects.create(
        assignment=farm.in_cage,
        sample_date=LATER,
        sample_size=50,
        avg_weight_g=500,
        avg_length_cm=35,
        std_deviation_weight=80,
        min_weight_g=310,
        max_weight_g=700,
        condition_factor=1.17,
    )
    feed = Feed.objects.create(
        name="Grower 4.5",
        brand="Havsbrún",
        pellet_size_mm=4.5,
        protein_percentage=44,
        fat_percentage=28,
        size_category="GROWER",
        fish_weight_min_g=300,
        cost_per_kg=Decimal("1.55"),
    )
    meal = FeedingEvent.objects.create(
        **fish,
        container=farm.cage,
        feed=feed,
        feed_container=farm.silo,
        feeding_time=NOON,
        amount_kg=450,
        batch_biomass_kg=45_000,
        feeding_percentage=1,
        feed_cost=Decimal("697.50"),
        method="BARGE_BLOWER",
    )
    _record_feed(farm, feed, meal)
    vaccine = VaccinationType.objects.create(name="Six-in-one", protects_against="Furunculosis", dose_ml=0.05)
    Treatment.objects.create(
        **fish,
        treatment_type="VACCINATION",
        vaccination_type=vaccine,
        product=vaccine.name,
        fish_treated=90_000,
        dose_ml=0.05,
        start_date=DAY,
        end_date=DAY,
    )
    LiceType.objects.create(
        name="Salmon louse, adult female",
        species="Lepeophtheirus salmonis",
        development_stage="ADULT",
        sex="FEMALE",
        counted_in="adult_female_count",
    )
    LiceCount.objects.create(
        assignment=farm.in_cage,
        count_date=LATER,
        fish_sampled=20,
        attached_count=31,
        preadult_count=25,
        adult_male_count=9,
        adult_female_count=12,
        caligus_count=2,
        adult_female_per_fish=0.6,
        mobile_per_fish=2.3,
        limit_per_fish=0.5,
    )
    SensorFault.objects.create(sensor=farm.sensor, kind="STUCK", starts_at=NOON, ends_at=NOON.replace(hour=18))
    PhotoperiodData.objects.create(area=farm.area, date=DAY, day_length_hours=16.5)
    EnvironmentalEvent.objects.create(
        area=farm.area, kind="STORM", start_date=DAY, end_date=DAY, severity=0.4, fish_lost=0, description="Gale."
    )


def _record_health(farm: SimpleNamespace) -> None:
    fish = {"batch": farm.batch, "assignment": farm.in_cage}
    disease = Disease.objects.create(
        code="AGD", name="Amoebic gill disease", agent="N. perurans", agent_kind="AMOEBA", course_days=60
    )
    outbreak = DiseaseOutbreak.objects.create(
        disease=disease, area=farm.area, batch=farm.batch, onset_date=DAY, containers_affected=1, fish_dead=30
    )
    JournalEntry.objects.create(
        area=farm.area,
        batch=farm.batch,
        outbreak=outbreak,
        entry_date=LATER,
        category="DIAGNOSIS",
        severity="MEDIUM",
        description="Amoebic gill disease confirmed.",
    )
    vaccine = VaccinationType.objects.get()
    BatchVaccination.objects.create(
        batch=farm.batch,
        vaccination_type=vaccine,
        vaccination_date=DAY,
        sea_date=LATER,
        degree_days=1900,
        protective=True,
    )
    sampling = HealthSamplingEvent.objects.create(
        **fish,
        sampling_date=LATER,
        reason="SUSPICION",
        fish_sampled=1,
        avg_weight_g=500,
        avg_length_cm=35,
        avg_condition_factor=1.17,
        avg_gill_score=3,
    )
    IndividualFishObservation.objects.create(
        sampling_event=sampling,
        sampling_date=LATER,
        fish_number=1,
        weight_g=500,
        length_cm=35,
        condition_factor=1.17,
        gill_score=3,
        heart_score=0,
        pancreas_score=0,
        kidney_score=0,
        skin_score=0,
    )
    swab = SampleType.objects.create(name="Gill qPCR", tissue="gill swab", unit="Ct", sensitivity=0.9, days_to_result=3)
    HealthLabSample.objects.create(
        sampling_event=sampling,
        sample_type=swab,
        disease=disease,
        sample_date=LATER,
        result_date=LATER,
        fish_tested=1,
        fish_positive=1,
        result="POSITIVE",
        quantity=22.5,
    )


def _record_feed(farm: SimpleNamespace, feed: Feed, meal: FeedingEvent) -> None:
    """A delivery of 5 t on the day before, and the meal drawn from it."""
    before = DAY - timedelta(days=1)
    contract = FeedContract.objects.create(
        contract_number="FC-FO-01-001",
        supplier="Havsbrún",
        geography=farm.geography,
        valid_from=before,
        valid_to=DAY,
        price_index=1.0,
    )
    lot = FeedPurchase.objects.create(
        order_number="PO-1",
        contract=contract,
        feed=feed,
        feed_container=farm.silo,
        supplier=contract.supplier,
        status="DELIVERED",
        order_date=before,
        promised_date=before,
        purchase_date=before,
        ordered_kg=5000,
        quantity_kg=5000,
        cost_per_kg=Decimal("1.55"),
        batch_number="HA1",
        expiry_date=LATER,
    )
    FeedContainerStock.objects.create(
        feed_container=farm.silo,
        feed_purchase=lot,
        quantity_kg=4550,
        cost_left=Decimal("7052.50"),
        entry_date=before,
    )
    FeedStockMovement.objects.create(
        feed_container=farm.silo,
        feed_purchase=lot,
        feeding_event=meal,
        movement_type="FEEDING",
        movement_time=NOON,
        quantity_kg=-450,
        balance_kg=4550,
        cost=Decimal("-697.50"),
    )
    FeedShortage.objects.create(
        feed_container=farm.silo, feed=feed, date=DAY, containers=1, wanted_kg=500, missing_kg=50
    )
    BatchFeedingSummary.objects.create(
        batch=farm.batch,
        container=farm.cage,
        period_start=before,
        period_end=DAY,
        feed_kg=450,
        feed_cost=Decimal("697.50"),
        growth_kg=400,
        net_growth_kg=390,
        bfcr=1.125,
        efcr=1.154,
    )


def _record_harvest(farm: SimpleNamespace) -> None:
    event = HarvestEvent.objects.create(
        batch=farm.batch,
        assignment=farm.in_cage,
        harvest_date=LATER,
        count=1000,
        live_weight_kg=5000,
        dest="PROCESSING_PLANT",
        plant="Glyvrar",
        wellboat="Bakkanes",
        days_fasted=4,
    )
    HarvestLot.objects.create(
        event=event,
        harvest_date=LATER,
        grade="SUPERIOR",
        count=1000,
        live_weight_kg=5000,
        gutted_weight_kg=4200,
        fillet_weight_kg=2800,
        size_class="4_5_KG",
        price_per_kg=Decimal("6.50"),
        revenue=Decimal("27300.00"),
    )
    MarketPrice.objects.create(week_start=date(2021, 5, 31), size_class="4_5_KG", price_per_kg=Decimal("6.50"))
    BatchResult.objects.create(
        batch=farm.batch,
        first_harvest_date=LATER,
        count=1000,
        live_weight_kg=5000,
        feed_kg=5600,
        feed_cost=Decimal("8680.00"),
        revenue=Decimal("27300.00"),
    )


def _record_generation() -> None:
    run = GenerationRun.objects.create(preset="smoke", seed=1, session=1, first_date=DAY, days=30)
    GenerationPart.objects.create(run=run, window_index=0, part="events", state=b"\x00")
    ValidationResult.objects.create(run=run, check_name="fcr", expected="1.0 to 1.3", observed="1.12", passed=True)
    CapacityWarning.objects.create(
        date=DAY, stage="SMOLT", place="Viðareiði", batch_number="FO-2021-01", need=4, supply=3, message="Add a tank."
    )
