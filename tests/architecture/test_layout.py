"""Where things live: names, sizes, layers."""

import ast
import re
from pathlib import Path

from django.urls import URLResolver, get_resolver

from tests.architecture.house import (
    ROOT,
    TEMPLATES,
    functions,
    layer,
    models,
    modules,
    name_of,
    rooms,
    tree,
)

# "About four hundred", and a little grace for a file that is still one thing.
MOST_LINES = 450
DRAWERS = {"utils", "common", "helpers", "core", "misc", "contrib", "signals", "shared"}
# DESIGN.md section 2, the words to avoid. A report is a ConsultationReport.
AVOIDED = {
    *("Company", "NGO", "Program", "Plan", "Proposal", "Revision", "Module"),
    *("Requirement", "Rule", "Payment", "Scale", "Rank", "Village", "Site"),
    *("Survey", "Campaign", "Workshop", "Vote", "Form", "Response", "Report"),
    *("Submission", "Password", "Ticket", "AudioFile", "TranslationString"),
    *("Check", "Issue", "Warning", "Closure", "Export", "Status"),
}
WRITES = {
    *("save", "create", "delete", "update", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create", "asave", "acreate", "adelete", "aupdate"),
}
# Layers that may read and decide, and must leave the writing to actions.
READERS = ("views", "forms", "queries", "policies", "permissions", "tasks", "gate")
# Functions of actions that nobody does, or that are no verb, each with the reason.
WITHOUT_ACTOR: dict[str, str] = {
    "audit.record_act": "the act itself says by whom",
    "accounts.enrol_second_factor": "only commands that set a house up call it",
    "consultations.note_evidence": "a note that something changed; who did is recorded",
    "consultations.insert_and_note": "a note, of what nobody gives a name for",
    "feedback.close_private_part": "nobody who answers gives a name",
    "consultations.note_designs_changed": "a note; who changed what is recorded",
    "consultations.note_every_consultation": "the clock does it, and set_policy",
    "consultations.withdraw_with_receipt": "whoever holds the acta's receipt does",
    "feedback.correct_testimony": "whoever holds the receipt does, without a name",
    "feedback.discard_draft": "nobody who answers gives a name",
    "feedback.hand_over": "nobody who answers gives a name",
    "feedback.drop_voice": "nobody who answers gives a name",
    "feedback.keep_spoken_answer": "nobody who answers gives a name",
    "feedback.recount_themes": "the clock does it when the list of words is another",
    "feedback.sweep_themes": "the clock does it",
    "feedback.end_pause": "nobody who answers gives a name",
    "feedback.pause_draft": "nobody who answers gives a name",
    "feedback.forget_traces": "the clock does it",
    "feedback.purge_drafts": "the clock does it",
    "feedback.purge_spoken": "the clock does it",
    "feedback.save_about": "nobody who answers gives a name",
    "feedback.save_answer": "nobody who answers gives a name",
    "feedback.save_voice": "nobody who answers gives a name",
    "feedback.start_correction": "whoever holds the receipt does, without a name",
    "feedback.tally_held": "the worker does it, within an evaluation",
    "feedback.tally_testimonies": "the worker does it; whoever gave them has no name",
    "feedback.withdraw_testimony": "whoever holds the receipt does, without a name",
    "languages.settle_renderings": "the clock does it, and whoever changed the Spanish",
    "offline.deliver": "nobody who answers gives a name",
    "offline.purge_uploads": "the clock does it",
    "offline.take_piece": "nobody who answers gives a name",
    "consultations.load_requirements": "a command does it, from the files of ours",
    "languages.load_languages": "a command does it, from the project's own files",
    "release.note_withdrawal": "a note that something changed; who did is recorded",
    "release.notice_gates": "the clock does it",
    "release.send_notice": "the clock does it",
    "release.redeem_clearance": "a payment system does, which has no account",
    "release.verify_clearance": "a payment system asks, which has no account",
    "voice.sweep_files": "the clock does it",
    "projects.bump_gate_epoch": "the first statement of somebody's action",
    "projects.hold_gate": "the first statement of somebody's action",
}


def test_no_module_is_a_drawer() -> None:
    drawers = [
        name_of(path)
        for path in modules()
        if DRAWERS & {path.stem, *path.relative_to(ROOT).parts}
    ]

    assert drawers == []


def test_no_module_is_too_long_to_be_read() -> None:
    lines = {
        name_of(path): path.read_text().count("\n")
        for path in [*modules(), *(ROOT / "tests").rglob("*.py")]
    }

    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_models_have_the_words_of_the_design() -> None:
    assert {model.__name__ for model in models()} & AVOIDED == set()


def test_an_address_is_named_after_its_room() -> None:
    namespaces = {
        pattern.app_name
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and pattern.app_name
    }

    assert namespaces - {"admin"} - set(rooms()) == set()


def test_a_template_lies_in_the_folder_of_its_room() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    # Of libraries, and of every room.
    elsewhere = {"account", "admin", "allauth", "components", "django", "emails", "mfa"}

    assert folders - elsewhere - set(rooms()) == set()


def writes(path: Path, node: ast.AST) -> list[str]:
    """Return the lines in which a database is written to."""
    return [
        f"{name_of(path)}:{call.lineno}"
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and is_database(call.func)
    ]


def is_database(call: ast.Attribute) -> bool:
    """Say whether a call is one of a model or a query, and not of a dict or a session.

    `update` and `delete` belong to other things too: they count when a manager or a
    filter stands before them.
    """
    before = ast.unparse(call.value)
    if before.endswith("session") or before == "super()":
        return False
    if call.attr in {"update", "delete"}:
        return bool(re.search(r"\bobjects\b|filter\(|exclude\(|\.all\(", before))
    return True


def test_nothing_but_an_action_writes() -> None:
    paths = [path for name in READERS for path in layer(name)]

    assert [line for path in paths for line in writes(path, tree(path))] == []


def test_saving_writes_nothing_else() -> None:
    saving = [
        (path, node)
        for path in layer("models")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]

    assert [line for path, node in saving for line in writes(path, node)] == []


def offered(room: Path) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the actions a room offers, by name.

    Of a module, its public functions; of a package, what its `__init__` names: the
    rest of a package is how its actions are made.
    """
    package, module = room / "actions", room / "actions.py"
    if not package.is_dir():
        paths = [module] if module.exists() else []
        names = None
    else:
        paths = sorted(package.rglob("*.py"))
        imports = [
            node
            for path in package.glob("__init__.py")
            for node in tree(path).body
            if isinstance(node, ast.ImportFrom)
        ]
        names = {alias.asname or alias.name for node in imports for alias in node.names}
    return {
        f"{room.name}.{function.name}": function
        for path in paths
        for function in functions(path)
        if not function.name.startswith("_")
        and (names is None or function.name in names)
    }


ACTIONS = {
    name: function
    for room in rooms().values()
    for name, function in offered(room).items()
}


def test_an_action_takes_facts_by_name() -> None:
    by_place = [
        name
        for name, action in ACTIONS.items()
        if action.args.posonlyargs or action.args.args or action.args.vararg
    ]

    assert by_place == []


def test_an_action_names_who_does_it() -> None:
    unnamed = [
        name
        for name, action in ACTIONS.items()
        if "by" not in {argument.arg for argument in action.args.kwonlyargs}
    ]

    assert sorted(set(unnamed) - set(WITHOUT_ACTOR)) == []


def test_no_exception_outlives_its_action() -> None:
    assert sorted(set(WITHOUT_ACTOR) - set(ACTIONS)) == []
