"""The room in the administration."""

from projects.admin import designs, standards

__all__ = ["designs", "standards"]
