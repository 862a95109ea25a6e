"""Formats of the interface in `en`."""
