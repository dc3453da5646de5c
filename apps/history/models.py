"""Who changed what, when and why, in every table that people edit.

One history table a model, filled when the application saves a row. Rows that the simulator loads are never saved by the
application, so they leave no trace here. History is no part of the simulated tables and outlives `aquamind clear`.
"""

from django.apps import apps
from simple_history import register

KEPT = (
    "accounts.Account",
    "infrastructure.Geography",
    "infrastructure.Area",
    "infrastructure.FreshwaterStation",
    "infrastructure.Hall",
    "infrastructure.ContainerType",
    "infrastructure.Container",
    "infrastructure.Sensor",
    "infrastructure.FeedContainer",
    "batch.Species",
    "batch.LifeCycleStage",
    "batch.Batch",
    "batch.BatchContainerAssignment",
    "batch.BatchTransferWorkflow",
    "batch.TransferAction",
    "batch.MortalityEvent",
    "batch.GrowthSample",
    "environmental.EnvironmentalParameter",
    "inventory.Feed",
    "inventory.FeedingEvent",
    "inventory.FeedContract",
    "inventory.FeedPurchase",
    "inventory.FeedContainerStock",
    "inventory.FeedStockMovement",
    "health.Disease",
    "health.DiseaseOutbreak",
    "health.JournalEntry",
    "health.SampleType",
    "health.VaccinationType",
    "health.Treatment",
    "health.LiceType",
    "health.LiceCount",
)

for label in KEPT:
    register(apps.get_model(label, require_ready=False), app="apps.history")
