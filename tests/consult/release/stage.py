"""One project and everybody who could want its money, for the gate's state machine."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from consult.accounts.actions import grant_role
from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.consultations.actions import open_consultation
from consult.consultations.models import Consultation
from projects.actions import publish_design, start_design
from projects.models import Design, Organisation, Tranche
from tests.consult.release.oracle import ANSWERS_NEEDED, Hearing, Oracle, Plan
from tests.factories.consultations import (
    days_ago,
    hold_round,
    make_organisation,
    make_user,
)
from tests.factories.overrides import make_outsider
from tests.factories.release import World, let_answer, make_approver, make_world

# Days from today: below zero is the past.
FIRST_DECISION = -30
WORK_BEGINS = 30
HEARD = 16


class Stage:
    """A project that was consulted on, its people by name, and what the oracle knows.

    Built once for all runs; each run works in a transaction that is undone.
    """

    def __init__(self) -> None:
        self.world = make_world(closed=False, decided_days_ago=-FIRST_DECISION)
        project = self.world.design.project
        self.community = self.world.consultation.community
        self.organisations: dict[str, Organisation] = {
            "funder": project.funder,
            "publisher": project.publisher,
            "implementer": project.implementer,
        }
        elsewhere = make_organisation()
        users = {
            "officer": self.world.officer,
            "author": self.world.requester,
            "ana": self.world.approvers[0],
            "beto": self.world.approvers[1],
            "carla": make_approver(project.funder),
            "double": make_user(RoleCode.PROJECT_OFFICER, organisation=project.funder),
            "builder": make_approver(project.funder),
            "stranger": make_approver(elsewhere),
            "leader": make_user(
                RoleCode.COMMUNITY_LEADER,
                place=self.community.place,
                second_factor=False,
            ),
            "admin": make_user(RoleCode.ADMINISTRATOR),
            "ines": make_outsider(),
            "oscar": make_outsider(),
        }
        self._keys = {name: user.pk for name, user in users.items()}
        for name, role, whose in (
            ("double", RoleCode.RELEASE_APPROVER, "funder"),
            ("builder", RoleCode.DESIGN_AUTHOR, "implementer"),
        ):
            grant_role(
                by=None,
                user=users[name],
                role=role,
                organisation=self.organisations[whose],
            )

    @property
    def names(self) -> list[str]:
        """Return everybody's name."""
        return list(self._keys)

    def user(self, name: str) -> User:
        """Return an account as it is in the database now, its roles unread."""
        return User.objects.get(pk=self._keys[name])

    def oracle(self) -> Oracle:
        """Return what is known at the beginning of every run."""
        begins = {1: WORK_BEGINS, 2: WORK_BEGINS}
        hearing = Hearing(answers=HEARD, decision="consent", day=FIRST_DECISION)
        whose: dict[int | None, str] = {
            each.pk: name for name, each in self.organisations.items()
        }
        standing = RoleAssignment.objects.standing().filter(
            user__in=self._keys.values(),
        )
        names = {pk: name for name, pk in self._keys.items()}
        return Oracle(
            roles={
                (
                    names[each.user_id],
                    each.role,
                    whose.get(each.organisation_id or 0, ""),
                )
                for each in standing
                if each.organisation_id is None or each.organisation_id in whose
            },
            plans=[Plan(begins, hearing)],
            epoch=self.epoch(),
        )

    def first(self) -> World:
        """Return the first consultation, as every run finds it."""
        found = Consultation.objects.select_related("design__project").get(
            pk=self.world.consultation.pk,
        )
        return replace(self.world, design=found.design, consultation=found)

    def epoch(self) -> int:
        """Return the project's gate epoch."""
        project = self.world.design.project
        project.refresh_from_db(fields=["gate_epoch"])
        return project.gate_epoch

    def revise(self, who: str, *, late: bool) -> Design:
        """Publish a design of the same content; `late`: its second part has begun."""
        by = self.user(who)
        design = start_design(by=by, project=self.world.design.project)
        today = timezone.localdate()
        # What the factory's design leaves out; a draft may still change.
        Design.objects.filter(pk=design.pk).update(
            beneficiaries_es="Las familias de la aldea.",
            upkeep_es="El comité de agua.",
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=90),
            households_targeted=20,
        )
        if late:
            Tranche.objects.filter(design=design, number=2).update(
                first_activity_on=today + timedelta(days=FIRST_DECISION),
            )
        return publish_design(by=by, design=design)

    def consult(self, who: str, design: Design, *, early: bool) -> World:
        """Put a design to the community; `early`: the promised days have not passed."""
        by = self.user(who)
        consultation = open_consultation(
            by=by,
            design=design,
            community=self.community,
            announced_on=timezone.localdate(),
        )
        opened = 10 if early else 100
        # Time is what a test cannot wait for.
        Consultation.objects.filter(pk=consultation.pk).update(
            announced_on=days_ago(opened + 40),
            opened_at=timezone.now() - timedelta(days=opened),
        )
        consultation = Consultation.objects.get(pk=consultation.pk)
        for days, promoter_present in ((9, True), (8, False), (7, True)):
            hold_round(
                consultation,
                days=opened - 10 + days,
                by=by,
                promoter_present=promoter_present,
                attendance={("female", "30-59"): 12, ("male", "30-59"): 9},
            )
        heard = replace(self.world, design=design, consultation=consultation)
        heard.testimonies = [let_answer(heard) for _ in range(ANSWERS_NEEDED)]
        return heard
