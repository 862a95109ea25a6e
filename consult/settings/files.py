"""Static files, uploads, and where each is kept."""

from urllib.parse import unquote, urlsplit

from consult.settings.environment import BASE_DIR, DATA_DIR, DEBUG, env

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
# Uploads are never served by address: a view checks who asks.
MEDIA_URL = ""
WHITENOISE_MAX_AGE = 0 if DEBUG else 365 * 24 * 3600

_statics = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if env.bool("PLAIN_STATIC", default=DEBUG)
    else "consult.web.lean.LeanStorage"
)


def _uploads(url: str) -> dict[str, object]:
    """Return the storage of uploads: `s3://key:secret@host/bucket`, or local files."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    scheme = "http" if parts.scheme == "s3+http" else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{parts.hostname}{port}",
            "default_acl": "private",
            "file_overwrite": False,
        },
    }


STORAGES = {
    "default": _uploads(env.str("STORAGE_URL", default="")),
    "staticfiles": {"BACKEND": _statics},
}

# What one upload may weigh, in bytes.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)
# How long somebody waits, in seconds, for what they uploaded to be opened.
UPLOAD_OPENING_SECONDS = env.float("UPLOAD_OPENING_SECONDS", default=9.5)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Request lines carry addresses; errors keep the path and nothing of the visitor.
    "loggers": {"django.server": {"handlers": [], "propagate": False}},
}

FIXTURE_DIRS: list[str] = []
LOCALE_PATHS = [BASE_DIR / "locale"]
