from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from apps.shared.ids import reserve_ids
from apps.shared.summaries import drop_views, make_summaries


class GenerationConfig(AppConfig):
    name = "apps.generation"
    label = "generation"
    verbose_name = "Data generation"

    def ready(self) -> None:
        post_migrate.connect(reserve_ids, sender=self, dispatch_uid="ids of rows that people add")
        pre_migrate.connect(drop_views, sender=self, dispatch_uid="views out of the way")
        post_migrate.connect(make_summaries, sender=self, dispatch_uid="summaries of readings")
