"""The measure of the error index: every example there that fails to compile is to be repaired."""
