"""Formats of the interface in `miq`."""
