"""Traces: every step of a job and the evidence it saw, kept to replay to the same bytes."""
