"""What most journeys begin with: a community that is asked, and where it answers."""

import pytest

from consult.consultations.models import Consultation
from tests.factories.feedback import make_answerable


@pytest.fixture
def consultation() -> Consultation:
    """Return irrigation put to 140 households."""
    return make_answerable()


@pytest.fixture
def address(consultation: Consultation) -> str:
    """Return the page on which one answers without signal."""
    return f"/r/{consultation.code}/sin-senal/"
