"""Formats of the interface in `quc`."""
