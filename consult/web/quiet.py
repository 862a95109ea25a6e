"""Keeps addresses of visitors out of the logs of the server that runs us."""

import logging
from typing import Final

# What gunicorn writes of a request that it could not read.
_NAMES_AN_ADDRESS: Final = "Invalid request from ip="


class NoAddress(logging.Filter):
    """Lets through every line but those that name who asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line may be written."""
        return _NAMES_AN_ADDRESS not in record.getMessage()


def hush() -> None:
    """Put the filter on gunicorn's logger, however gunicorn was started."""
    logger = logging.getLogger("gunicorn.error")
    if not any(isinstance(each, NoAddress) for each in logger.filters):
        logger.addFilter(NoAddress())
