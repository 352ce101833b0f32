"""The measure over published crates whose dependency, or whose edition, was raised."""
