"""Live executors of the probes: the only rooms (beside the shells) that do I/O."""
