"""What people send to record deaths, samples and moves."""

from rest_framework import serializers

from apps.infrastructure.models import Container
from apps.shared.api.entries import EntrySerializer, QuantityField, SeenField, count_field

from .models import BatchContainerAssignment, MortalityEvent, TransferAction

ASSIGNMENTS = BatchContainerAssignment.objects.select_related("batch__geography", "container", "lifecycle_stage")
CONTAINERS = Container.objects.select_related("hall__freshwater_station", "area")


class MortalityEntry(EntrySerializer):
    """Dead fish collected from a container."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish among which they died.")
    event_date = serializers.DateField(help_text="Day they were collected.")
    count = count_field("Dead fish.")
    biomass_kg = QuantityField("Their weight; the mean weight times their count if left out. [kg]", required=False)
    cause = serializers.ChoiceField(MortalityEvent.Cause.choices, help_text="Recorded cause.")
    detail = serializers.ChoiceField(
        MortalityEvent.Detail.choices, default=MortalityEvent.Detail.BACKGROUND, help_text="What it followed."
    )


class GrowthSampleEntry(EntrySerializer):
    """Fish weighed and measured; the condition factor is computed."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that were sampled.")
    sample_date = serializers.DateField(help_text="Day.")
    sample_size = count_field("Fish weighed.")
    avg_weight_g = QuantityField("Mean of the sample. [g]", above=0.001, most=1e6)
    avg_length_cm = QuantityField("Mean fork length. [cm]", above=0.1, most=1e3)
    std_deviation_weight = QuantityField("Standard deviation of the sample. [g]", most=1e6)
    min_weight_g = QuantityField("Smallest. [g]", most=1e6)
    max_weight_g = QuantityField("Largest. [g]", most=1e6)


class TransferEntry(EntrySerializer):
    """Fish moved from one container to another on one day."""

    source_assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that move.")
    dest_container = SeenField(queryset=CONTAINERS, help_text="Container they move to.")
    transferred_count = count_field("Fish that arrived alive.")
    mortality_during_transfer = count_field("Fish that died on the way.", least=0, default=0)
    transfer_method = serializers.ChoiceField(TransferAction.Method.choices, help_text="How.")
    actual_execution_date = serializers.DateField(help_text="Day.")
    water_temp_c = QuantityField("Water of the source. [degC]", above=-2, most=40)
    oxygen_level = QuantityField("Water of the source. [mg/L]", most=40)
