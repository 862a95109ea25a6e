"""What every test may count on."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from consult.consultations.actions.outbox import _under_way
from consult.languages import published
from consult.web.launch.catalogues import compile_catalogues
from tests.services.broker import Broker
from tests.services.worker import Worker

pytest_plugins = [
    "tests.services.browser",
    "tests.services.database",
    "tests.services.phone",
    "tests.services.web",
]


def pytest_configure(config: pytest.Config) -> None:
    """Make this process's folder, and compile the catalogues once."""
    Path(settings.DATA_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    # The web server warns of a folder of static files that is not there.
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    if not hasattr(config, "workerinput"):
        compile_catalogues(settings.BASE_DIR / "locale")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second run, on another database, leave out what touches none."""
    parser.addoption(
        "--needs-database",
        action="store_true",
        help="leave out the tests that touch no database: they ran already",
    )


def pytest_collection_modifyitems(
    config: pytest.Config,
    items: list[pytest.Item],
) -> None:
    """Leave out, where asked to, what is the same on every database."""
    if not config.getoption("--needs-database"):
        return
    left_out = [item for item in items if not _touches_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _touches_database(item)]


def _touches_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return bool(asked & {"db", "transactional_db", "live_server"}) or any(
        item.get_closest_marker(name) for name in ("django_db", "broker", "postgres")
    )


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what stays until the end.

    What was imported and collected is half a gigabyte of objects; looking through it
    again and again took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder of the whole run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["CONSULT_TEST_DIR"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def broker() -> Iterator[Broker]:
    """Run a real broker: what a test sends waits there, and reaches nobody else."""
    broker = Broker(Path(settings.DATA_DIR) / "broker.sock")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Forget what the test before put in the cache, and the language it spoke."""
    yield
    cache.clear()
    published.forget()
    # Another test's consultation may have the same number.
    _under_way.clear()
    translation.deactivate()


@pytest.fixture
def start_worker(
    broker: Broker,
    transactional_db: None,
) -> Iterator[Callable[[], Worker]]:
    """Give a function that starts a real worker on this test's database."""
    broker.empty()
    workers: list[Worker] = []

    def start() -> Worker:
        worker = Worker()
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.kill()
    broker.empty()
