"""The present state against the chain: whatever was recorded is there, and only that.

A chain that holds says nothing of the tables beside it. Each room that keeps rows which
matter names, in `settings.AUDIT_COMPARISONS`, a function that finds where its rows and
the events about them differ; most of them are one call of `compare`.

Rows and events are written in one transaction, and the chain's writers take turns: an
event that is there before the rows are read has its row, and a row that was read has
its event afterwards. So nothing needs to be locked while people work.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult.audit.acts import ANYBODY, Act
from consult.audit.chain import (
    Break,
    Checkpoint,
    Verdict,
    actor_name,
    canonical,
    matches_private,
    reference,
    verify,
)
from consult.audit.models import Event, Salt
from consult.audit.queries import last_event
from projects.content import content_hash
from projects.models import Design, Project


def examine(*, against: Iterable[Checkpoint] = ()) -> Verdict:
    """Read the chain, and compare every room's rows with it."""
    verdict = verify(against=against)
    found = [
        difference
        for path in settings.AUDIT_COMPARISONS
        for difference in import_string(path)()
    ]
    return Verdict(verdict.events, verdict.last, (*verdict.breaks, *found))


def compare(acts: Iterable[Act], *verbs: str) -> Iterator[Break]:
    """Find rows without their event, events without their row, and what differs.

    `acts` is what the rows say now, one act for each event there must be; it is read
    after the end of the chain was noted, so give what is lazy.
    """
    head = _head()
    claimed = list(acts)
    recorded: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in Event.objects.filter(verb__in=verbs).order_by("sequence"):
        recorded[event.verb, event.object_ref].append(event)
    salts = dict(
        Salt.objects.filter(event__verb__in=verbs).values_list("event", "value"),
    )
    for act in claimed:
        events = recorded[act.verb, reference(act.obj)]
        if not events:
            yield _unrecorded(reference(act.obj), act.verb)
            continue
        # Of several about one row, the one that says what the row says.
        event = min(events, key=lambda each: len(_differing(act, each, salts)))
        events.remove(event)
        if differing := _differing(act, event, salts):
            yield Break(
                event.sequence,
                _("%(ref)s ya no dice lo que se registró: %(facts)s")
                % {"ref": event.object_ref, "facts": ", ".join(differing)},
            )
    for events in recorded.values():
        for event in events:
            if event.sequence <= head:
                yield Break(
                    event.sequence,
                    _("registró %(verb)s de %(ref)s, y eso ya no está")
                    % {"verb": event.verb, "ref": event.object_ref},
                )


def compare_last(
    states: Callable[[], Iterable[tuple[str, Any]]],
    said: Callable[[Event], tuple[str, Any] | None],
    *verbs: str,
) -> Iterator[Break]:
    """Find rows whose state is not what the last event about them says.

    `states` gives a reference and what its row says; `said` gives the same of an
    event, or None if it says nothing of it. An event that came in while this was read
    may count, or not yet.
    """
    head = _head()
    rows = {ref: _plain(value) for ref, value in states()}
    allowed: dict[str, list[Any]] = {}
    for event in Event.objects.filter(verb__in=verbs).order_by("sequence"):
        told = said(event)
        if told is None:
            continue
        ref, value = told
        earlier = allowed.get(ref, []) if event.sequence > head else []
        allowed[ref] = [*earlier, _plain(value)]
    for ref, value in rows.items():
        if ref not in allowed:
            yield _unrecorded(ref, verbs[0])
        elif value not in allowed[ref]:
            yield Break(
                0,
                _("%(ref)s dice %(now)s; lo último que se registró es %(then)s")
                % {
                    "ref": ref,
                    "now": canonical(value),
                    "then": canonical(allowed[ref][-1]),
                },
            )


def _differing(act: Act, event: Event, salts: Mapping[int, str]) -> list[str]:
    """Return the names of the facts in which a row is not what was recorded of it."""
    said = {
        **{f"public.{name}": value for name, value in _plain(act.public).items()},
        "actor": event.actor if act.by == ANYBODY else actor_name(act.by),
        "project": act.project_id,
    }
    recorded = {
        **{f"public.{name}": event.public.get(name) for name in act.public},
        "actor": event.actor,
        "project": event.project_id,
    }
    names = [name for name in said if said[name] != recorded[name]]
    salt = salts.get(event.pk)
    # Without its salt the content was forgotten on purpose, and proves nothing.
    is_to_prove = act.private is not None and (salt or not event.private_hash)
    if is_to_prove and not matches_private(event, salt or "", act.private):
        names.append("private")
    return names


def designs() -> Iterator[Break]:
    """Find designs that no longer say what was published.

    Of the room below, which knows no chain. Each is read whole and hashed again.
    """
    public = Design.objects.public().select_related("project", "published_by")
    yield from compare(
        (
            Act(
                verb="projects.design_published",
                by=each.published_by,
                obj=each,
                project_id=each.project_id,
                public={"number": each.number, "content_hash": _seal(each)},
            )
            for each in public
        ),
        "projects.design_published",
    )
    yield from compare_last(_current, _published, "projects.design_published")


def _seal(design: Design) -> str:
    """Return the hash a design carries, or nothing if it no longer says that."""
    kept = design.content_hash
    return kept if content_hash(design) == kept else ""


def _current() -> Iterator[tuple[str, Any]]:
    for project in Project.objects.filter(designs__in=Design.objects.published()):
        current = project.designs.published().get()
        yield reference(project), {"design": current.number}


def _published(event: Event) -> tuple[str, Any]:
    return (
        f"{Project._meta.label_lower}:{event.project_id}",
        {"design": event.public.get("number")},
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a value as it comes back from the chain."""
    return json.loads(canonical(value))


def _head() -> int:
    last = last_event()
    return last.sequence if last else 0


def _unrecorded(ref: str, verb: str) -> Break:
    return Break(
        0,
        _("%(ref)s está, y ningún hecho lo registró (%(verb)s)")
        % {"ref": ref, "verb": verb},
    )
