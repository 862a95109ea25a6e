"""What the screens of money show: each tranche with the state of its gate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from consult.accounts.models import User
from consult.release import gate
from consult.release.models import Approval, Clearance, Release, ReleaseRequest
from consult.release.queries import clearances_of
from consult.release.signatures import Signatures, signatures_of
from consult.release.signing import why_not_approve, why_not_release
from consult.release.told import ToldReason, hidden_names, sentence, told
from projects.enums import DesignState
from projects.models import Design, Project, Tranche
from projects.refusals import Sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A reason as the gate component prints it, with where it is mended."""

    message: Sentence
    url: str = ""

    @classmethod
    def for_staff(cls, reason: gate.Reason) -> "ShownReason":
        """Link a flag's reason to its page."""
        url = reverse("review:flag", args=[reason.flag.pk]) if reason.flag else ""
        return cls(sentence(reason), url)


@dataclass(frozen=True, slots=True)
class TrancheState:
    """One tranche, why it may not go, who signed, and what this person may do."""

    tranche: Tranche
    reasons: list[ShownReason]
    release: Release | None
    # The same reasons, as anybody may read them.
    told: tuple[ToldReason, ...] = ()
    # Open flags that are counted and not told one by one.
    more_flags: int = 0
    clearance: Clearance | None = None
    # Flags stand open that two outsiders let this tranche pass.
    is_overridden: bool = False
    request: ReleaseRequest | None = None
    approvals: tuple[Approval, ...] = ()
    my_approval: Approval | None = None
    why_not_approve: Sentence | None = None
    why_not_release: Sentence | None = None
    can_request: bool = False
    can_approve: bool = False
    can_override: bool = False
    can_clear: bool = False
    clearance_holds: bool = False

    @property
    def most_counted(self) -> int:
        """Return up to how many of the flags beyond those told are counted."""
        return gate.MOST_COUNTED

    @property
    def clear_request_pk(self) -> int | None:
        """Return the request that a clearance would be signed for."""
        if self.release is not None:
            return self.release.request_id
        return self.request.pk if self.request else None

    @property
    def code(self) -> str:
        """Return `released`, `open` or `closed`."""
        if self.release is not None:
            return "released"
        return "closed" if self.told else "open"


def released(project: Project) -> dict[int, Release]:
    """Return the releases of a project by tranche number."""
    return {
        release.tranche_number: release
        for release in Release.objects.filter(project=project)
        .select_related("first_person", "second_person")
        .prefetch_related("signatures__person")
    }


def tranche_states(
    design: Design,
    user: User | None = None,
    *,
    most_flags: int | None = None,
) -> list[TrancheState]:
    """Return each tranche of a design with its gate, for the public or for a person.

    What all tranches rest on is read once. With `most_flags`, of the open flags only
    so many are reasons; the others are counted.
    """
    done = released(design.project)
    cleared = clearances_of(design.project) if user is not None else {}
    facts = gate.facts_of(design, most_flags=most_flags)
    hidden = hidden_names(design)
    tranches = list(
        design.tranches.select_related("design__project")
        .prefetch_related("places")
        .order_by("number"),
    )
    if not tranches:
        return []
    signed = signatures_of(tranches, also=[] if user is None else [user])
    states = []
    for tranche in tranches:
        reasons = gate.reasons(tranche, facts, signed)
        state = TrancheState(
            tranche=tranche,
            reasons=[],
            release=release_of(tranche, done),
            told=tuple(told(reasons, hidden)),
            more_flags=facts.more_flags,
            clearance=cleared.get(tranche.number),
            is_overridden=bool(facts.overridden.get(tranche.number)),
        )
        if state.release is None:
            state = _waiting(state, reasons, facts, signed, user)
        states.append(_with_clearing(state, reasons, user))
    return states


def release_of(tranche: Tranche, done: Mapping[int, Release]) -> Release | None:
    """Return the release of a tranche.

    A tranche of the current design went if any version's of its number did; one of a
    design that was replaced, only if it was this very one.
    """
    release = done.get(tranche.number)
    replaced = tranche.design.state == DesignState.SUPERSEDED
    if release is not None and replaced and release.tranche_id != tranche.pk:
        return None
    return release


def _with_clearing(
    state: TrancheState,
    reasons: list[gate.Reason],
    user: User | None,
) -> TrancheState:
    """Say whether this person may have a clearance signed now."""
    release = state.release
    in_the_way = [
        each for each in reasons if release is None or each.code != "already_released"
    ]
    if user is None:
        return state
    epoch = state.tranche.design.project.gate_epoch
    holds = (
        state.clearance is not None and not in_the_way and _may_hold(state.clearance)
    )
    return replace(
        state,
        clearance_holds=holds,
        can_clear=(
            not holds
            and not in_the_way
            and (release is None or release.gate_epoch == epoch)
            and user.has_perm("release.request_release", state.tranche)
        ),
    )


def _may_hold(clearance: Clearance) -> bool:
    """Say whether a clearance was not withdrawn, and its time is not over."""
    return (
        not hasattr(clearance, "withdrawal")
        and clearance.expires_at > timezone.now()
        and clearance.gate_epoch == clearance.project.gate_epoch
    )


def _waiting(
    state: TrancheState,
    reasons: list[gate.Reason],
    facts: gate.Facts,
    signed: Signatures,
    user: User | None,
) -> TrancheState:
    tranche = state.tranche
    state = replace(
        state,
        reasons=[ShownReason(each.message) for each in state.told]
        if user is None
        else [ShownReason.for_staff(each) for each in reasons],
        request=signed.requests.get(tranche.pk),
        can_request=bool(user and user.has_perm("release.request_release", tranche)),
    )
    if user is None or state.request is None:
        return state
    approvals = tuple(signed.counting(state.request))
    return replace(
        state,
        approvals=approvals,
        my_approval=next(
            (each for each in approvals if each.approved_by_id == user.pk),
            None,
        ),
        why_not_approve=why_not_approve(
            request=state.request,
            by=user,
            facts=facts,
            signed=signed,
        ),
        why_not_release=why_not_release(reasons),
        can_approve=user.has_perm("release.approve_release", state.request),
        can_override=user.has_perm("release.override_gate", state.request)
        and any(each.code == "open_flag" for each in reasons),
    )


def visible_projects(user: User) -> list[Project]:
    """Return the projects with a published design whose money this person handles."""
    projects: QuerySet[Project] = (
        Project.objects.filter(designs__state="published")
        .select_related("publisher", "funder", "implementer")
        .distinct()
        .order_by("title")
    )
    return [
        project
        for project in projects
        if user.has_perm("release.request_release", project)
        or user.has_perm("release.approve_release", project)
        or user.has_perm("release.override_gate", project)
        or user.has_perm("audit.view_event", project)
    ]
