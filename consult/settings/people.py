"""Sign-in: username or e-mail, second factor for staff roles."""

AUTH_USER_MODEL = "accounts.User"

AUTHENTICATION_BACKENDS = [
    "consult.accounts.backends.RoleBackend",
    "consult.accounts.backends.SignInBackend",
]

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        ),
    },
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:desk"
LOGOUT_REDIRECT_URL = "web:home"

ACCOUNT_ADAPTER = "consult.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "consult.accounts.forms.SignInForm",
    "change_password": "consult.accounts.forms.PasswordForm",
    "reauthenticate": "consult.accounts.forms.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Guessing is slowed by account name. A village shares one address, so nothing counts by
# address, and the adapter never gives one: what says "ip" counts everybody together.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "10/10m/key",
}

MFA_ADAPTER = "consult.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "consult.accounts.forms.CodeForm",
    "reauthenticate": "consult.accounts.forms.FreshCodeForm",
    "activate_totp": "consult.accounts.forms.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The clock of a cheap phone may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Consult"
# How old a second factor may be, in seconds, for an approval or an override.
SECOND_FACTOR_MAX_AGE_SECONDS = 10 * 60

# What waits for somebody on their desk: dotted paths of functions that take a User and
# return a list of `consult.accounts.desk.Card`. Every room adds its own.
DESK_CARDS = [
    "consult.accounts.desk_cards.waiting",
    "consult.consultations.desk_cards.waiting",
    "consult.feedback.desk_cards.waiting",
    "consult.review.desk_cards.waiting",
    "consult.languages.desk_cards.waiting",
    "consult.reports.desk_cards.waiting",
    "consult.release.desk_cards.waiting",
]

# How long a card works, in days, and the longest anybody may ask for.
INVITATION_DAYS = 30
INVITATION_MAX_DAYS = 90
