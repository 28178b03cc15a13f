"""The database itself refuses to change the log of acts: triggers, on SQLite and PostgreSQL.

They are put in place after every migration, because SQLite drops them when a migration remakes the
table. Whoever may change the schema can of course remove them; nobody can by accident, nor through
this program.
"""

from typing import Any

from django.db import connections

TABLE = "editorial_act"
WORDS = "The log of acts only grows."
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS act_{verb.lower()} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE would take an act's place without asking the trigger on deleting.
    f"CREATE TRIGGER IF NOT EXISTS act_replace BEFORE INSERT ON {TABLE} "  # noqa: S608
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
]
_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION act_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE OR REPLACE TRIGGER act_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION act_only_grows()",
    f"CREATE OR REPLACE TRIGGER act_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION act_only_grows()",
]
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS act_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS act_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS act_truncate ON {TABLE}",
    ],
}


def protect(using: str = "default", **_signal: Any) -> None:
    """Put the triggers in place; where they are already, nothing changes."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        _run(using, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def unprotect(using: str = "default") -> None:
    """Take the triggers away: for tests, which empty every table after themselves."""
    _run(using, _REMOVE[connections[using].vendor])


def _run(using: str, statements: list[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
