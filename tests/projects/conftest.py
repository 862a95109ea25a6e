"""What the tests of drafts and public pages start from."""

import pytest
from django.test import Client

from consult.accounts.models import User
from projects import actions
from projects.models import Design
from tests.factories.accounts import BACKEND
from tests.factories.projects import (
    line,
    make_author,
    make_draft,
    make_published,
    make_ready,
    make_standards,
)


@pytest.fixture
def tables(db: None) -> None:
    """Give the few rows of the standard tables that designs need."""
    make_standards()


@pytest.fixture
def author(tables: None) -> User:
    """Give an author of a new organisation."""
    return make_author()


@pytest.fixture
def draft(author: User) -> Design:
    """Give an empty draft of the author's."""
    return make_draft(author)


@pytest.fixture
def ready(author: User) -> Design:
    """Give a draft of the author's that only waits to be published."""
    return make_ready(author)


@pytest.fixture
def published(author: User) -> Design:
    """Give a published design of the author's."""
    return make_published(author)


@pytest.fixture
def desk(client: Client, author: User) -> Client:
    """Give the author's browser."""
    client.force_login(author, BACKEND)
    return client


@pytest.fixture
def funded(author: User, draft: Design) -> Design:
    """Give a draft whose budget is there to be paid out."""
    actions.save_budget(by=author, design=draft, lines=[line()])
    return draft
