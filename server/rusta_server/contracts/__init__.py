"""The records that rooms, traces, the CLI and the language server share.

One published contract per module. Everything here is frozen data without I/O; anything that is
hashed goes through `canonical`, which refuses floats and non-ASCII keys.
"""
