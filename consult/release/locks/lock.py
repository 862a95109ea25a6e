"""One lock of the database, said once for SQLite and for PostgreSQL."""

from dataclasses import dataclass

# What the two databases say differently.
_WORDS = {
    "sqlite": {
        "<differs>": "IS NOT",
        "<today>": "date('now')",
        # A number that SQLite will give itself is not known yet here: it is -1.
        "<next consent>": (
            "(SELECT COALESCE(MAX(k.id), 0) + 1 FROM consultations_consentrecord k)"
        ),
    },
    "postgresql": {
        "<differs>": "IS DISTINCT FROM",
        "<today>": "(now() AT TIME ZONE 'UTC')::date",
        "<next consent>": (
            "(SELECT last_value FROM consultations_consentrecord_id_seq)"
        ),
    },
}
# First the project's row is taken; then, in a statement of its own, the epoch rises
# where a signature names the present one: otherwise there is nothing to void.
_TURN = """UPDATE projects_project SET gate_turn = gate_turn + 1
    WHERE id IN ({projects});"""
_BUMP = """UPDATE projects_project SET gate_epoch = gate_epoch + 1
    WHERE id IN ({projects}) AND EXISTS (
        SELECT 1 FROM release_approval a
        JOIN release_releaserequest q ON q.id = a.request_id
        WHERE q.project_id = projects_project.id
        AND a.gate_epoch = projects_project.gate_epoch);"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A condition under which the database refuses the write, and what it says."""

    when: str
    saying: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What one trigger holds.

    `projects` selects the projects whose row is taken, from the row `<row>`; with
    `voids` their epoch rises too. `refuses` is looked at after the row is taken, in
    statements of its own. `of` names the columns whose change matters, all if empty;
    such a lock looks after the change, unless it is `early`. `named` is the name of a
    trigger that a migration made before there were locks.
    """

    table: str
    on: str
    refuses: tuple[Refusal, ...] = ()
    projects: str = ""
    voids: bool = True
    of: tuple[str, ...] = ()
    # Tells two locks of one table and event apart.
    aspect: str = ""
    early: bool = False
    named: str = ""

    @property
    def name(self) -> str:
        """Return the trigger's name."""
        return self.named or "_".join(
            filter(None, ("gate", self.table, self.on.lower(), self.aspect)),
        )

    @property
    def timing(self) -> str:
        """Return `BEFORE`; a project's own row can only be changed `AFTER`."""
        return "AFTER" if self.of and not self.early else "BEFORE"

    def is_for(self, vendor: str) -> bool:
        """Say whether a database has such a trigger: SQLite has no TRUNCATE."""
        return vendor == "postgresql" or self.on != "TRUNCATE"

    def statements(self, vendor: str) -> tuple[str, ...]:
        """Return what makes this lock."""
        if vendor == "sqlite":
            return (self.sqlite(),)
        # Whoever shadows a table with a temporary one of the same name is not asked.
        function = (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger "
            "LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' "
            f"AS $lock${self.body('postgresql')}$lock$"
        )
        return function, self.postgresql()

    def sqlite(self) -> str:
        """Return the trigger as SQLite keeps it."""
        return (
            f"CREATE TRIGGER {self.name} {self.timing} {self._event} ON {self.table} "
            f"BEGIN {self.body('sqlite')} END"
        )

    def postgresql(self) -> str:
        """Return the trigger as PostgreSQL says it back."""
        each = "STATEMENT" if self.on == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} {self.timing} {self._event} "
            f"ON public.{self.table} FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        )

    def body(self, vendor: str) -> str:
        """Return what happens, in the words of one database."""
        steps = [*self._touches(), *(_refuse(each, vendor) for each in self.refuses)]
        text = "\n".join(steps)
        for word, said in _WORDS[vendor].items():
            text = text.replace(word, said)
        if vendor == "sqlite":
            return text
        back = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.on, "NEW")
        return f"\nBEGIN\n{text}\nRETURN {back};\nEND\n"

    @property
    def _event(self) -> str:
        return f"{self.on} OF {', '.join(self.of)}" if self.of else self.on

    def _touches(self) -> list[str]:
        if not self.projects:
            return []
        rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}
        chosen = " UNION ".join(
            self.projects.replace("<row>", row) for row in rows[self.on]
        )
        acts = (_TURN, _BUMP) if self.voids else (_TURN,)
        return [act.format(projects=chosen) for act in acts]


def _refuse(refusal: Refusal, vendor: str) -> str:
    if vendor == "sqlite":
        return f"SELECT RAISE(ABORT, '{refusal.saying}') WHERE {refusal.when};"
    return (
        f"IF ({refusal.when}) THEN RAISE EXCEPTION '{refusal.saying}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    )
