"""What protects people: headers, cookies, keys, the way out."""

from csp.constants import NONE, SELF

from consult.settings.environment import DATA_DIR, DEBUG, env, required

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address printed on cards and reports.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

_https = env.bool("HTTPS", default=PUBLIC_URL.startswith("https://"))
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "consult.web.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# Free text is sealed with the first key; the others still open what they sealed.
# Each is 32 bytes in URL-safe base64.
FIELD_KEYS = [
    key
    for key in required(
        "FIELD_KEYS",
        "Run `make demo`, which writes one to DATA_DIR/secrets.env, or set one or more "
        "32-byte keys in URL-safe base64, comma-separated, the newest first.",
    ).split(",")
    if key
]
# Keyed hashing of receipts and cards. Changing it makes every old receipt useless.
RECEIPT_KEY = required(
    "RECEIPT_KEY",
    "Run `make demo`, which writes one to DATA_DIR/secrets.env, or set a random text.",
)

# The keys that clearances are signed with: a file, or a JSON Web Key Set in the
# environment. Never in the database. `manage.py rotate_clearance_key` makes them.
CLEARANCE_KEYS_FILE = env.str(
    "CLEARANCE_KEYS_FILE",
    default=str(DATA_DIR / "clearance-keys.json"),
)
CLEARANCE_KEYS = env.str("CLEARANCE_KEYS", default="")
# How long a clearance may be paid on, in days (proposal).
CLEARANCE_DAYS = env.int("CLEARANCE_DAYS", default=7)

# Where a point of the audit chain is written every day, signed, one line each. It is
# worth most where whoever changes the database cannot write: a folder that is mounted
# from elsewhere, or that is copied elsewhere every day.
CHECKPOINTS_FILE = env.str(
    "CHECKPOINTS_FILE",
    default=str(DATA_DIR / "checkpoints.jws"),
)
# Who reads a signed point: the room that checks the chain knows no keys.
CHECKPOINT_READER = "consult.release.checkpoints.read"

# Hosts that may be told when a gate opens or closes, as `pay.example.org` or with a
# port; nobody else, and nobody at all by default. Addresses that are not public are
# refused whatever the name, unless their network is named here.
NOTICE_HOSTS = env.list("NOTICE_HOSTS", default=[])
NOTICE_PRIVATE_NETWORKS = env.list("NOTICE_PRIVATE_NETWORKS", default=[])

# The keys that phones without signal seal testimonies to: a file that is made when it
# is first needed, or a JSON Web Key Set in the environment. Never in the database.
SEALING_KEYS_FILE = env.str(
    "SEALING_KEYS_FILE",
    default=str(DATA_DIR / "sealing-keys.json"),
)
SEALING_KEYS = env.str("SEALING_KEYS", default="")

# Where "leave at once" goes: an ordinary page nobody wonders about.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://es.wikipedia.org/")

INTERNAL_IPS = ["127.0.0.1"] if DEBUG else []
