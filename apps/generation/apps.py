from django.apps import AppConfig
from django.db.models.signals import post_migrate

from apps.shared.ids import reserve_ids


class GenerationConfig(AppConfig):
    name = "apps.generation"
    label = "generation"
    verbose_name = "Data generation"

    def ready(self) -> None:
        post_migrate.connect(reserve_ids, sender=self, dispatch_uid="ids of rows that people add")
