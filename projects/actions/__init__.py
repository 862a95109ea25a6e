"""What writes in this room."""

from projects.actions.assuming import (
    add_assumption,
    adopt_proposed,
    change_assumption,
    drop_assumption,
    keep_despite,
    remove_assumption,
    restore_assumption,
    save_assumptions,
)
from projects.actions.components import (
    add_component,
    change_component,
    move_component,
    remove_component,
)
from projects.actions.describing import (
    save_basics,
    save_implementer,
    save_people,
    save_track_record,
)
from projects.actions.gate import bump_gate_epoch, hold_gate
from projects.actions.organisations import set_organisation, set_place
from projects.actions.publishing import publish_design
from projects.actions.spending import save_budget, save_tranches
from projects.actions.starting import begin_project, create_project, start_design

__all__ = [
    "add_assumption",
    "add_component",
    "adopt_proposed",
    "begin_project",
    "bump_gate_epoch",
    "change_assumption",
    "change_component",
    "create_project",
    "drop_assumption",
    "hold_gate",
    "keep_despite",
    "move_component",
    "publish_design",
    "remove_assumption",
    "remove_component",
    "restore_assumption",
    "save_assumptions",
    "save_basics",
    "save_budget",
    "save_implementer",
    "save_people",
    "save_track_record",
    "save_tranches",
    "set_organisation",
    "set_place",
    "start_design",
]
