"""Runners drive jobs: live (probes executed, everything recorded) and replay (evidence fed back)."""
