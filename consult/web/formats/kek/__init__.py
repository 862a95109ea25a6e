"""Formats of the interface in `kek`."""
