"""What is refused of rows that are kept: to be replaced, changed, deleted, emptied."""

from dataclasses import dataclass

from consult.release.locks.lock import Lock, Refusal


@dataclass(frozen=True, slots=True)
class Key:
    """The columns of a unique index, and its condition on `<row>` if it has one."""

    columns: tuple[str, ...]
    only: str = ""

    @property
    def same(self) -> str:
        """Return the condition that a row `o` stands where the new one wants to."""
        found = [f"o.{column} = NEW.{column}" for column in self.columns]
        if self.only:
            found += [self.only.replace("<row>", row) for row in ("o", "NEW")]
        return f"({' AND '.join(found)})"


def changed(*columns: str) -> str:
    """Return the condition that one of these columns is not what it was."""
    return " OR ".join(f"NEW.{each} <differs> OLD.{each}" for each in columns)


def once(table: str, *keys: Key) -> Refusal:
    """Refuse what `INSERT OR REPLACE` would put in another's place.

    SQLite deletes the row that stands in the way without asking the triggers of
    DELETE. Elsewhere a unique constraint says the same.
    """
    return Refusal(
        f"EXISTS (SELECT 1 FROM {table} o WHERE {_same(Key(('id',)), *keys)})",
        f"{table}: this row is there already and is never replaced",
    )


def not_replacing(table: str, *keys: Key) -> Refusal:
    """Refuse what `UPDATE OR REPLACE` would do: take the place of another row."""
    return Refusal(
        f"NEW.id <> OLD.id OR EXISTS (SELECT 1 FROM {table} o "
        f"WHERE o.id <> OLD.id AND ({_same(*keys)}))",
        f"{table}: another row is never replaced",
    )


def appended(
    table: str,
    projects: str,
    *keys: Key,
    named: str = "",
) -> tuple[Lock, ...]:
    """Return the locks of a table whose rows are added and never changed.

    `named` begins the names of those that a migration made first.
    """
    never = Refusal("1 = 1", f"{table}: rows are never changed or deleted")
    return (
        Lock(
            table=table,
            on="INSERT",
            refuses=(once(table, *keys),),
            projects=projects,
        ),
        *(
            Lock(
                table=table,
                on=event,
                refuses=(never,),
                named=f"{named}_{event.lower()}" if named else "",
            )
            for event in ("UPDATE", "DELETE")
        ),
        never_emptied(table, named=f"{named}_truncate" if named else ""),
    )


def never_deleted(table: str) -> tuple[Lock, ...]:
    """Return the locks of a table whose rows are not deleted, one by one or at once."""
    return (
        Lock(
            table=table,
            on="DELETE",
            refuses=(Refusal("1 = 1", f"{table}: rows are never deleted"),),
        ),
        never_emptied(table),
    )


def never_emptied(table: str, *, named: str = "") -> Lock:
    """Return the lock that PostgreSQL asks before it empties a table at once."""
    never = Refusal("1 = 1", f"{table}: rows are never deleted")
    return Lock(table=table, on="TRUNCATE", refuses=(never,), named=named)


def _same(*keys: Key) -> str:
    return " OR ".join(key.same for key in keys)
