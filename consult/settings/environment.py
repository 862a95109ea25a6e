"""Where the settings are read from: the environment, then DATA_DIR/secrets.env."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "data").resolve()

# Variables that are already set win: the file only fills what is missing.
if (DATA_DIR / "secrets.env").is_file():
    env.read_env(str(DATA_DIR / "secrets.env"), overwrite=False)


def required(name: str, remedy: str) -> str:
    """Return the variable, or refuse to start and say how to mend it.

    Raises:
        ImproperlyConfigured: the variable is missing or empty.

    """
    value = str(env.str(name, default=""))
    if not value:
        message = f"{name} is not set. {remedy}"
        raise ImproperlyConfigured(message)
    return value


DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = required(
    "SECRET_KEY",
    "Run `make demo`, which writes one to DATA_DIR/secrets.env, or set it yourself.",
)

__all__ = ["BASE_DIR", "DATA_DIR", "DEBUG", "SECRET_KEY"]
