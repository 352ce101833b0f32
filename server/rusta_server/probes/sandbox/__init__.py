"""Sandboxes: where the code of a repository may run. `ladder` picks one, fail closed."""
