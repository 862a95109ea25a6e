"""Saying how a text is said, judging it, and what follows from that."""

from collections.abc import Collection, Iterable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.audit.actions import record
from consult.languages import policies, published
from consult.languages.actions.columns import empty_columns, fill_columns
from consult.languages.enums import STANDING, RenderingState
from consult.languages.models import Language, Rendering, RenderingVerdict, Speaker
from consult.languages.orthography import as_kept
from consult.languages.permissions import RENDER, person_key
from consult.languages.texts import NeededText, needed_texts
from consult.voice.actions import keep_recording
from consult.voice.models import Recording
from projects.refusals import Conflict


@transaction.atomic
def set_spoken_languages(*, by: User, languages: Iterable[Language]) -> list[Language]:
    """Write down which languages an account says it speaks, in place of before.

    Raises:
        NotAllowed: no role lets this account say how texts are said.

    """
    require(by, RENDER)
    chosen = sorted(set(languages), key=lambda each: each.pk)
    Speaker.objects.filter(user=by).exclude(language__in=chosen).delete()
    Speaker.objects.bulk_create(
        [Speaker(user=by, language=each) for each in chosen],
        ignore_conflicts=True,
    )
    record(
        by=by,
        verb="languages.spoken_set",
        obj=by,
        private={"languages": [each.pk for each in chosen]},
    )
    return chosen


@transaction.atomic
def propose_text(
    *,
    by: User,
    language: Language,
    needed: NeededText,
    text: str,
) -> Rendering:
    """Write down how a text is said. What was typed is kept as it was typed.

    Raises:
        NotAllowed: no role, or not this language.
        Refusal: it says nothing, or loses a place to fill.
        Conflict: somebody wrote the very same already.

    """
    policies.check_can_render(by=by, language=language)
    text = text.replace("\r\n", "\n").strip()
    policies.check_text(language=language, needed=needed, text=text)
    standing = Rendering.objects.of_text(language, needed.key).filter(
        recording=None,
        state__in=STANDING,
    )
    # Another sign for the same glottal makes no other text.
    kept = as_kept(text, language.pk)
    if any(as_kept(each.text, language.pk) == kept for each in standing):
        raise Conflict(
            _("Alguien ya lo escribió así. Si así se dice, diga que sí."),
            field="text",
        )
    return _proposed(by, language, needed, text=text)


def propose_recording(
    *,
    by: User,
    language: Language,
    needed: NeededText,
    content: bytes,
) -> Rendering:
    """Keep how somebody says a text aloud. It need not be written down.

    Raises:
        NotAllowed: no role, or not this language.
        Refusal: the text has places to fill, or what was sent is no sound.

    """
    policies.check_can_render(by=by, language=language)
    policies.check_can_record(needed)
    # Decoding takes a moment: it is done before anybody has to wait for it.
    recording = keep_recording(content=content, by=by, is_private=False)
    return _proposed(by, language, needed, recording=recording)


@transaction.atomic
def _proposed(
    by: User,
    language: Language,
    needed: NeededText,
    *,
    text: str = "",
    recording: Recording | None = None,
) -> Rendering:
    rendering = Rendering.objects.create(
        language=language,
        source_key=needed.key,
        source=needed.spanish,
        place=needed.place,
        text=text,
        recording=recording,
        made_at=timezone.now(),
        made_by=by,
    )
    record(
        by=by,
        verb="languages.rendering_proposed",
        obj=rendering,
        public=_facts(rendering),
    )
    return rendering


@transaction.atomic
def judge_rendering(
    *,
    by: User,
    rendering: Rendering,
    is_yes: bool,
    note: str = "",
) -> Rendering:
    """Say that this is how one says it, or that it is not.

    Two other persons' yes publish it, and another that was published before is
    replaced. Two who say no, if no fewer than those who say yes, take it back.

    Raises:
        NotAllowed: no role, not this language, or one's own.
        Refusal: it no longer stands.

    """
    # Every version of the text, so that two are never published at once.
    siblings = list(
        Rendering.objects.select_for_update(of=("self",))
        .filter(language=rendering.language_id, source_key=rendering.source_key)
        .select_related("language", "made_by")
        .order_by("pk"),
    )
    rendering = next(each for each in siblings if each.pk == rendering.pk)
    policies.check_can_judge(by=by, rendering=rendering)
    RenderingVerdict.objects.update_or_create(
        rendering=rendering,
        said_by=by,
        defaults={
            "is_yes": is_yes,
            "note": " ".join(note.split())[:200],
            "said_at": timezone.now(),
        },
    )
    record(
        by=by,
        verb="languages.rendering_judged",
        obj=rendering,
        public={"yes": is_yes},
        private={"note": note},
    )
    _move(rendering, _state_by_verdicts(rendering), by=by, siblings=siblings)
    return rendering


def _state_by_verdicts(rendering: Rendering) -> RenderingState:
    said: dict[str, bool] = {}
    for verdict in rendering.verdicts.select_related("said_by").order_by("said_at"):
        said[person_key(verdict.said_by)] = verdict.is_yes
    # A person who made it cannot have judged it, whatever accounts they had.
    said.pop(person_key(rendering.made_by), None)
    yes = sum(said.values())
    return policies.state_of(yes=yes, no=len(said) - yes)


def _move(
    rendering: Rendering,
    state: RenderingState,
    *,
    by: User | None,
    siblings: Collection[Rendering] = (),
) -> None:
    before = RenderingState(rendering.state)
    if state == before:
        return
    if state == RenderingState.PUBLISHED:
        _replace_others(rendering, siblings)
    rendering.state = state
    rendering.save(update_fields=["state"])
    if RenderingState.PUBLISHED not in {before, state}:
        return
    if not rendering.is_spoken:
        write = fill_columns if state == RenderingState.PUBLISHED else empty_columns
        write(rendering)
    _record_move(rendering, by)
    for path in settings.RENDERING_CHANGED_STEPS:
        import_string(path)(rendering=rendering, by=by)
    transaction.on_commit(published.forget)


def _record_move(rendering: Rendering, by: User | None) -> None:
    event = partial(record, by=by, obj=rendering, public=_facts(rendering))
    match rendering.state:
        case RenderingState.PUBLISHED:
            event(verb="languages.rendering_published")
        case RenderingState.STALE:
            event(verb="languages.rendering_stale")
        case _:
            event(verb="languages.rendering_taken_back")


def _replace_others(rendering: Rendering, siblings: Collection[Rendering]) -> None:
    for other in siblings:
        if (
            other.pk != rendering.pk
            and other.state == RenderingState.PUBLISHED
            and other.is_spoken == rendering.is_spoken
        ):
            other.state = RenderingState.REPLACED
            other.save(update_fields=["state"])


@transaction.atomic
def settle_renderings() -> int:
    """Put aside the versions whose Spanish stands nowhere any more; return how many.

    One whose Spanish came back is what the speakers' verdicts make of it.
    """
    standing = needed_texts()
    moved = 0
    rows = Rendering.objects.select_related("language", "made_by").select_for_update(
        of=("self",),
    )
    for each in rows.filter(state__in=STANDING):
        if each.source_key not in standing:
            _move(each, RenderingState.STALE, by=None)
            moved += 1
    for each in rows.filter(state=RenderingState.STALE, source_key__in=standing):
        siblings = list(rows.of_text(each.language, each.source_key))
        _move(each, _state_by_verdicts(each), by=None, siblings=siblings)
        moved += 1
    return moved


def _facts(rendering: Rendering) -> dict[str, object]:
    return {
        "language": rendering.language_id,
        "source_key": rendering.source_key,
        "spoken": rendering.is_spoken,
    }
