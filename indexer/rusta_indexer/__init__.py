"""The project graph of Rust sources: tree-sitter in, SQLite out. Knows nothing of LSP, cargo or
models; `syntax` and `scope` are pure."""
