"""Traces: every step of a job and the evidence it saw, kept so that it replays to the same bytes."""
