"""Consult: the community's word in front of the money."""

from consult.celery import app as celery_app

__all__ = ["celery_app"]
