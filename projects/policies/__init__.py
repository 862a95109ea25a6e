"""What a state allows, with the reason why not."""

from projects.policies.assuming import (
    check_assumption,
    check_reason,
    undecided,
)
from projects.policies.drafting import (
    check_basics,
    check_draft,
    check_fits,
    check_groups,
)
from projects.policies.places import check_place, department_name, departments
from projects.policies.publishing import (
    STEPS,
    PublicationRefused,
    check_can_publish,
    publication_obstacles,
    why_not_publish,
)
from projects.policies.spending import (
    check_line,
    check_releases_kept,
    check_total,
    check_tranche,
    check_tranches_sum,
)

__all__ = [
    "STEPS",
    "PublicationRefused",
    "check_assumption",
    "check_basics",
    "check_can_publish",
    "check_draft",
    "check_fits",
    "check_groups",
    "check_line",
    "check_place",
    "check_reason",
    "check_releases_kept",
    "check_total",
    "check_tranche",
    "check_tranches_sum",
    "department_name",
    "departments",
    "publication_obstacles",
    "undecided",
    "why_not_publish",
]
