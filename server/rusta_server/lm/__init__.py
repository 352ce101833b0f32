"""The byte language model as the server uses it: symbols, features, prompts, and the session."""
