"""Every file that wishes us ill is refused with a sentence, soon and in little room."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.hostile import ACTAS, VOICES

# Runs what takes the uploads, in a process of its own whose use is then measured.
_TRIAL = """
import json, os, resource, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.core.files.base import ContentFile
from consult.consultations import acta
from consult.voice import decoding
from projects.refusals import Refusal

def used():
    own, others = (resource.getrusage(who) for who in
                   (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum((own.ru_utime, own.ru_stime, others.ru_utime, others.ru_stime))

said = {}
for path in sorted(os.scandir(sys.argv[1]), key=lambda each: each.name):
    raw = open(path.path, "rb").read()
    before = used()
    try:
        if path.name.startswith("voice"):
            decoding.decoded(raw)
        else:
            acta.decoded(ContentFile(raw, name="x"))
        sentence = ""
    except Refusal as refusal:
        sentence = str(refusal)
    said[path.name] = [sentence, used() - before]
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"said": said, "children_kib": children}))
"""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("hostile")
    for kind, files in (("voice", VOICES), ("acta", ACTAS)):
        for number, make in enumerate(files.values()):
            (folder / f"{kind}-{number:02}").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL, str(folder)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


def names(kind: str, files: object) -> dict[str, str]:
    assert isinstance(files, dict)
    return {f"{kind}-{number:02}": name for number, name in enumerate(files)}


def test_there_are_enough_of_them() -> None:
    assert len(VOICES) >= 40
    assert len(ACTAS) >= 20


def test_each_is_refused_with_a_sentence(trial: dict[str, object]) -> None:
    said = trial["said"]
    assert isinstance(said, dict)
    called = names("voice", VOICES) | names("acta", ACTAS)

    # What is not refused is named by what it is.
    assert [
        called[each] for each, (sentence, _used) in said.items() if not sentence
    ] == []
    assert all(sentence.endswith(".") for sentence, _used in said.values())


def test_none_takes_ten_seconds_or_256_mebibytes(trial: dict[str, object]) -> None:
    said = trial["said"]
    assert isinstance(said, dict)
    called = names("voice", VOICES) | names("acta", ACTAS)
    # Of processor time: what the clock shows on a machine that does nothing else.
    slow = {called[each]: used for each, (_sentence, used) in said.items() if used > 10}

    assert slow == {}
    assert trial["children_kib"] <= 256 * 1024  # type: ignore[operator]


def test_the_decoder_can_open_no_file_once_it_has_the_clip() -> None:
    script = Path(settings.BASE_DIR) / "consult" / "voice" / "decoder.py"
    inside = (
        "import runpy, sys; found = runpy.run_path(sys.argv[1]); "
        "found['_shut_in'](); open(sys.argv[1])"
    )

    tried = subprocess.run(
        [sys.executable, "-c", inside, str(script)],
        capture_output=True,
        check=False,
        text=True,
    )

    assert "OSError: [Errno 24] Too many open files" in tried.stderr
