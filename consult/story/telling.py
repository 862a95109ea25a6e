"""Tells the story by calling the actions the screens call, day after day.

Nothing is inserted: flags come out of what the invented people answer, and the gate
opens or stays closed for its own reasons.
"""

import io
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfWriter

from consult.accounts.models import User
from consult.communities.actions import set_community
from consult.communities.facts import ConditionFacts, PartFacts
from consult.communities.models import Community
from consult.consultations import actions as consultations
from consult.consultations.enums import Authority, Decision
from consult.consultations.models import Consultation
from consult.feedback.actions import keep_spoken_answer, submit_testimony
from consult.feedback.oneself import told_of_oneself
from consult.languages.actions import add_word
from consult.languages.models import Language, Theme
from consult.mismatch.actions import evaluate
from consult.release import actions as money
from consult.reports.actions import request_reports
from consult.reports.enums import ReportFormat, ReportKind, ReportLanguage
from consult.story.answering import households
from consult.story.authoring import publish
from consult.story.cast import Cast, raise_curtain
from consult.story.clock import day_ago, days_ago
from consult.story.reviewing import answer_old_flags, review
from consult.story.sounds import notes
from projects.models import Design, Level, Place, Project


@cache
def script() -> Mapping[str, Any]:
    """Return the story's data file."""
    path = Path(__file__).parent / "data" / "story.yaml"
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def is_told() -> bool:
    """Say whether the story is in the database already."""
    return Project.objects.filter(
        iati_identifier=script()["projects"]["riego"]["iati_identifier"],
    ).exists()


def tell() -> Cast:
    """Tell the whole story. Returns who plays in it.

    Call it once, in a transaction, on a database with the standard tables.
    """
    told = script()
    with days_ago(260):
        cast = raise_curtain(told)
        _watch(told, cast)
        communities = {
            name: _community(cast, cast.places[name], facts)
            for name, facts in told["places"].items()
        }
    designs: dict[str, Design] = {}
    designs["riego_1"] = publish(told, "riego_1", cast)
    first = [
        _consult(told, name, designs["riego_1"], communities, cast)
        for name in ("riego_1_chuwila", "riego_1_pilas")
    ]
    review(first[0], cast)
    designs["riego_2"] = publish(told, "riego_2", cast)
    second = _consult(told, "riego_2_chuwila", designs["riego_2"], communities, cast)
    answer_old_flags(first, designs["riego_2"], cast)
    _decide(second, cast)
    _release(designs["riego_2"], cast)
    designs["luz_1"] = publish(told, "luz_1", cast)
    _consult(told, "luz_1_sauce", designs["luz_1"], communities, cast)
    request_reports(
        by=cast["admin"],
        scope=designs["riego_2"].project,
        kind=ReportKind.PUBLIC,
        formats=ReportFormat.values,
        language=ReportLanguage.SPANISH,
    )
    return cast


def _community(
    cast: Cast,
    place: Place,
    told: Mapping[str, Any],
) -> Community:
    return set_community(
        by=cast["admin"],
        place=place,
        households=told["households"],
        population=told["population"],
        women_share=Decimal(told["women_share"]),
        young_share=Decimal(told["young_share"]),
        indigenous=told["indigenous"],
        languages={
            _language(code): Decimal(share) for code, share in told["languages"].items()
        },
        groups_present=told["groups_present"],
        parts=[
            PartFacts(name=name, households=households)
            for name, households in told.get("parts", {}).items()
        ],
        conditions=[
            ConditionFacts(
                level=Level.objects.get(
                    ladder__code=known["ladder"],
                    code=known["level"],
                ),
                households=known["households"],
                asked=known["asked"],
                source=known["source"],
                source_note=known["note"],
                as_of=day_ago(known["days_ago"]),
            )
            for known in told["conditions"]
        ],
    )


def _watch(told: Mapping[str, Any], cast: Cast) -> None:
    """Let the leader say which words are to be read first."""
    for theme, terms in told["words"].items():
        for term in terms:
            add_word(
                by=cast["leader"],
                language=_language("es"),
                theme=Theme.objects.get(pk=theme),
                term=term,
            )


