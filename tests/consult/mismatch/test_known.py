"""What an author is told of a community before anybody is asked about the design."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from consult.accounts.models import User
from consult.communities.models import Community, Condition
from consult.communities.policies import MINIMUM_CELL
from consult.consultations.models import Consultation
from consult.feedback.actions import tally_testimonies
from consult.mismatch.known import Counted, known_conditions, shown_below
from projects import actions
from projects.comparing import compare
from projects.content import content_hash
from projects.known import TakenForGranted, taken_for_granted
from projects.models import Assumption, Design
from projects.policies import PublicationRefused
from projects.queries.public import public_design
from projects.refusals import Refusal
from tests.factories.communities import make_community
from tests.factories.consultations import make_consultation
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.projects import (
    level,
    make_author,
    make_ready,
    make_standards,
)

WATER = TakenForGranted(ladder="water", minimum_rank=2)
AS_OF = date(2026, 3, 14)
REASON = "La municipalidad puso chorros después de esa encuesta."


@pytest.fixture(autouse=True)
def _in_spanish() -> None:
    translation.activate("es")


@pytest.fixture
def author(db: None) -> User:
    """Give an author, and the few standard rows that designs need."""
    make_standards()
    return make_author()


@pytest.fixture
def design(author: User) -> Design:
    """Give a draft of irrigation in one place that waits to be published."""
    return make_ready(author)


@pytest.fixture
def community(design: Design) -> Community:
    """Give the people of the draft's place."""
    community = make_community(place=design.places.get())
    community.place.name = "Chuwilaʼ"
    community.place.save()
    return community


def know(community: Community, *, asked: int = 88, **households: int) -> None:
    """Write down a survey of the water ladder, by codes of steps."""
    for code, count in households.items():
        Condition.objects.create(
            community=community,
            ladder_id="water",
            level=level("water", code),
            households=count,
            asked=asked,
            source="survey",
            as_of=AS_OF,
        )


def close(consultation: Consultation) -> None:
    """Close a consultation whose testimonies were counted."""
    tally_testimonies(consultation_id=consultation.pk)
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )


def told(design: Design, wanted: TakenForGranted = WATER) -> list[tuple[str, bool]]:
    """Return what is told about one thing: each sentence, and whether it is against."""
    known = known_conditions(design.places.all(), [wanted])
    return [(str(each.sentence), each.contradicts) for each in known.get(wanted, [])]


def drinking_water(design: Design) -> Assumption:
    return Assumption.objects.select_related("minimum_level", "ladder").get(
        component__design=design,
        key="drinking_water_first",
    )


# --- What is told ---------------------------------------------------------------------


def test_a_survey_says_how_many_households_lack_it(
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)

    assert told(design) == [
        (
            (
                "En Chuwilaʼ, 71 de 88 familias no llegaban a ese peldaño (Encuesta, "
                "marzo de 2026). 71: «Peldaño no_service»."
            ),
            True,
        ),
    ]


def test_what_a_design_can_live_with_is_told_and_is_not_against_it(
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=12, basic=76)

    ((sentence, against),) = told(design)

    assert sentence.startswith("En Chuwilaʼ, 12 de 88 familias no llegaban")
    assert not against
    strict = TakenForGranted(
        ladder="water",
        minimum_rank=2,
        tolerance=Decimal("0.1"),
    )
    assert told(design, strict) == [(sentence, True)]


def test_a_consultation_speaks_once_it_is_closed_and_the_newest_source_is_heard(
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)
    earlier = make_answerable(community=community)
    for _ in range(12):
        give_testimony(earlier, answers={"living:water": ["no_service"]})
    survey = told(design)

    # Of one that is open nothing is told.
    assert "Encuesta" in survey[0][0]

    close(earlier)
    ((sentence, against),) = told(design)
    assert sentence.startswith(
        "En Chuwilaʼ, 12 de 12 familias no llegaban a ese peldaño (Consulta anterior,",
    )
    assert against


