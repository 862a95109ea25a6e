"""Formats of the interface in `es`."""
