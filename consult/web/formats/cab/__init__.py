"""Formats of the interface in `cab`."""
