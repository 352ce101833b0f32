"""The pure engine: jobs decide, probes do the I/O. Nothing here opens, spawns, waits or draws."""
