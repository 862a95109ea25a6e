"""A consultation that is open, its questions frozen."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from consult.consultations.models import Consultation
from tests.factories.feedback import make_answerable


@pytest.fixture(scope="module")
def opened(
    throughout: Callable[[Callable[[], Consultation]], Consultation],
) -> Consultation:
    """Open the consultation of a module's tests."""
    return throughout(make_answerable)


@pytest.fixture
def consultation(opened: Consultation) -> Consultation:
    """Return an open consultation of the irrigation design."""
    return deepcopy(opened)
