"""Central American shapes."""

from consult.web.formats.central_america import *  # noqa: F403
