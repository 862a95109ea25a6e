"""Formats of the interface in `mam`."""
