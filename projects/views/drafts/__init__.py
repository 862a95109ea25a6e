"""The steps in which an author writes a draft."""

from projects.views.drafts.assumptions import AssumptionsView
from projects.views.drafts.basics import BasicsView
from projects.views.drafts.components import ComponentsView, ComponentView, sectors
from projects.views.drafts.money import BudgetView, TranchesView
from projects.views.drafts.people import PeopleView
from projects.views.drafts.record import RecordView
from projects.views.drafts.review import ReviewView

__all__ = [
    "AssumptionsView",
    "BasicsView",
    "BudgetView",
    "ComponentView",
    "ComponentsView",
    "PeopleView",
    "RecordView",
    "ReviewView",
    "TranchesView",
    "sectors",
]
