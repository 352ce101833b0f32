"""The language server: a door onto the same jobs, and the only room that knows LSP's library."""
