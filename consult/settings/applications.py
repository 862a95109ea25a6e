"""Which applications, middleware and templates make up the house."""

from consult.settings.environment import BASE_DIR

ROOT_URLCONF = "consult.urls"
WSGI_APPLICATION = "consult.wsgi.application"
ASGI_APPLICATION = "consult.asgi.application"

INSTALLED_APPS = [
    # modeltranslation patches the admin, so it comes before it.
    "modeltranslation",
    "consult.accounts.admin_config.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "csp",
    "lucide",
    "projects",
    "consult.web",
    "consult.audit",
    "consult.accounts",
    "consult.voice",
    "consult.languages",
    "consult.communities",
    "consult.consultations",
    "consult.feedback",
    "consult.offline",
    "consult.mismatch",
    "consult.review",
    "consult.release",
    "consult.reports",
    "consult.story",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "consult.web.powers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "consult.languages.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Within the one that says how long an answer is.
    "consult.web.spacing.SpacingMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consult.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Every form is drawn with the components of templates/components/.
FORM_RENDERER = "consult.web.forms.FormRenderer"

# Checks that stop a design from being published and that live in rooms above
# `projects`, which knows none of them: dotted paths of functions that take a Design
# and return a list of `projects.refusals.Obstacle`.
PUBLICATION_CHECKS = [
    "consult.languages.plain.publication_obstacles",
    "consult.mismatch.known.publication_obstacles",
]

# What is told when the evidence of a consultation changed: a task's name and not a
# function, because the rooms that change evidence do not know who evaluates it.
EVIDENCE_CHANGED_TASK = "consult.mismatch.tasks.evaluate_consultation"

# What happens in the transaction that opens a consultation, in rooms above it: dotted
# paths of actions that take `consultation` and `by`. The questions are frozen here.
CONSULTATION_OPENING_STEPS = [
    "consult.feedback.actions.freeze_questionnaire",
]

# What the page of a receipt shows below its own, from rooms above it: dotted paths of
# functions that take the request and the testimony and return a
# `projects.sections.Section`, or None for nothing.
RECEIPT_PAGE_SECTIONS = [
    "consult.release.sections.receipt_section",
    "consult.review.sections.receipt_section",
]

# What rooms above show on the page of a flag: dotted paths of functions that take a
# request and a flag and return a `projects.sections.Section`, or None.
FLAG_PAGE_SECTIONS = ["consult.release.sections.flag_section"]

# What happens in the transaction that changes what is known of a community: dotted
# paths of actions that take `community` and `by`.
COMMUNITY_CHANGED_STEPS = [
    "consult.consultations.actions.note_community_changed",
]

# What rooms above show on the page of a consultation: dotted paths of functions that
# take a request and a consultation and return a `projects.sections.Section`, or None.
CONSULTATION_PAGE_SECTIONS = [
    "consult.feedback.sections.themes_section",
    "consult.feedback.sections.consultation_section",
    "consult.feedback.sections.words_section",
    "consult.review.sections.consultation_section",
    "consult.reports.sections.consultation_section",
]

# What `projects` asks of rooms above it, and tells them, without importing any: dotted
# paths. Who wrote what goes into the audit chain; staff write with a second factor; a
# released tranche is not planned anew; a text is read for plainness; what is known of a
# place already is told to whoever takes something for granted there.
AUDIT_RECORDER = "consult.audit.actions.record"
STAFF_WRITE_CHECK = "consult.accounts.second_factor.require_enrolled"
TEXTS_CHANGED_STEP = "consult.languages.actions.settle_renderings"
RELEASED_TRANCHES = "consult.release.queries.released_amounts"
PLAIN_TEXT_READER = "consult.languages.plain.readings"
KNOWN_CONDITIONS = "consult.mismatch.known.known_conditions"
# The standard tables of those rooms, loaded with those of `projects`, in this order.
STANDARD_TABLES = [
    "consult.languages.actions.load_languages",
    "consult.consultations.actions.load_requirements",
]
# What is told when something outside a design changes what is held against it: another
# design to compare its cost with, what its implementer finished, the name of a step.
DESIGNS_CHANGED_STEP = "consult.consultations.actions.note_designs_changed"

# What speakers published for a Spanish text, asked by the page's frame: a function that
# takes the Spanish and the code of an interface language, and returns it or None.
PUBLISHED_WORDS = "consult.languages.published.words_for"

# Which texts people meet and speakers are asked to say: dotted paths of functions that
# take a Language, or None for every text that stands anywhere, and return
# `consult.languages.texts.NeededText`s.
TEXTS_TO_SAY = [
    "consult.languages.standing.standard_texts",
    "consult.feedback.saying.texts",
    "consult.review.saying.texts",
]

# What happens in the transaction that publishes a rendering, or takes one back: dotted
# paths of actions that take `rendering` and `by`, which is None for the clock.
RENDERING_CHANGED_STEPS = [
    "consult.consultations.actions.note_rendering_changed",
]

# What rooms above show on a project's public page: functions that take the request, the
# project and the design shown, and return a section (title, template, context, order)
# or None.
PROJECT_PAGE_SECTIONS = [
    "consult.release.sections.project_section",
    "consult.consultations.sections.project_section",
    "consult.review.sections.project_section",
    "consult.audit.sections.project_section",
]

# Who decided and why, for the page of a project's decisions, from the rows of rooms
# above: dotted paths of functions that take events and return, by their number, a
# `consult.audit.telling.Told`.
DECISION_TELLERS = [
    "consult.accounts.telling.persons",
    "consult.review.telling.decisions",
]

# What is compared with the audit chain when somebody checks it: dotted paths of
# functions that read a room's rows and yield every `consult.audit.chain.Break`.
AUDIT_COMPARISONS = [
    "consult.audit.comparing.designs",
    "consult.accounts.acts.differences",
    "consult.consultations.acts.differences",
    "consult.mismatch.acts.differences",
    "consult.review.acts.differences",
    "consult.release.acts.differences",
]

# What rooms above tell the author of a draft, beside what it takes for granted:
# functions that take the request and the draft, and return such a section or None.
DRAFT_SECTIONS = ["consult.review.sections.draft_section"]
