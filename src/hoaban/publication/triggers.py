"""Writes the database triggers that fill the log, so that no code path, script or SQL shell can go past it."""

from __future__ import annotations

from django.db import connection

from hoaban.publication.tracking import Tracked, tracked_tables

PREFIX = "publication_log_"
LOG = "publication_entry"
FUNCTION = "publication_log"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return connection.ops.quote_name(name)


# SQLite ------------------------------------------------------------------------------------------------------------


def sqlite_triggers(entry: Tracked) -> dict[str, str]:
    """Statements by trigger name for one table."""
    columns = entry.columns
    differs = " OR ".join(f"OLD.{quoted(name)} IS NOT NEW.{quoted(name)}" for name in columns)
    names = " || ".join(
        f"CASE WHEN OLD.{quoted(name)} IS NOT NEW.{quoted(name)} THEN '{name} ' ELSE '' END" for name in columns
    )
    old, new = sqlite_values(entry, "OLD"), sqlite_values(entry, "NEW")
    parts = {
        "insert": ("", sqlite_insert(entry, "I", "''", "NULL", new, "NEW")),
        "update": (f"WHEN {differs}", sqlite_insert(entry, "U", f"trim({names})", old, new, "NEW")),
        "delete": ("", sqlite_insert(entry, "D", "''", old, "NULL", "OLD")),
    }
    return {
        f"{PREFIX}{entry.table}_{event}": (
            f"CREATE TRIGGER {quoted(f'{PREFIX}{entry.table}_{event}')} AFTER {event.upper()} "
            f"ON {quoted(entry.table)} FOR EACH ROW {when} BEGIN {statement}; END"
        )
        for event, (when, statement) in parts.items()
    }


def sqlite_values(entry: Tracked, row: str) -> str:
    """SQL for the key columns of a row as JSON."""
    pairs = ", ".join(f"'{name}', {row}.{quoted(name)}" for name in entry.key_columns)
    return f"json_object({pairs})"


def sqlite_insert(entry: Tracked, operation: str, changed: str, old: str, new: str, row: str) -> str:
    """SQL that adds the entry."""
    return (
        f'INSERT INTO {LOG} ("transaction", at, "table", key, operation, changed, old, new) VALUES '  # noqa: S608
        f"(0, strftime('%Y-%m-%d %H:%M:%f', 'now'), '{entry.table}', {row}.{quoted(entry.primary_key)}, "
        f"'{operation}', {changed}, {old}, {new})"
    )


# PostgreSQL --------------------------------------------------------------------------------------------------------

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    watched text[] := string_to_array(TG_ARGV[1], ' ');
    kept text[] := string_to_array(TG_ARGV[2], ' ');
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    differing text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT string_agg(name, ' ') INTO differing FROM unnest(watched) AS name
            WHERE before->name IS DISTINCT FROM after->name;
        IF differing IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO {LOG} (transaction, at, "table", key, operation, changed, old, new)
        SELECT pg_current_xact_id()::text::bigint, clock_timestamp(), TG_TABLE_NAME,
            coalesce(after, before)->>TG_ARGV[0], left(TG_OP, 1), differing,
            CASE WHEN before IS NOT NULL THEN
                (SELECT jsonb_object_agg(name, before->name) FROM unnest(kept) AS name) END,
            CASE WHEN after IS NOT NULL THEN
                (SELECT jsonb_object_agg(name, after->name) FROM unnest(kept) AS name) END;
    RETURN NULL;
END $$
"""  # noqa: S608  only names of our own are put in


def postgresql_triggers(entry: Tracked) -> dict[str, str]:
    """Statements by trigger name for one table."""
    name = f"{PREFIX}{entry.table}"
    arguments = ", ".join(
        f"'{text}'" for text in (entry.primary_key, " ".join(entry.columns), " ".join(entry.key_columns))
    )
    return {
        name: (
            f"CREATE TRIGGER {quoted(name)} AFTER INSERT OR UPDATE OR DELETE ON {quoted(entry.table)} "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}({arguments})"
        )
    }


# Both --------------------------------------------------------------------------------------------------------------


def wanted() -> dict[str, tuple[str, str]]:
    """(table, statement) by trigger name, for every tracked table that the database has."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    if LOG not in present:
        return {}
    make = sqlite_triggers if connection.vendor == "sqlite" else postgresql_triggers
    return {
        name: (table, statement)
        for table, entry in tracked_tables().items()
        if table in present
        for name, statement in make(entry).items()
    }


def installed() -> dict[str, tuple[str, str]]:
    """(table, statement as the database keeps it) by trigger name."""
    if connection.vendor == "sqlite":
        question = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        question = (
            "SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND tgname LIKE %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{PREFIX}%"])
        return {name: (table, statement) for name, table, statement in cursor.fetchall()}


def same(kept: str, statement: str) -> bool:
    """Whether the database keeps this statement; PostgreSQL writes it down in its own manner."""
    if connection.vendor == "sqlite":
        return kept == statement
    return kept[kept.index("(") :] == statement[statement.index("(") :]


def faulty() -> list[str]:
    """Names of triggers that are missing or say something else than they should."""
    there = installed()
    return [
        name
        for name, (_table, statement) in wanted().items()
        if name not in there or not same(there[name][1], statement)
    ]


def install() -> None:
    """Bring the triggers up to what is declared; after a migration, which on SQLite drops those of a rebuilt table."""
    should, there = wanted(), installed()
    outdated = {
        name: table for name, (table, kept) in there.items() if name not in should or not same(kept, should[name][1])
    }
    with connection.cursor() as cursor:
        if should and connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for name, table in outdated.items():
            where = f" ON {quoted(table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {quoted(name)}{where}")
        for name, (_table, statement) in should.items():
            if name not in there or name in outdated:
                cursor.execute(statement)