def test_a_usual_statement_is_known_from_consultations_of_the_same_row(
    design: Design,
    community: Community,
) -> None:
    flow = Assumption.objects.get(component__design=design, key="source_flow")
    earlier = make_answerable(community=community)
    for _ in range(10):
        give_testimony(earlier, answers={"assumption:source_flow": ["no"]})
    for _ in range(10):
        give_testimony(earlier, answers={"assumption:source_flow": ["yes"]})
    close(earlier)
    # Its words are the author's own there: nobody knows that they mean the same.
    assert told(design, taken_for_granted(flow)) == []

    Assumption.objects.filter(
        component__design=earlier.design,
        key="source_flow",
    ).update(prerequisite=flow.prerequisite)

    ((sentence, against),) = told(design, taken_for_granted(flow))
    assert "10 de 20 familias dijeron que no es así" in sentence
    assert against


# --- Whom it protects -----------------------------------------------------------------


def test_small_numbers_are_said_in_words(design: Design, community: Community) -> None:
    know(community, asked=40, no_service=36, basic=4)

    ((sentence, against),) = told(design)

    assert sentence == (
        "En Chuwilaʼ les falta a más familias de las que se suele aceptar (Encuesta, "
        "marzo de 2026). El número no se muestra, para no señalar a nadie."
    )
    assert against


def test_trying_one_tolerance_after_another_closes_in_on_nobody(
    design: Design,
    community: Community,
) -> None:
    know(community, asked=40, no_service=6, basic=34)

    answers = {
        tuple(
            told(
                design,
                TakenForGranted(
                    ladder="water",
                    minimum_rank=2,
                    tolerance=Decimal(share) / 1000,
                ),
            ),
        )
        for share in range(0, 501, 5)
    }

    assert len(answers) == 1


def test_what_is_hidden_is_told_up_to_where_it_may(
    design: Design,
    community: Community,
) -> None:
    know(community, asked=56, no_service=41, limited=12, basic=3)

    ((sentence, _against),) = told(design)

    assert sentence == (
        "En Chuwilaʼ, por lo menos 41 de 56 familias no llegaban a ese peldaño "
        "(Encuesta, marzo de 2026). 41: «Peldaño no_service»."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"households": 14},
        {"publication_stopped_at": AS_OF, "publication_stopped_because": "fear"},
    ],
)
def test_of_a_community_that_is_not_published_nothing_is_told(
    design: Design,
    community: Community,
    changes: dict[str, object],
) -> None:
    know(community, no_service=71)
    if "publication_stopped_at" in changes:
        changes = {**changes, "publication_stopped_at": timezone.now()}
    Community.objects.filter(pk=community.pk).update(**changes)

    assert told(design) == []


def test_of_nine_nothing_is_told(design: Design, community: Community) -> None:
    know(community, asked=9, no_service=9)

    assert told(design) == []


@given(
    counts=st.lists(st.integers(0, 60), min_size=1, max_size=6),
    unknown=st.integers(0, 30),
)
def test_no_small_count_comes_out_of_what_is_told(
    counts: list[int],
    unknown: int,
) -> None:
    asked = sum(counts) + unknown
    shown = shown_below(
        Counted(
            source="Censo",
            as_of=AS_OF,
            asked=asked,
            households=dict(enumerate(counts)),
        ),
    )
    numbers = sorted({0, asked, *shown.values()})

    assert all(
        more - less >= MINIMUM_CELL
        for less, more in pairwise(numbers)
        if asked >= MINIMUM_CELL
    )
    assert all(
        below == sum(counts[:rank]) for rank, below in shown.items() if below != asked
    )


def test_the_number_of_queries_never_grows(author: User, design: Design) -> None:
    wanted = [
        taken_for_granted(each)
        for each in Assumption.objects.filter(component__design=design)
    ]

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            known_conditions(design.places.all(), wanted)
        return len(seen)

    def one_more(community: Community) -> None:
        know(community, no_service=71)
        make_consultation(community=community, closed=True)
        design.places.add(community.place)

    one_more(make_community(place=design.places.get()))
    one = queries()
    for _ in range(2):
        one_more(make_community())

    assert queries() == one


