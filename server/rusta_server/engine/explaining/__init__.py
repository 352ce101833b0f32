"""What an explanation says beyond the compiler's words; every sentence with its anchors. Pure."""
