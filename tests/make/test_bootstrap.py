"""What makes a fresh clone able to run, and what it says where it cannot."""

import errno
import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / ".make" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    """Return the script as a module of its own, so that a test may change it."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a DATA_DIR that is not there yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


def secrets_of(data: Path) -> dict[str, str]:
    """Return the secrets by name."""
    lines = (data / "secrets.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_secrets_are_made_once_for_their_owner_alone(
    bootstrap: ModuleType,
    data: Path,
) -> None:
    bootstrap.prepare_data()
    first = secrets_of(data)
    assert first.keys() == {"SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY"}
    assert stat.S_IMODE((data / "secrets.env").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert [path.name for path in data.iterdir()] == ["secrets.env"]

    bootstrap.prepare_data()
    assert secrets_of(data) == first


def test_secrets_of_two_folders_differ(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for name in ("one", "two"):
        monkeypatch.setenv("DATA_DIR", str(tmp_path / name))
        bootstrap.prepare_data()
        found.append(secrets_of(tmp_path / name))
    assert not set(found[0].values()) & set(found[1].values())


def test_a_full_disk_is_told_and_leaves_no_half_secrets(
    bootstrap: ModuleType,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bootstrap.os, "fsync", full)
    with pytest.raises(bootstrap.Stop) as stop:
        bootstrap.prepare_data()
    spanish, english = stop.value.sentences
    assert spanish.startswith(f"El disco está lleno: no se pudo escribir en {data}.")
    assert english.startswith(f"The disk is full: could not write to {data}.")
    assert not (data / "secrets.env").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    told = subprocess.run(
        [sys.executable, SCRIPT, "demo"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DATA_DIR": str(in_the_way / "data")},
    )
    assert (told.returncode, told.stdout) == (1, "")
    spanish, english = told.stderr.splitlines()
    assert spanish.startswith(f"No se puede escribir en {in_the_way}/data")
    assert english.startswith(f"Cannot write to {in_the_way}/data")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "El disco está lleno"),
        ("Temporary failure in name resolution", "No se pudieron instalar"),
    ],
)
def test_why_packages_could_not_be_installed_is_told(
    bootstrap: ModuleType,
    capsys: pytest.CaptureFixture[str],
    said: str,
    sentence: str,
) -> None:
    with pytest.raises(bootstrap.Stop, match=sentence):
        bootstrap.stop_with_output("\n".join([*["earlier"] * 40, said]), Path("here"))
    shown = capsys.readouterr().err.splitlines()
    assert shown[-1] == said
    assert len(shown) == bootstrap.TAIL_LINES


def test_packages_are_installed_by_hash_and_only_when_they_changed(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=0, stdout="", stderr="")

    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("django==5.2 --hash=sha256:00\n")
    for _time in range(2):
        bootstrap.install(wanted)
    assert len(ran) == 1
    assert {"--require-hashes", "--no-deps"} <= set(ran[0])

    wanted.write_text("django==5.3 --hash=sha256:01\n")
    bootstrap.install(wanted)
    assert len(ran) == 2


def test_what_failed_is_not_taken_for_installed(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = SimpleNamespace(returncode=1, stdout="", stderr="no network")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_a, **_k: failed)
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("django==5.2\n")
    with pytest.raises(bootstrap.Stop):
        bootstrap.install(wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]


def test_programs_that_nobody_here_may_install_are_named_with_their_command(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "missing_programs", lambda: ["Chromium", "Poppler"])
    monkeypatch.setattr(bootstrap, "apt_get", lambda: None)
    with pytest.raises(bootstrap.Stop) as stop:
        bootstrap.prepare_programs()
    for sentence in stop.value.sentences:
        assert "Chromium, Poppler." in sentence
        assert "apt-get install chromium fonts-noto-core poppler-utils" in sentence


def test_a_python_without_venv_is_told_which_package_brings_it(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "venv_works", lambda: False)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(bootstrap.Stop, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.make_venv()
