"""Who is out in the storm: the house, its people, and who judges afterwards."""

import http.client
import json
import os
import signal
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import Sum

from consult.accounts.enums import RoleCode
from consult.audit.chain import verify
from consult.audit.models import Event
from consult.consultations.models import EvidenceChange
from consult.feedback.models import Tally, Testimony
from consult.feedback.vocabulary import EVERYBODY
from consult.mismatch.models import Flag
from consult.mismatch.tasks import sweep_evaluations
from consult.release.actions import release_tranche
from consult.release.gate import standing_request
from consult.release.models import Release
from consult.review.actions import contest_resolution, resolve_flag
from consult.web.launch.children import Child
from projects.models import Tranche
from projects.refusals import Refusal
from tests.factories.consultations import make_user
from tests.factories.release import ask_for, let_answer, make_world, sign
from tests.services.broker import Broker
from tests.services.postgres import Cluster

SUBMITTERS = 3
TOLD = 5
OK = 200
START_TRIES = 60


class House:
    """Web, worker, broker and database, each of which can be killed."""

    def __init__(self, cluster: Cluster, folder: Path, port: int) -> None:
        self.cluster = cluster
        self.port = port
        self.killed: Counter[str] = Counter()
        self.broker = Broker(folder / "broker.sock")
        self.web = Child(
            "web",
            (
                *(sys.executable, "-m", "gunicorn", "consult.wsgi:application"),
                *("--bind", f"127.0.0.1:{port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--workers", "1", "--threads", "4"),
            ),
            folder / "web.log",
        )
        self.worker = Child(
            "worker",
            (
                *(sys.executable, "-m", "celery", "-A", "consult.celery", "worker"),
                *("--concurrency", "1", "--without-mingle", "--without-gossip"),
            ),
            folder / "worker.log",
        )

    def start(self) -> None:
        """Start everything but the database, which runs already."""
        self.broker.start()
        for child in (self.web, self.worker):
            child.start(env=os.environ, cwd=settings.BASE_DIR)

    def kill_and_start(self, name: str) -> None:
        """Kill one of them outright and start it again."""
        self.killed[f"kill -9 of the {name}"] += 1
        if name == "postmaster":
            self.cluster.kill_postmaster()
            self._start_database()
        elif name == "broker":
            if self.broker.child is not None:
                kill(self.broker.child)
            self.broker.socket.unlink(missing_ok=True)
            self.broker.start()
        else:
            child = self.web if name == "web" else self.worker
            kill(child)
            child.start(env=os.environ, cwd=settings.BASE_DIR)

    def _start_database(self) -> None:
        for _try in range(START_TRIES):
            try:
                self.cluster.start()
            except RuntimeError:
                # Children of the one that was killed still hold its memory.
                time.sleep(0.2)
            else:
                return
        raise RuntimeError("The database does not come back.")

    def close(self) -> None:
        """End everything."""
        kill(self.web)
        kill(self.worker)
        self.broker.stop()


def kill(child: Child) -> None:
    """Kill a process and whatever it started."""
    if child.process is not None and child.runs:
        os.killpg(child.process.pid, signal.SIGKILL)
    child.wait(until=time.monotonic())