# --- Publishing all the same ----------------------------------------------------------


def test_publishing_against_what_is_known_needs_a_reason_that_everybody_reads(
    author: User,
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)
    with pytest.raises(PublicationRefused) as refused:
        actions.publish_design(by=author, design=design)
    (obstacle,) = refused.value.obstacles
    assert obstacle.step == "assumptions"
    assert "71 de 88 familias" in str(obstacle.message)

    before = content_hash(design)
    actions.keep_despite(by=author, assumption=drinking_water(design), reason=REASON)
    assert content_hash(design) != before
    published = actions.publish_design(by=author, design=design)

    shown = public_design(published.project.slug)
    assert shown is not None
    assert [each.despite_reason for each in shown.assumptions] == [REASON, "", ""]
    page = Client().get(
        published.project.get_absolute_url(),
        headers={"accept-language": "es"},
    )
    assert REASON in page.content.decode()

    # The next version says it again, and what changes is marked.
    following = actions.start_design(by=author, project=published.project)
    assert drinking_water(following).despite_reason == REASON
    actions.keep_despite(by=author, assumption=drinking_water(following), reason="")
    (part,) = [part for part in compare(published, following) if part.changes]
    (changed,) = [row for row in part.rows if row.change != "same"]
    assert REASON.rsplit(maxsplit=1)[-1] in changed.before[-1].text


def test_dropping_it_is_as_good_as_a_reason(
    author: User,
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)
    actions.drop_assumption(
        by=author,
        assumption=drinking_water(design),
        reason="El agua para tomar viene con otro proyecto.",
    )

    assert actions.publish_design(by=author, design=design).content_hash


def test_a_reason_that_says_nothing_is_refused(author: User, design: Design) -> None:
    with pytest.raises(Refusal, match="aunque se sabe otra cosa") as refused:
        actions.keep_despite(
            by=author,
            assumption=drinking_water(design),
            reason="Porque sí.",
        )
    assert refused.value.field == "despite_reason"
    assert drinking_water(design).despite_reason == ""


def test_the_step_shows_what_is_known_and_keeps_the_reason(
    client: Client,
    author: User,
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)
    client.force_login(author, "consult.accounts.backends.SignInBackend")
    address = reverse(
        "projects:assumptions",
        args=[design.project.slug, design.number],
    )
    page = client.get(address, headers={"accept-language": "es"}).content.decode()
    assert "Lo que ya se sabe" in page
    assert "71 de 88 familias no llegaban" in page
    assumption = drinking_water(design)
    name = f"p{assumption.prerequisite_id}"
    assert page.count("-despite_reason") > 0
    assert f'name="{name}-despite_reason"' in page
    sent = {
        f"{name}-decision": "keep",
        f"{name}-minimum_level": str(assumption.minimum_level_id),
        f"{name}-severity": assumption.severity,
        f"{name}-tolerance": "20",
        f"{name}-despite_reason": REASON,
    }

    answer = client.post(address, sent, headers={"hx-request": "true"})

    assert "Guardado." in answer.content.decode()
    assert drinking_water(design).despite_reason == REASON


def test_who_does_not_write_the_design_keeps_nothing(design: Design) -> None:
    with pytest.raises(Refusal):
        actions.keep_despite(
            by=make_author(),
            assumption=drinking_water(design),
            reason=REASON,
        )


def test_months_pass_and_the_newest_survey_speaks(
    design: Design,
    community: Community,
) -> None:
    know(community, no_service=71)
    Condition.objects.create(
        community=community,
        ladder_id="water",
        level=level("water", "basic"),
        households=88,
        asked=88,
        source="census",
        as_of=AS_OF + timedelta(days=40),
    )

    ((sentence, against),) = told(design)

    assert (
        sentence == "En Chuwilaʼ, todas las familias lo tienen (Censo, abril de 2026)."
    )
    assert not against
