"""Who works for the company, as what, and where."""

from django.conf import settings
from django.db import models

from apps.shared.models import Timestamped


class Role(models.TextChoices):
    VIEWER = "VIEWER"
    OPERATOR = "OPERATOR"
    MANAGER = "MANAGER"
    VET = "VET"
    ADMIN = "ADMIN"


class Account(Timestamped):
    """A user's role, and the geographies whose rows the user sees.

    Geographies are kept by code, not by reference: whoever may see the Faroe Islands still may after the company was
    cleared and generated anew.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account", help_text="The user who logs in."
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.VIEWER, help_text="What the user may do.")
    everywhere = models.BooleanField(default=False, help_text="Sees every geography, also those to come.")
    geography_codes = models.JSONField(
        default=list, blank=True, help_text="Codes of the geographies whose rows the user sees."
    )

    class Meta:
        ordering = ("user",)

    def __str__(self) -> str:
        where = "everywhere" if self.everywhere else ", ".join(self.geography_codes) or "nowhere"
        return f"{self.user}: {self.get_role_display().lower()}, {where}"