class People:
    """Those who answer, contest, resolve, sign and release, each in a thread."""

    def __init__(self, tranches: int) -> None:
        self.world = make_world(tranches=tranches, closed=False)
        place = self.world.consultation.community.place
        self.leader = make_user(RoleCode.COMMUNITY_LEADER, place=place)
        self.before = Testimony.objects.count()
        pattern = let_answer(self.world)
        self.answers, self.before = pattern.answers, self.before + 1
        self.figures: Counter[str] = Counter()
        self.acknowledged: set[uuid.UUID] = set()
        self.sent: set[uuid.UUID] = set()
        self.released: set[int] = set()
        self.calm = threading.Event()
        self.over = threading.Event()
        self.began = time.monotonic()
        self.threads: list[threading.Thread] = []

    @property
    def seconds(self) -> float:
        """Return how long the storm has blown."""
        return time.monotonic() - self.began

    def go(self, port: int) -> None:
        """Let everybody begin."""
        self.began = time.monotonic()
        self.threads = [
            *(
                threading.Thread(target=self._submit, args=(port,), daemon=True)
                for _ in range(SUBMITTERS)
            ),
            threading.Thread(target=self._again, args=(self._release,), daemon=True),
            threading.Thread(target=self._again, args=(self._argue,), daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def calm_down(self, seconds: float) -> None:
        """Let nobody answer or contest any more until the money went, at most so long.

        Every answer that changes a flag voids the signatures: on a slow machine nobody
        may come to sign and release between two of them.
        """
        self.calm.set()
        until = time.monotonic() + seconds
        while not self.released and time.monotonic() < until:
            time.sleep(0.1)

    def stop(self) -> None:
        """Let everybody finish what they have in hand."""
        self.calm.set()
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=60)
            if thread.is_alive():
                raise RuntimeError("Somebody never came back from the storm.")

    def _submit(self, port: int) -> None:
        while not self.calm.is_set():
            key = uuid.uuid4()
            self.sent.add(key)
            # A phone sends the same again until it is told that it arrived.
            while not self._acknowledged(port, key):
                self.figures["submissions cut off"] += 1
                time.sleep(0.1)
            self.acknowledged.add(key)
            self.figures["testimonies acknowledged"] += 1
            time.sleep(0.02)

    def _acknowledged(self, port: int, key: uuid.UUID) -> bool:
        # The first households were told what to answer: there is a flag to argue about.
        told = len(self.sent) <= TOLD
        body = {
            "consultation": self.world.consultation.code,
            "uuid": str(key),
            "answers": {
                **self.answers,
                "told_what_to_answer": ["yes" if told else "no"],
            },
        }
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            client.request(
                "POST",
                "/api/v1/testimonies",
                json.dumps(body),
                {"Content-Type": "application/json"},
            )
            status = client.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()
        return status == OK

    def _again(self, act: Callable[[], None]) -> None:
        while not self.over.is_set():
            try:
                act()
            except (DatabaseError, InterfaceError):
                self.figures["transactions cut off"] += 1
                connection.close()
                time.sleep(0.1)
            except Refusal:
                self.figures["acts refused"] += 1
                time.sleep(0.05)
        connections.close_all()

    def _release(self) -> None:
        gone = set(Release.objects.values_list("tranche_number", flat=True))
        tranche = (
            Tranche.objects.select_related("design__project")
            .filter(design=self.world.design)
            .exclude(number__in=gone)
            .first()
        )
        if tranche is None:
            time.sleep(0.2)
            return
        request = standing_request(tranche) or ask_for(self.world, tranche)
        for approver in self.world.approvers:
            # Who signed before the other was cut off is not asked to sign again.
            with suppress(Refusal):
                sign(request, approver)
        release = release_tranche(request=request, by=self.world.requester)
        self.released.add(release.tranche_number)
        self.figures["releases acknowledged"] += 1

    def _argue(self) -> None:
        time.sleep(0.7)
        flag = Flag.objects.blocking().filter(detector="coercion").first()
        if flag is None:
            return
        standing = flag.resolutions.standing().first()
        if standing is None:
            resolve_flag(
                flag=flag,
                by=self.world.officer,
                kind="mistaken",
                reason="Se preguntó otra vez.",
            )
            self.figures["flags answered"] += 1
            time.sleep(0.8)
        elif not self.calm.is_set():
            contest_resolution(
                resolution=standing,
                by=self.leader,
                reason="No es cierto.",
            )
            self.figures["answers contested"] += 1


class Judge:
    """Looks at what is left."""

    def __init__(self, people: People) -> None:
        self.people = people

    def settle(self, seconds: float) -> None:
        """Wait until all evidence is evaluated: by the worker, or by the sweeper."""
        connection.close()
        deadline = time.monotonic() + seconds
        while EvidenceChange.objects.exists() and time.monotonic() < deadline:
            sweep_evaluations()
            time.sleep(0.1)

    def faults(self) -> list[str]:
        """Return everything that is not as it must be."""
        return [
            sentence
            for holds, sentence in (
                (self._none_lost(), "an acknowledged testimony is lost"),
                (self._counted_once(), "the counters do not say what is stored"),
                (self._releases_kept(), "an acknowledged release is lost"),
                (self._legal(), "a release passed an open flag"),
                (not EvidenceChange.objects.exists(), "evidence was never evaluated"),
                (verify().holds, "the chain does not verify"),
                (bool(self.people.released), "nothing was ever released"),
            )
            if not holds
        ]

    def _none_lost(self) -> bool:
        stored = set(Testimony.objects.values_list("pk", flat=True))
        return (
            stored >= self.people.acknowledged
            and len(stored - self.people.sent) == self.people.before
        )

    def _counted_once(self) -> bool:
        if Testimony.objects.counted().filter(in_tally=False).exists():
            return False
        counted = Tally.objects.filter(
            consultation=self.people.world.consultation,
            question="told_what_to_answer",
            group=EVERYBODY,
        ).aggregate(all=Sum("count"))["all"]
        return bool(counted == Testimony.objects.counted().count())

    def _releases_kept(self) -> bool:
        kept = list(Release.objects.values_list("tranche_number", flat=True))
        return len(kept) == len(set(kept)) and set(kept) >= self.people.released

    def _legal(self) -> bool:
        """Read the chain from its beginning, as an auditor would."""
        still_open: set[int] = set()
        for event in Event.objects.order_by("sequence"):
            said = event.public
            if event.verb in {"flag.raised", "flag.graver"}:
                if said["severity"] == "block":
                    still_open.add(int(event.object_ref.partition(":")[2]))
            elif event.verb == "flag.contested":
                still_open.add(said["flag"])
            elif event.verb == "flag.resolved":
                still_open.discard(said["flag"])
            elif event.verb == "release.released":
                self.people.figures["releases in the chain"] += 1
                if still_open or len(set(said["persons"])) < 2:
                    return False
        return True
