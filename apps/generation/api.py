"""What the simulator did, in the API."""

from apps.shared.api.resources import Resource

from . import models

RESOURCES = (
    Resource("runs", models.GenerationRun),
    Resource("parts", models.GenerationPart, hidden=("state",)),
    Resource("capacity-warnings", models.CapacityWarning, day="date"),
    Resource("validation-results", models.ValidationResult),
)
