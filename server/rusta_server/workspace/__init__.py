"""The workspace a user named: where it is, what is in it, what it hashes to, what it may do."""
