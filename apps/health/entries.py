"""What people send to record a treatment."""

from rest_framework import serializers

from apps.batch.entries import ASSIGNMENTS
from apps.shared.api.entries import EntrySerializer, QuantityField, SeenField, count_field

from .models import Treatment, VaccinationType


class TreatmentEntry(EntrySerializer):
    """A vaccination, delousing or medication of fish of one assignment."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that were treated.")
    treatment_type = serializers.ChoiceField(Treatment.Type.choices, help_text="Kind.")
    vaccination_type = SeenField(
        queryset=VaccinationType.objects.all(), required=False, allow_null=True, help_text="Vaccine, for a vaccination."
    )
    product = serializers.CharField(max_length=100, help_text="Product or method.")
    fish_treated = count_field("Fish treated.")
    dose_ml = QuantityField("Dose per fish; 0 where nothing is given. [mL]", most=1e3)
    start_date = serializers.DateField(help_text="First day.")
    end_date = serializers.DateField(help_text="Last day.")
    withholding_end = serializers.DateField(
        required=False, allow_null=True, help_text="Last day on which the fish may not be harvested."
    )
