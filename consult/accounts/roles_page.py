"""The page of the docs that says who may do what, written from the roles themselves."""

from django.utils import translation

from consult.accounts.enums import Scope
from consult.accounts.phrases import SENTENCES
from consult.accounts.roles import REFERENCE_TABLES, ROLES, Role

HEAD = """\
# Roles

Written by `manage.py write_roles_page` from `consult/accounts/roles.py`; a test fails
when the two differ. What a role may do is asked of every action, with the organisation
or the community it is about; the screens only show the same answer. The sentences are
the product's own, in Spanish.

A role is held everywhere, in one organisation, or in one community. Staff roles belong
to a person, because signatures count persons, and work with a second factor. Django's
own groups, permissions and superuser flag grant nothing.

"""


def roles_page() -> str:
    """Return the whole page, in Markdown."""
    with translation.override("es"):
        return HEAD + "\n".join([*_roles(), "", *_table(), "", *_tables()]) + "\n"


def _roles() -> list[str]:
    lines = ["## What each role is", ""]
    for role in ROLES.values():
        lines += [
            f"**{role.code.label}** (`{role.code.value}`). {role.description}",
            f"Held: {_scopes(role)}. "
            + ("Second factor: required." if role.is_staff else "Second factor: no."),
            "",
        ]
    return lines[:-1]


def _scopes(role: Role) -> str:
    names = {
        Scope.PLACE: "in a community",
        Scope.ORGANISATION: "in an organisation",
        Scope.EVERYWHERE: "everywhere",
    }
    return " or ".join(name for scope, name in names.items() if scope in role.scopes)


def _table() -> list[str]:
    codes = [role.code.value for role in ROLES.values()]
    lines = [
        "## Who may do what",
        "",
        "| permission | what it lets one do | " + " | ".join(codes) + " |",
        "|---|---|" + "---|" * len(codes),
    ]
    for permission, sentence in sorted(SENTENCES.items()):
        marks = [
            "yes" if permission in role.permissions else "" for role in ROLES.values()
        ]
        lines.append(f"| `{permission}` | {sentence} | " + " | ".join(marks) + " |")
    return lines


def _tables() -> list[str]:
    return [
        "Administrators also view, add and change the rows of these tables in the",
        "admin, and delete none: "
        + ", ".join(f"`{label}`" for label in REFERENCE_TABLES)
        + ".",
    ]
