"""The measure of the books: every listing there that does not compile is to be repaired."""
