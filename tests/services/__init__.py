"""Real services for tests, thrown away afterwards."""
