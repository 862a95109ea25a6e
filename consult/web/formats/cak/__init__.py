"""Formats of the interface in `cak`."""
