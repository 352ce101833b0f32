"""What rustc, clippy and cargo print as JSON, read into contracts."""
