from django.apps import AppConfig
from django.db.models.signals import post_migrate

from .reserved_ids import reserve_ids


class GenerationConfig(AppConfig):
    name = "apps.generation"
    label = "generation"
    verbose_name = "Data generation"

    def ready(self) -> None:
        post_migrate.connect(reserve_ids, sender=self)
