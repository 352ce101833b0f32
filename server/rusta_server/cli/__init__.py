"""The command line: a thin door onto the same jobs the language server runs."""
