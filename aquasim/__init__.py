"""Simulator of a salmon-farming company, egg to harvest: parameters in, tables out."""

DATASET_VERSION = "6"
"""Changes whenever the same parameters and seed would give other rows."""
