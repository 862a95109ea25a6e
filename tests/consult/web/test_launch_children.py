import os
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from consult.web.launch.children import Child, stop_all

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
# Takes its time to end, and says whether the broker was still there.
WITNESS = """
import os, signal, sys, time
def end(*_):
    time.sleep(0.3)
    os.kill({pid}, 0)
    os.write(1, b"broker is there\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
# In one piece: whoever reads "up" may stop this before a newline of its own is out.
os.write(1, b"up\\n")
time.sleep(60)
"""
LAUNCHER = """
import os, sys, time
from pathlib import Path
from consult.web.launch.children import Child
made = Child("x", (sys.executable, "-c", "import time; time.sleep(60)"), Path("x.log"))
made.start(env=dict(os.environ), cwd=Path())
print(made.process.pid, flush=True)
time.sleep(60)
"""
SPEAKING = "for i in range(40): print('line', i)"
FULL = "print('OSError: No space left on device'); raise SystemExit(1)"


def child(tmp_path: Path, code: str, name: str = "worker") -> Child:
    made = Child(name, (sys.executable, "-c", code), tmp_path / f"{name}.log")
    made.start(env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}, cwd=tmp_path)
    return made


def wait_for_log(made: Child) -> str:
    deadline = time.monotonic() + 10
    while not (text := made.tail()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return text


def is_gone(pid: int) -> bool:
    """Say whether a process ended; one that only waits to be counted has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_a_child_that_will_not_stop_is_killed_with_all_it_started(
    tmp_path: Path,
) -> None:
    stubborn = child(tmp_path, STUBBORN)
    grandchild = int(wait_for_log(stubborn))

    stop_all([stubborn], seconds=0.2)

    assert not stubborn.runs
    deadline = time.monotonic() + 5
    while not is_gone(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_is_stopped_when_the_others_have_ended(tmp_path: Path) -> None:
    broker = child(tmp_path, "import time; time.sleep(60)", "broker")
    assert broker.process
    worker = child(tmp_path, WITNESS.format(pid=broker.process.pid), "worker")
    assert wait_for_log(worker) == "up"

    stop_all([broker, worker])

    assert worker.tail().splitlines() == ["up", "broker is there"]
    assert not broker.runs
    assert not worker.runs


def test_the_end_of_the_log_says_why_a_child_ended(tmp_path: Path) -> None:
    spoken = child(tmp_path, SPEAKING)
    spoken.wait(until=time.monotonic() + 10)

    tail, _blank, spanish, english = str(spoken.failure()).rsplit("\n", 3)

    assert tail.splitlines() == [f"line {i}" for i in range(25, 40)]
    assert spanish.startswith("El proceso «worker» terminó de pronto;")
    assert english == "The process “worker” ended; above is the end of its log."


def test_a_full_disk_is_called_a_full_disk(tmp_path: Path) -> None:
    full = child(tmp_path, FULL)
    full.wait(until=time.monotonic() + 10)

    assert str(full.failure()).startswith("El disco está lleno: ")


def test_the_log_of_the_run_before_is_kept(tmp_path: Path) -> None:
    for word in ("first", "second"):
        said = child(tmp_path, f"print('{word}')")
        said.wait(until=time.monotonic() + 10)

    assert said.log.read_text() == "second\n"
    assert said.log.with_suffix(".log.1").read_text() == "first\n"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone can promise this")
def test_children_do_not_outlive_a_launcher_that_is_killed(tmp_path: Path) -> None:
    launcher = child(tmp_path, LAUNCHER)
    grandchild = int(wait_for_log(launcher))
    assert launcher.process

    launcher.process.kill()
    launcher.process.wait()

    deadline = time.monotonic() + 5
    while not is_gone(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.01)
