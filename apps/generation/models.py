"""What the simulator wrote into this database, part by part, and what it and its checks found."""

from django.db import models
from django.db.models.functions import Now

from apps.infrastructure.models import LifeStage
from apps.shared.constraints import not_negative, positive, unique
from apps.shared.models import Timestamped
from aquasim.engine.windows import windows


class GenerationRun(models.Model):
    """One session of the simulator: the parameters it ran with and how it ended."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED"
        RUNNING = "RUNNING"
        INTERRUPTED = "INTERRUPTED"
        COMPLETED = "COMPLETED"
        FAILED = "FAILED"

    preset = models.CharField(max_length=100, help_text="Name of the parameter preset.")
    preset_digest = models.CharField(max_length=128, db_default="", help_text="Digest of all parameters.")
    parameters = models.JSONField(db_default={}, help_text="All parameters, as resolved.")
    seed = models.BigIntegerField(help_text="Seed of every random decision.")
    dataset_version = models.CharField(max_length=50, db_default="", help_text="Version of the rows' definition.")
    session = models.IntegerField(unique=True, help_text="Number of the session, from 1.")
    first_date = models.DateField(help_text="First simulated day.")
    days = models.IntegerField(help_text="Simulated days.")
    first_window_days = models.IntegerField(db_default=30, help_text="Days of the first window, which may be shorter.")
    window_days = models.IntegerField(db_default=30, help_text="Days of a window; a session keeps to its own.")
    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.PLANNED, db_default=Status.PLANNED, help_text="State."
    )
    started_at = models.DateTimeField(db_default=Now(), help_text="When it was started, UTC.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it ended, UTC.")
    peak_memory_mb = models.FloatField(null=True, blank=True, help_text="Most memory it held. [MB]")
    rows_per_table = models.JSONField(db_default={}, help_text="Rows written, by table.")
    digest = models.CharField(max_length=128, db_default="", blank=True, help_text="Digest of all rows once complete.")

    class Meta:
        ordering = ("session",)
        constraints = (positive("positive", "session", "days", "first_window_days", "window_days"),)

    @property
    def windows(self) -> list[range]:
        """Days of each window, counted from the session's first."""
        return windows(self.days, self.first_window_days, self.window_days)

    def __str__(self) -> str:
        return f"Session {self.session} of {self.preset}"


class GenerationPart(models.Model):
    """The ledger: one line for each part of a run, written in the transaction that writes its rows."""

    run = models.ForeignKey(GenerationRun, models.PROTECT, related_name="parts", help_text="Run.", db_index=False)
    window_index = models.IntegerField(help_text="Window of days, from 0.")
    part = models.CharField(max_length=50, help_text="Part of the window: setup, events, or a shard of readings.")
    rows = models.BigIntegerField(db_default=0, help_text="Rows written.")
    digest = models.JSONField(db_default={}, help_text="Digests of the rows, by table and month.")
    state = models.BinaryField(null=True, help_text="State of all fish after the window, where the part changes it.")
    committed_at = models.DateTimeField(db_default=Now(), help_text="When it was committed, UTC.")

    class Meta:
        ordering = (
            "run",
            "window_index",
            "part",
        )
        constraints = (
            unique("once", "run", "window_index", "part"),
            not_negative("not_negative", "window_index", "rows"),
        )

    def __str__(self) -> str:
        return f"Window {self.window_index}, {self.part}"


class CapacityWarning(Timestamped):
    """A place that was too full for the plan, and what the plan did about it."""

    date = models.DateField()
    stage = models.CharField(max_length=20, choices=LifeStage.choices)
    place = models.CharField(max_length=100)
    batch_number = models.CharField(max_length=50)
    need = models.IntegerField()
    supply = models.IntegerField()
    message = models.TextField()

    class Meta:
        ordering = (
            "date",
            "id",
        )
        constraints = (not_negative("not_negative", "need", "supply"),)

    def __str__(self) -> str:
        return self.message


class ValidationResult(models.Model):
    """The outcome of one check of the finished rows against what is known of salmon farming."""

    run = models.ForeignKey(
        GenerationRun, models.PROTECT, related_name="validation_results", help_text="Run.", db_index=False
    )
    check_name = models.CharField(max_length=100, help_text="Name of the check.")
    expected = models.TextField(help_text="What it should find.")
    observed = models.TextField(help_text="What it found.")
    passed = models.BooleanField(help_text="Whether it passed.")
    created_at = models.DateTimeField(db_default=Now(), help_text="When it was made, UTC.")

    class Meta:
        ordering = (
            "run",
            "check_name",
        )
        constraints = (unique("once", "run", "check_name"),)

    def __str__(self) -> str:
        return self.check_name
