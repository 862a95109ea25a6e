"""Reads across tables for the screens."""
