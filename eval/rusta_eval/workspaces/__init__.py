"""The measure of changes over files and crates: definitions moved on, uses left behind."""
