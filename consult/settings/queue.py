"""Celery. The broker carries messages only: work that must happen is a row first."""

from celery.schedules import crontab

from consult.settings.environment import DATA_DIR, env

CELERY_BROKER_URL = env.str(
    "CELERY_BROKER_URL",
    default=f"redis+socket://{DATA_DIR / 'run' / 'broker.sock'}",
)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page never waits for a broker that is down: the sweepers below find the row.
# Without `max_retries` kombu tries again for 6 seconds inside a publish, whatever
# `retry=False` says; worker and beat have their own, endless, reconnecting.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"

CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-evaluations": {
        "task": "consult.mismatch.tasks.sweep_evaluations",
        "schedule": 10.0,
    },
    # Just after midnight in Guatemala, Honduras and El Salvador, which keep one time
    # all year: time alone changes what may be held against a consultation.
    "look-again": {
        "task": "consult.mismatch.tasks.look_again",
        "schedule": crontab(hour=6, minute=5),
    },
    "sweep-reports": {
        "task": "consult.reports.tasks.sweep_reports",
        "schedule": 15.0,
    },
    "sweep-gates": {
        "task": "consult.release.tasks.sweep_gates",
        "schedule": 15.0,
    },
    "look-at-locks": {
        "task": "consult.release.tasks.look_at_locks",
        "schedule": 3600.0,
    },
    "export-checkpoint": {
        "task": "consult.release.tasks.export_checkpoint",
        "schedule": 24 * 3600.0,
    },
    "sweep-themes": {
        "task": "consult.feedback.tasks.sweep_themes",
        "schedule": 300.0,
    },
    "purge-drafts": {
        "task": "consult.feedback.tasks.purge_drafts",
        "schedule": 3600.0,
    },
    "purge-uploads": {
        "task": "consult.offline.tasks.purge_uploads",
        "schedule": 24 * 3600.0,
    },
    "sweep-erased-sound": {
        "task": "consult.voice.tasks.sweep",
        "schedule": 600.0,
    },
    "settle-renderings": {
        "task": "consult.languages.tasks.settle_renderings",
        "schedule": 3600.0,
    },
    "forget-traces": {
        "task": "consult.feedback.tasks.forget_traces",
        "schedule": 3600.0,
    },
    "heartbeat": {
        "task": "consult.web.tasks.heartbeat",
        "schedule": 10.0,
    },
}
