"""Pages of lists that may be very long: what is counted has an end."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST: Final = 1000


class LongPaginator(Paginator[Any]):
    """Pages of the first thousand rows; of those beyond it is only said that there are.

    Counting all that a filter leaves takes the longer the more there are, and nobody
    turns forty pages: whoever looks for a row beyond them filters.
    """

    object_list: QuerySet[Any, Any]

    @cached_property
    def _counted(self) -> int:
        # In which order they come makes no difference to how many they are.
        return int(self.object_list.order_by()[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        """Return how many rows there are to turn to: at most a thousand."""
        return min(self._counted, MOST)

    @property
    def is_cut(self) -> bool:
        """Say whether there are more than can be turned to."""
        return self._counted > MOST
