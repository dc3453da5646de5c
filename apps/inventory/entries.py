"""What people send to record a meal."""

from rest_framework import serializers

from apps.batch.entries import ASSIGNMENTS
from apps.infrastructure.models import FeedContainer
from apps.shared.api.entries import EntrySerializer, MomentField, QuantityField, SeenField

from .models import Feed, FeedingEvent


class FeedingEntry(EntrySerializer):
    """A meal given to the fish of one assignment."""

    assignment = SeenField(queryset=ASSIGNMENTS, help_text="Fish that were fed.")
    feed = SeenField(queryset=Feed.objects.all(), help_text="Pellet.")
    feed_container = SeenField(queryset=FeedContainer.objects.all(), help_text="Silo or barge it came from.")
    feeding_time = MomentField(help_text="When, with its offset from UTC.")
    amount_kg = QuantityField("Feed given, to the gram. [kg]", above=0.001, most=1e7)
    method = serializers.ChoiceField(FeedingEvent.Method.choices, help_text="How.")
