from django.contrib import admin

from apps.shared.admin import ReadOnlyAdmin

from .models import CapacityWarning, GenerationPart, GenerationRun, ValidationResult


@admin.register(GenerationRun)
class GenerationRunAdmin(ReadOnlyAdmin):
    list_display = ("session", "preset", "seed", "first_date", "days", "status", "started_at", "finished_at")
    list_filter = ("status", "preset")
    search_fields = ("preset", "digest")


@admin.register(GenerationPart)
class GenerationPartAdmin(ReadOnlyAdmin):
    list_display = ("run", "window_index", "part", "rows", "committed_at")
    list_filter = ("run",)
    list_select_related = ("run",)
    search_fields = ("part", "run__preset")

    def get_queryset(self, request):
        """The state of all fish is megabytes a row and is shown nowhere."""
        return super().get_queryset(request).defer("state", "run__parameters")


@admin.register(CapacityWarning)
class CapacityWarningAdmin(ReadOnlyAdmin):
    list_display = ("date", "stage", "place", "batch_number", "need", "supply", "message")
    list_filter = ("stage",)
    search_fields = ("place", "batch_number", "message")
    date_hierarchy = "date"


@admin.register(ValidationResult)
class ValidationResultAdmin(ReadOnlyAdmin):
    list_display = ("run", "check_name", "expected", "observed", "passed")
    list_filter = ("passed", "run")
    list_select_related = ("run",)
    search_fields = ("check_name", "expected", "observed")
