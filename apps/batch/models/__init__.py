"""Batches of fish from egg to harvest: what they are, where they stand, how they move, grow and die."""

from .batches import Batch, BatchContainerAssignment, LifeCycleStage, Species
from .records import DailyContainerState, GrowthSample, MortalityEvent
from .transfers import BatchTransferWorkflow, TransferAction

__all__ = [
    "Batch",
    "BatchContainerAssignment",
    "BatchTransferWorkflow",
    "DailyContainerState",
    "GrowthSample",
    "LifeCycleStage",
    "MortalityEvent",
    "Species",
    "TransferAction",
]
