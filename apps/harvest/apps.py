from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "apps.harvest"
    label = "harvest"
    verbose_name = "Harvest"
