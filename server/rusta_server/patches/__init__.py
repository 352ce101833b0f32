"""Patches: diff, shrink, guards (pure); shadow workspace and journal (I/O)."""
