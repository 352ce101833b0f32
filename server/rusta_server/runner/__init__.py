"""Runners drive jobs: live (probes executed, all of it recorded) and replay (evidence fed back)."""
