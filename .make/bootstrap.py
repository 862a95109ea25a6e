"""Make a fresh clone able to run: environment, packages, secrets, system programs.

Runs before any package is installed, so it uses the standard library only:

    python3 .make/bootstrap.py demo    .venv, requirements.txt, DATA_DIR, secrets
    python3 .make/bootstrap.py test    .venv, tests/requirements.txt, system programs
    python3 .make/bootstrap.py fast    .venv, tests/requirements.txt

Whatever stops it is said in one sentence, in Spanish and in English.
"""

import base64
import errno
import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "tests" / "requirements.txt"
TAIL_LINES = 15

# Commands that mean the program is there, and the Debian packages that bring it.
# Chromium that never has a window takes much less of the machine.
HEADLESS = "chromium-headless-shell"
CHROMIUM = (HEADLESS, "chromium", "chromium-browser", "google-chrome")
APT_PACKAGES = {
    "Chromium": ["chromium", "fonts-noto-core"],
    "PostgreSQL": ["postgresql"],
    "Poppler": ["poppler-utils"],
}


class Stop(Exception):
    """Nothing more can be done; the sentence says why, in both languages."""

    def __init__(self, spanish: str, english: str) -> None:
        super().__init__(spanish)
        self.sentences = (spanish, english)


def say(spanish: str, english: str) -> None:
    """Tell the person at the terminal, Spanish first."""
    print(f"{spanish}\n{english}", flush=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a disk answers into a sentence about `path`."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Stop(
                f"El disco está lleno: no se pudo escribir en {path}. "
                "Libere espacio y vuelva a intentarlo.",
                f"The disk is full: could not write to {path}. "
                "Free some space and try again.",
            ) from error
        raise Stop(
            f"No se puede escribir en {path} ({error.strerror}). "
            "Elija otra carpeta o cambie sus permisos.",
            f"Cannot write to {path} ({error.strerror}). "
            "Choose another folder or change its permissions.",
        ) from error


# --- environment and packages --------------------------------------------------------


def digest(requirements: Path) -> str:
    """Name what an installation of these requirements is made of."""
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def venv_works() -> bool:
    """Say whether .venv holds a Python that is new enough and has pip."""
    if not VENV_PYTHON.exists():
        return False
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([VENV_PYTHON, "-c", probe], check=False).returncode == 0


def make_venv() -> None:
    """Create .venv unless a working one stands there."""
    if venv_works():
        return
    missing = [
        name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None
    ]
    if missing:
        package = f"python3.{sys.version_info.minor}-venv"
        raise Stop(
            f"A este Python le falta el módulo {missing[0]}. En Debian o Ubuntu: "
            f"sudo apt-get install {package}",
            f"This Python lacks the module {missing[0]}. On Debian or Ubuntu: "
            f"sudo apt-get install {package}",
        )
    say("Creando el entorno en .venv …", "Creating the environment in .venv …")
    with explained(VENV):
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", VENV],
            check=False,
            capture_output=True,
            text=True,
        )
    if made.returncode:
        stop_with_output(made.stdout + made.stderr, VENV)


def stop_with_output(output: str, path: Path) -> NoReturn:
    """Show the end of what a tool said, and the sentence that explains it."""
    print("\n".join(output.strip().splitlines()[-TAIL_LINES:]), file=sys.stderr)
    with explained(path):
        if os.strerror(errno.ENOSPC) in output:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise Stop(
        "No se pudieron instalar los paquetes; arriba está lo último que se dijo. "
        "Revise la conexión y vuelva a intentarlo.",
        "The packages could not be installed; the last words are above. "
        "Check the connection and try again.",
    )


