"""What is proposed; blind to everything that follows."""

from projects.models.assumptions import DEFAULT_TOLERANCE, Assumption
from projects.models.designs import Component, Design
from projects.models.money import BudgetLine, Tranche
from projects.models.organisations import Organisation, TrackRecord
from projects.models.projects import Place, Project
from projects.models.standards import Ladder, Level, Prerequisite, PurposeCode

__all__ = [
    "DEFAULT_TOLERANCE",
    "Assumption",
    "BudgetLine",
    "Component",
    "Design",
    "Ladder",
    "Level",
    "Organisation",
    "Place",
    "Prerequisite",
    "Project",
    "PurposeCode",
    "TrackRecord",
    "Tranche",
]
