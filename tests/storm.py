"""Kill web, worker, broker and database again and again while people use them.

    python -m tests.storm --seconds 60

Households send testimonies through the web, an officer and a leader answer and contest
a flag, and money is asked for, signed and released; meanwhile one process after the
other is killed outright and started again. At the end: every acknowledged testimony is
there once and counted once, no release passed an open flag, and the chain verifies.
Prints figures; the exit code is 1 if anything is not so.
"""

import argparse
import os
import random
import shutil
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from itertools import cycle
from pathlib import Path

import django

from tests.figures import note
from tests.services.postgres import Cluster, kept_cluster

ROOT = Path(__file__).resolve().parent.parent
SUBMITTERS = 3
TRANCHES = 60
TOLD = 5
PAUSE_SECONDS = 1.0
CALM_SECONDS = 60.0
SETTLE_SECONDS = 30.0


def main(seconds: float) -> int:
    """Let the storm blow for some seconds; return 1 if it broke anything."""
    folder = Path(tempfile.mkdtemp(prefix="consult-storm-"))
    try:
        # What was acknowledged must be on its way to the disk: the default of Postgres.
        with kept_cluster(synchronous_commit="on") as cluster:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="tests.settings",
                DATABASE_URL=cluster.url,
                CONSULT_TEST_DIR=str(folder),
                LOG_LEVEL="ERROR",
            )
            # Started by a test, it is none of pytest's processes.
            os.environ.pop("PYTEST_XDIST_WORKER", None)
            (folder / "main").mkdir()
            create_database(cluster)
            django.setup()
            return run(cluster, folder / "main", seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(cluster: Cluster) -> None:
    """Make the empty database that the settings name."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(
        host=str(cluster.folder),
        user="consult",
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute("CREATE DATABASE consult")


def run(cluster: Cluster, folder: Path, seconds: float) -> int:
    """Build the world, start everything, let it blow, and judge."""
    from django.core.management import call_command  # noqa: PLC0415

    from tests.blown import House, Judge, People  # noqa: PLC0415 - after setup

    call_command("migrate", verbosity=0)
    people = People(TRANCHES)
    with closing(House(cluster, folder, free_port())) as house:
        house.start()
        people.go(house.port)
        for name in cycle(("web", "worker", "postmaster", "broker")):
            time.sleep(random.uniform(0.5, 1.5) * PAUSE_SECONDS)
            if people.seconds > seconds:
                break
            house.kill_and_start(name)
        people.calm_down(CALM_SECONDS)
        people.stop()
        judge = Judge(people)
        judge.settle(SETTLE_SECONDS)
        faults = judge.faults()
    counted = Counter(people.figures + house.killed)
    for name, count in sorted(counted.items()):
        print(f"{count:8,} {name}")
    note("a storm", {**counted, "faults": len(faults)})
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"{'FAILED' if faults else 'ok'} after {people.seconds:.0f} s")
    return 1 if faults else 0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="tests.storm")
    asked.add_argument("--seconds", type=float, default=60.0)
    sys.exit(main(asked.parse_args().seconds))