def install(requirements: Path) -> None:
    """Install exactly these packages, checked by hash, unless that was done before."""
    name = "-".join(requirements.relative_to(ROOT).parts)
    stamp = VENV / f".installed-{name}"
    wanted = digest(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(
        f"Instalando los paquetes de {requirements.relative_to(ROOT)} "
        "(una sola vez; tarda uno o dos minutos) …",
        f"Installing the packages of {requirements.relative_to(ROOT)} "
        "(once; it takes a minute or two) …",
    )
    # The file names every package there is to install: nothing is left to choose, and
    # a version published today changes nothing.
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--disable-pip-version-check", "--no-input"]
    command += ["-r", str(requirements)]
    pip = subprocess.run(command, check=False, capture_output=True, text=True)
    if pip.returncode:
        stop_with_output(pip.stdout + pip.stderr, VENV)
    stamp.write_text(wanted)


def prepare_packages(requirements: Path) -> None:
    """Make .venv and fill it; one run at a time."""
    with explained(ROOT):
        lock = (ROOT / ".make" / ".lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    with lock:
        make_venv()
        with explained(VENV):
            install(requirements)


# --- data and secrets ----------------------------------------------------------------


def prepare_data() -> None:
    """Make DATA_DIR and, once, the secrets that live beside the data.

    The file is readable by its owner alone. Losing FIELD_KEYS loses every free text;
    losing RECEIPT_KEY makes every receipt useless.
    """
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    path = data / "secrets.env"
    with explained(data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            with path.open():
                return
        field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        content = (
            "# Made once for this folder. Keep a copy apart from the data.\n"
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"FIELD_KEYS={field_key}\n"
            f"RECEIPT_KEY={secrets.token_urlsafe(32)}\n"
        )
        # Written aside and renamed: half a file of secrets would be worse than none.
        aside = data / f".secrets-{os.getpid()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)


# --- programs of the system ----------------------------------------------------------


def missing_programs() -> list[str]:
    """Name the programs that tests need and this machine lacks."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    there = {
        "Chromium": any(shutil.which(name) for name in CHROMIUM),
        "PostgreSQL": bool(shutil.which("initdb")) or any(versions),
        "Poppler": bool(shutil.which("pdftoppm")),
    }
    return [name for name, found in there.items() if not found]


def apt_get() -> list[str] | None:
    """Return how packages are installed here, or None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
        if asked.returncode == 0:
            return ["sudo", "-n", "apt-get"]
    return None


def lightest(packages: list[str]) -> list[str]:
    """Return the packages with the Chromium that needs least, where there is one."""
    told = subprocess.run(
        ["apt-cache", "show", HEADLESS], check=False, capture_output=True
    )
    if told.returncode:
        return packages
    return [HEADLESS if each == "chromium" else each for each in packages]


def prepare_programs() -> None:
    """Install Chromium, PostgreSQL and Poppler from the system's packages."""
    missing = missing_programs()
    if not missing:
        return
    packages = [package for name in missing for package in APT_PACKAGES[name]]
    tool = apt_get()
    if tool:
        say(
            f"Instalando {', '.join(missing)} con apt-get …",
            f"Installing {', '.join(missing)} with apt-get …",
        )
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["install", "-y", "-q", "--no-install-recommends"]
        for step in (["update", "-q"], install):
            # What there is to install is known once the lists are new.
            names = lightest(packages) if step is install else []
            done = subprocess.run(
                [*tool, *step, *names],
                check=False,
                capture_output=True,
                text=True,
                env=environment,
            )
            if done.returncode:
                output = (done.stdout + done.stderr).strip().splitlines()
                print("\n".join(output[-TAIL_LINES:]), file=sys.stderr)
                break
        missing = missing_programs()
    if missing:
        lacking = ", ".join(missing)
        packages = [package for name in missing for package in APT_PACKAGES[name]]
        raise Stop(
            f"Faltan programas para las pruebas: {lacking}. "
            f"En Debian: sudo apt-get install {' '.join(packages)}",
            f"Programs the tests need are missing: {lacking}. "
            f"On Debian: sudo apt-get install {' '.join(packages)}",
        )


def main(purpose: str) -> None:
    """Prepare for one purpose: demo, test or fast."""
    started = time.monotonic()
    if purpose == "demo":
        prepare_data()
    prepare_packages(RUNTIME if purpose == "demo" else DEVELOPMENT)
    if purpose == "test":
        prepare_programs()
    seconds = time.monotonic() - started
    if seconds > 1:
        say(f"Preparado en {seconds:.0f} s.", f"Prepared in {seconds:.0f} s.")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Stop as stop:
        print(*stop.sentences, sep="\n", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
