"""Overrides as the pages, the reports and the machines show them, for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.mismatch.models import Flag
from consult.mismatch.queries import words_of
from consult.release.models import Override, Release
from consult.release.overrides import (
    REQUIRED_SIGNATURES,
    counting_persons,
    overrides_naming,
    overrides_of,
    with_signatures,
)
from consult.release.ties import ties_of
from consult.release.told import hidden_names
from projects.models import Design, Project


@dataclass(frozen=True, slots=True)
class ShownOverride:
    """An override without anything that may not be published."""

    override: Override
    why: str
    flags: tuple[str, ...]
    names: tuple[str, ...]
    at: datetime
    # `overridden` while it stands or the money went with it; `withdrawn`, `lapsed`.
    code: str

    @property
    def label(self) -> str:
        """Return its state in words."""
        if self.code == "withdrawn":
            return _("Se retiró")
        if self.code == "lapsed":
            return _("Ya no vale: algo cambió después")
        if _released_with(self.override):
            return _("El dinero salió así")
        return _("Vale ahora")

    @property
    def is_signed(self) -> bool:
        """Say whether two persons signed it."""
        return len(self.names) >= REQUIRED_SIGNATURES

    @property
    def may_be_withdrawn(self) -> bool:
        """Say whether it was not taken back, and the money has not gone."""
        release = getattr(self.override.request, "release", None)
        return self.override.withdrawn_at is None and release is None

    def as_dict(self) -> dict[str, object]:
        """Return it as the interface for machines answers it."""
        return {
            "at": self.at.isoformat(),
            "state": self.code,
            "flags": list(self.flags),
            "justification": self.why,
            "signed_by": list(self.names),
        }


def shown_overrides(project: Project) -> list[ShownOverride]:
    """Return every override of a project that two persons signed, newest first."""
    hidden = hidden_names(Design(project=project))
    return [_shown(each, hidden=hidden) for each in overrides_of(project)]


def proposed_overrides(project: Project) -> list[ShownOverride]:
    """Return the overrides that one person signed and that may still be signed."""
    waiting = with_signatures(
        Override.objects.filter(
            project=project,
            withdrawn_at=None,
            request__cancelled_at=None,
            request__release=None,
            gate_epoch=project.gate_epoch,
        ),
    )
    hidden = hidden_names(Design(project=project))
    shown = [_shown(each, hidden=hidden) for each in waiting]
    return [each for each in shown if not each.is_signed]


def overrides_of_flag(flag: Flag) -> list[ShownOverride]:
    """Return the overrides that name a flag."""
    return [_shown(each) for each in overrides_naming(flag)]


def overrides_near(user: User) -> list[Override]:
    """Return the overrides somebody is told of: an administrator all, others theirs."""
    signed = Override.objects.filter(signatures__isnull=False).distinct()
    if not user.has_perm("accounts.manage_roles"):
        places = [
            each.place_id
            for each in user.role_assignments.standing()
            if each.place_id is not None
        ]
        signed = signed.filter(flags__community__place__in=places)
    return [
        each
        for each in with_signatures(signed)
        if len(each.signatures.all()) >= REQUIRED_SIGNATURES
    ]


def whole(override: Override) -> ShownOverride:
    """Return an override with all that it says, for whoever may read of everybody."""
    return _shown(override, hidden=frozenset(), shows_all=True)


def _shown(
    override: Override,
    *,
    hidden: frozenset[str] | None = None,
    shows_all: bool = False,
) -> ShownOverride:
    if hidden is None:
        hidden = hidden_names(Design(project=override.project))
    withheld = _("No se publica, para proteger a la gente.")
    why = override.justification
    return ShownOverride(
        override=override,
        why=withheld if any(name in why for name in hidden) else why,
        flags=tuple(
            dict.fromkeys(_titles(override.flags.all(), hidden, shows_all=shows_all)),
        ),
        names=tuple(str(each.person) for each in override.signatures.all()),
        at=max(each.signed_at for each in override.signatures.all()),
        code=_code(override),
    )


def _titles(
    flags: Iterable[Flag],
    hidden: frozenset[str],
    *,
    shows_all: bool,
) -> Iterable[str]:
    for flag in flags:
        title = str(words_of(flag).title)
        community = flag.community
        kept_back = not community.is_shown and not shows_all
        if kept_back or any(name in title for name in hidden):
            yield _("Una alerta de una comunidad que no se publica, para protegerla.")
        else:
            yield f"{community.name}: {title}"


def _code(override: Override) -> str:
    if override.withdrawn_at is not None:
        return "withdrawn"
    if _released_with(override):
        return "overridden"
    stands = (
        override.gate_epoch == override.project.gate_epoch
        and override.request.cancelled_at is None
        and _still_signed(override)
    )
    return "overridden" if stands else "lapsed"


def _still_signed(override: Override) -> bool:
    """Say whether enough of its signers still may: an account closes, a role ends."""
    signers = [each.signed_by for each in override.signatures.all()]
    if len(signers) < REQUIRED_SIGNATURES:
        # Only proposed yet: it has not lapsed.
        return True
    ties = ties_of(override.project, signers)
    return len(counting_persons(override, ties)) >= REQUIRED_SIGNATURES


def _released_with(override: Override) -> bool:
    release: Release | None = getattr(override.request, "release", None)
    return release is not None and release.gate_epoch == override.gate_epoch
