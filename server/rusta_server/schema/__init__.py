"""The published contracts as JSON Schemas, checked in under `schemas/` and held to the models."""
