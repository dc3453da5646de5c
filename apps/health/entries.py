"""What people send to record a treatment or a lice count."""

from rest_framework import serializers

from apps.batch.entries import ASSIGNMENTS
from apps.shared.api.entries import EntrySerializer, QuantityField, SeenField, count_field

from .models import LiceCount, Treatment, VaccinationType


class LiceCountEntry(EntrySerializer):
    """Lice on the sampled fish of one cage; means per fish and the limit in force are worked out."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that were sampled.")
    count_date = serializers.DateField(help_text="Day.")
    fish_sampled = count_field("Fish looked at.")
    attached_count = count_field("Copepodids and chalimi of the salmon louse on them.", least=0)
    preadult_count = count_field("Pre-adult salmon lice.", least=0)
    adult_male_count = count_field("Adult male salmon lice.", least=0)
    adult_female_count = count_field("Adult female salmon lice.", least=0)
    caligus_count = count_field("Mobile lice of the genus Caligus.", least=0, default=0)


class TreatmentEntry(EntrySerializer):
    """A vaccination, delousing or medication of fish of one assignment."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that were treated.")
    treatment_type = serializers.ChoiceField(Treatment.Type.choices, help_text="Kind.")
    vaccination_type = SeenField(
        queryset=VaccinationType.objects.all(), required=False, allow_null=True, help_text="Vaccine, for a vaccination."
    )
    product = serializers.CharField(max_length=100, help_text="Product or method.")
    fish_treated = count_field("Fish treated.")
    dose_ml = QuantityField(
        "Dose per fish; left out where nothing is injected. [mL]", most=1e3, required=False, allow_null=True
    )
    start_date = serializers.DateField(help_text="First day.")
    end_date = serializers.DateField(help_text="Last day.")
    lice_count = SeenField(
        queryset=LiceCount.objects.all(), required=False, allow_null=True, help_text="Lice count that led to it."
    )
    withholding_end = serializers.DateField(
        required=False, allow_null=True, help_text="Last day on which the fish may not be harvested."
    )
