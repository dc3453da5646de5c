"""What the models of several apps have in common."""

from django.db import models
from django.db.models.functions import Now


class Timestamped(models.Model):
    """A record that people may edit; the database stamps it, so rows written by other programs are stamped too."""

    created_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When the row was written, UTC.")
    updated_at = models.DateTimeField(
        db_default=Now(),
        auto_now=True,
        editable=False,
        help_text="When the row was last saved in the application, UTC.",
    )

    class Meta:
        abstract = True


class RealField(models.FloatField):
    """A number of four bytes: all that a sensor's resolution needs, and half the space of FloatField on PostgreSQL."""

    def db_type(self, connection) -> str:
        return "real"
