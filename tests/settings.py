"""Consult's settings with fixed secrets, for tests and type checks."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-and-never-anywhere-else-0123456789")
os.environ.setdefault("FIELD_KEYS", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("RECEIPT_KEY", "only-for-tests")
os.environ.setdefault("PLAIN_STATIC", "true")

# One folder a run, one folder in it for each of pytest's processes. Named here because
# settings are read before any fixture; made, and removed again, by conftest.py. The
# workers that tests start inherit the names and find the same place.
os.environ.setdefault(
    "CONSULT_TEST_DIR",
    str(Path(tempfile.gettempdir()) / f"consult-tests-{os.getpid()}"),
)
_place = Path(os.environ["CONSULT_TEST_DIR"]) / os.environ.get(
    "PYTEST_XDIST_WORKER",
    "main",
)
os.environ["DATA_DIR"] = str(_place)
os.environ["CELERY_BROKER_URL"] = f"redis+socket://{_place / 'broker.sock'}"

from consult.settings import *
from consult.settings import DATABASES

ALLOWED_HOSTS = ["*"]
# A machine that runs tests does much else: what is too slow there is not hostile.
UPLOAD_OPENING_SECONDS = 60.0
# Argon2 is slow on purpose; tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: live servers and workers open it too. What a power cut would
    # lose is no loss here.
    DATABASES["default"]["TEST"] = {"NAME": str(_place / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# A worker that a test starts is told here which database that test has.
if _database := os.environ.get("CONSULT_TEST_DATABASE"):
    DATABASES["default"]["NAME"] = _database
