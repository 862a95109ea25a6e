"""The roles: sentences a person understands, and what each may do.

A permission is a Django permission string. A role holds it everywhere, or in the
organisation or the place it was given for: `backends.RoleBackend` compares that scope
with the object's `scope_organisation_ids` and `scope_place_ids`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.accounts.enums import RoleCode, Scope


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its code, its sentence, what it may do, what it needs."""

    code: RoleCode
    description: str | Promise
    permissions: frozenset[str]
    # How far it may reach; each assignment says which of these it is.
    scopes: frozenset[Scope]
    # Staff roles sign in with a second factor and are tied to a person.
    is_staff: bool = True


# The tables an administrator keeps in Django's admin, by Django's own permissions.
# Nothing is deleted there: what somebody consulted on stays readable.
REFERENCE_TABLES = (
    "projects.ladder",
    "projects.level",
    "projects.purposecode",
    "projects.prerequisite",
    "projects.organisation",
    "languages.language",
    "languages.jargon",
    "languages.theme",
    "consultations.kindrequirements",
    "release.approvalband",
)


def _table_permissions() -> frozenset[str]:
    return frozenset(
        f"{label.split('.')[0]}.{verb}_{label.split('.')[1]}"
        for label in REFERENCE_TABLES
        for verb in ("view", "add", "change")
    )


PLACE_ONLY = frozenset({Scope.PLACE})
ORGANISATION_ONLY = frozenset({Scope.ORGANISATION})
EVERYWHERE_ONLY = frozenset({Scope.EVERYWHERE})
STAFF_SCOPES = frozenset({Scope.ORGANISATION, Scope.EVERYWHERE})


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            RoleCode.COMMUNITY_LEADER,
            _(
                "Habla por su comunidad: ve las alertas de ella, las discute cuando no "
                "está de acuerdo y puede retirar el acuerdo que la comunidad dio.",
            ),
            frozenset(
                {
                    "mismatch.view_flag",
                    "review.contest_flag",
                    "consultations.view_consultation",
                    "consultations.withdraw_consent",
                    "languages.render_text",
                    "languages.keep_words",
                },
            ),
            PLACE_ONLY,
            is_staff=False,
        ),
        Role(
            RoleCode.FACILITATOR,
            _(
                "Visita las casas y anota lo que cada familia contesta. No puede "
                "volver a abrir lo que anotó.",
            ),
            frozenset(
                {
                    "feedback.collect_testimony",
                    "consultations.view_consultation",
                    "languages.render_text",
                    "languages.keep_words",
                },
            ),
            PLACE_ONLY | ORGANISATION_ONLY,
            is_staff=False,
        ),
        Role(
            RoleCode.SPEAKER,
            _(
                "Habla el idioma de la gente: escribe o graba cómo se dice cada texto, "
                "y dice si lo de otras personas está bien dicho.",
            ),
            frozenset({"languages.render_text", "languages.keep_words"}),
            PLACE_ONLY | STAFF_SCOPES,
            is_staff=False,
        ),
        Role(
            RoleCode.DESIGN_AUTHOR,
            _("Escribe los diseños de su organización y los publica."),
            frozenset(
                {
                    "projects.create_project",
                    "projects.view_draft",
                    "projects.edit_design",
                    "projects.publish_design",
                    "consultations.view_consultation",
                    "mismatch.view_flag",
                    "release.request_release",
                },
            ),
            ORGANISATION_ONLY,
        ),
        Role(
            RoleCode.PROJECT_OFFICER,
            _(
                "Abre las consultas, anota las reuniones y lo que la comunidad decide, "
                "y responde por cada alerta.",
            ),
            frozenset(
                {
                    "projects.view_draft",
                    "communities.change_community",
                    "consultations.view_consultation",
                    "consultations.open_consultation",
                    "consultations.record_round",
                    "consultations.record_consent",
                    "consultations.withdraw_consent",
                    "accounts.invite_leader",
                    "feedback.collect_testimony",
                    "mismatch.view_flag",
                    "review.acknowledge_flag",
                    "review.assign_flag",
                    "review.reply_flag",
                    "review.resolve_flag",
                    "release.request_release",
                    "reports.request_report",
                },
            ),
            STAFF_SCOPES,
        ),
        Role(
            RoleCode.RELEASE_APPROVER,
            _(
                "Firma que un desembolso puede salir. Hacen falta dos personas "
                "distintas, o más si es mucho dinero, y ninguna puede ser quien lo "
                "pidió.",
            ),
            frozenset(
                {
                    "projects.view_draft",
                    "consultations.view_consultation",
                    "mismatch.view_flag",
                    "release.approve_release",
                },
            ),
            STAFF_SCOPES,
        ),
        Role(
            RoleCode.PROTECTION_OFFICER,
            _(
                "Cuida a quien habla: ve las alertas de miedo y presión, y puede "
                "detener la publicación de una comunidad. Si es de fuera del proyecto, "
                "puede con otra persona dejar pasar una alerta, en público.",
            ),
            frozenset(
                {
                    "consultations.view_consultation",
                    "communities.change_community",
                    "communities.resume_publication",
                    "mismatch.view_flag",
                    "review.acknowledge_flag",
                    "review.assign_flag",
                    "review.reply_flag",
                    "review.resolve_flag",
                    "release.override_gate",
                    "feedback.read_words",
                    "reports.request_report",
                    "reports.request_internal_report",
                },
            ),
            STAFF_SCOPES,
        ),
        Role(
            RoleCode.ADMINISTRATOR,
            _(
                "Invita a las personas, cuida las tablas de referencia y saca los "
                "informes de consulta.",
            ),
            frozenset(
                {
                    "projects.create_project",
                    "projects.view_draft",
                    "projects.change_standards",
                    "communities.change_community",
                    "communities.resume_publication",
                    "consultations.view_consultation",
                    "accounts.invite_leader",
                    "accounts.manage_roles",
                    "mismatch.view_flag",
                    "audit.view_event",
                    "reports.request_report",
                    "reports.request_internal_report",
                },
            )
            | _table_permissions(),
            EVERYWHERE_ONLY,
        ),
    )
}

ALL_PERMISSIONS: frozenset[str] = frozenset().union(
    *(role.permissions for role in ROLES.values()),
)

STAFF_ROLES: frozenset[str] = frozenset(
    code for code, role in ROLES.items() if role.is_staff
)
