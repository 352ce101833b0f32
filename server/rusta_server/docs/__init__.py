"""The Doc Navigator: the toolchain's own documentation, cut into passages with anchors."""