def _language(code: str) -> Language:
    return Language.objects.get(interface_code=code)


def _consult(
    told: Mapping[str, Any],
    name: str,
    design: Design,
    communities: Mapping[str, Community],
    cast: Cast,
) -> Consultation:
    """Open a consultation, hold its rounds, let people answer, and close it."""
    plan = told["consultations"][name]
    officer = cast["officer"]
    with days_ago(plan["opened_ago"]):
        consultation = consultations.open_consultation(
            by=officer,
            design=design,
            community=communities[plan["place"]],
            announced_on=day_ago(plan["announced_ago"]),
        )
    for round_ in plan["rounds"]:
        with days_ago(round_["ago"]):
            consultations.record_round(
                by=officer,
                consultation=consultation,
                held_on=day_ago(round_["ago"]),
                place_note=round_["place_note"],
                languages=[_language(code) for code in round_["languages"]],
                interpreter=round_["interpreter"],
                promoter_present=round_["promoter_present"],
                explained=round_["explained"],
                attendance={
                    tuple(key.split(":")): came
                    for key, came in round_["attendance"].items()
                },
            )
    with days_ago(plan["testified_ago"]):
        _testify(told, name, consultation, cast[plan["facilitator"]])
        evaluate(consultation_id=consultation.pk, is_point=True)
    if "closed_ago" in plan:
        with days_ago(plan["closed_ago"]):
            consultations.close_consultation(by=officer, consultation=consultation)
            evaluate(consultation_id=consultation.pk, is_point=True)
    consultation.refresh_from_db()
    return consultation


def _testify(
    told: Mapping[str, Any],
    name: str,
    consultation: Consultation,
    facilitator: User,
) -> None:
    questions = list(
        consultation.questionnaire.questions.select_related("ladder").order_by("order"),
    )
    parts = {each["name"]: str(each["id"]) for each in consultation.questionnaire.parts}
    for household in households(
        name,
        told["consultations"][name],
        questions,
        told["otherwise"],
    ):
        clips = {code: notes(seconds) for code, seconds in household.voice.items()}
        for code, clip in clips.items():
            keep_spoken_answer(
                consultation=consultation,
                testimony_uuid=household.uuid,
                question=code,
                content=clip,
            )
        submit_testimony(
            consultation=consultation,
            uuid=household.uuid,
            channel=household.channel,
            answers=household.answers,
            words=household.words,
            voice={code: sha256(clip).hexdigest() for code, clip in clips.items()},
            **told_of_oneself(
                {
                    "language": _language(household.language).pk,
                    "sex": household.sex,
                    "age_band": household.age_band,
                    "displacement": household.displacement,
                    "part": parts.get(household.part, household.part),
                },
            ),
            receipt="",
            by=facilitator if household.channel == "facilitator" else None,
        )


def _decide(consultation: Consultation, cast: Cast) -> None:
    """Let the assembly decide, on paper."""
    with days_ago(75):
        consultations.record_consent(
            by=cast["officer"],
            consultation=consultation,
            decision=Decision.CONSENT,
            authority=Authority.ASSEMBLY,
            authority_note="Asamblea de Chuwilaʼ",
            decided_on=day_ago(76),
            acta=ContentFile(_acta(), name="acta.pdf"),
        )
        evaluate(consultation_id=consultation.pk, is_point=True)


def _acta() -> bytes:
    """Return the invented acta as a one-page PDF."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _release(design: Design, cast: Cast) -> None:
    """Ask for the first tranche, sign it twice and let it go."""
    now = timezone.now()
    tranche = design.tranches.get(number=1)
    request = money.request_release(tranche=tranche, by=cast["officer"])
    for signer in ("approver", "approver2"):
        money.approve_release(request=request, by=cast[signer], second_factor_at=now)
    money.release_tranche(request=request, by=cast["officer"])
