"""Every address is accounted for: who may open it, or why anybody may."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Views of libraries, by namespace or name, and who answers for who may open them.
FOREIGN = {
    "admin": "AdminSite.admin_view asks for a staff account; the second factor is "
    "asked by the middleware.",
    "set_language": "Anybody chooses a language; it only sets a cookie.",
}
SAMPLES: dict[str, object] = {
    "IntConverter": 1,
    "UUIDConverter": uuid.UUID(int=1),
    "SlugConverter": "x",
    "StringConverter": "x",
    "PathConverter": "x",
}

View = Callable[..., Any]


def addresses(
    patterns: list[URLPattern | URLResolver],
    namespace: str = "",
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address by its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            deeper = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from addresses(pattern.url_patterns, deeper)
        else:
            name = pattern.name or str(pattern.pattern)
            yield ":".join(filter(None, (namespace, name))), pattern


def foreign_key(name: str) -> str:
    """Return the entry of FOREIGN that would answer for this name."""
    return name.split(":", maxsplit=1)[0]


ALL = list(addresses(get_resolver().url_patterns))
OURS = [(name, pattern) for name, pattern in ALL if foreign_key(name) not in FOREIGN]


def is_public(view: View) -> bool:
    """Say whether the view states why anybody may open it."""
    return bool(getattr(view, "public_reason", ""))


def is_guarded(view: View) -> bool:
    """Say whether the view asks who comes.

    Django's own login_required and permission_required, which are all that `projects`
    may know of, leave the address of the sign-in page on the view.
    """
    return bool(
        getattr(view, "required_permissions", ())
        or getattr(view, "signed_in_reason", "")
        or hasattr(view, "login_url"),
    )


def test_a_view_asks_who_comes_or_says_why_anybody_may() -> None:
    """Hold it to one of @public(reason=...) and a permission, and not to both."""
    unaccounted = [
        name
        for name, pattern in OURS
        if is_public(pattern.callback) == is_guarded(pattern.callback)
    ]

    assert unaccounted == []


def test_every_library_view_that_is_answered_for_is_still_there() -> None:
    there = {foreign_key(name) for name, _ in ALL}

    assert set(FOREIGN) - there == set()


def path_of(name: str, pattern: URLPattern) -> str:
    """Return an address with something in each of its places."""
    converters = pattern.pattern.converters
    return reverse(
        name,
        kwargs={key: SAMPLES[type(kind).__name__] for key, kind in converters.items()},
    )


GUARDED = [(name, pattern) for name, pattern in OURS if is_guarded(pattern.callback)]


@pytest.mark.django_db
def test_a_guarded_view_shows_nothing_to_a_stranger(client: Client) -> None:
    shown = [
        f"{answer.status_code} {answer.request['REQUEST_METHOD']} {name}"
        for name, pattern in GUARDED
        for path in [path_of(name, pattern)]
        for answer in (client.get(path), client.post(path))
        # 405: the method itself is refused before anybody is asked who they are.
        if answer.status_code != 405
        and answer.headers.get("Location") != f"{reverse('account_login')}?next={path}"
    ]

    assert shown == []
