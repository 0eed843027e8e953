"""Brings a database up to date as `hoaban manage migrate` does, and says what came of it; to be imported after Django.

A process of its own is killed at every step, where that is asked for: in the middle of a migration and behind it. The
next one goes on.
"""

import json
import os
import signal
from collections import Counter
from unittest import mock

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.migration import Migration
from django.test import Client
from wagtail.models import Page

from hoaban.publication import installation
from hoaban.site.trial import has_open_migrations

APPLY = Migration.apply
AT_THE_END = 7
applied = []


def die(*_words, **_named):
    """End as the kernel ends a process: nothing is put in order."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_in_the_second(self, *words, **named):
    """The first migration is done and noted; of the next one all is done and nothing committed."""
    state = APPLY(self, *words, **named)
    applied.append(self)
    if len(applied) > 1:
        die()
    return state


def die_at_the_end(*_words, **_named):
    os._exit(AT_THE_END)


def ended():
    """Migrate in a child that is killed on the way; how it ended: a code, or less than nothing for a signal."""
    pid = os.fork()
    if pid == 0:
        with (
            mock.patch.object(Migration, "apply", die_in_the_second),
            mock.patch.object(installation, "install", die_at_the_end),
        ):
            call_command("migrate", verbosity=0)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at_every_step():
    """How often a process was killed on the way."""
    kills = 0
    while (code := ended()) == -signal.SIGKILL:
        kills += 1
    assert code == AT_THE_END, code
    return kills + 1


def columns(table):
    """What a table has, by the names of its columns."""
    with connection.cursor() as cursor:
        return {
            column.name: bool(column.null_ok)
            for column in connection.introspection.get_table_description(cursor, table)
        }


def differences():
    """Where the tables are not what the models say."""
    own = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("hoaban.")]
    for model in own:
        wanted = {field.column: field.null for field in model._meta.local_concrete_fields}
        there = columns(model._meta.db_table)
        yield from (f"{model._meta.label}.{name}" for name in wanted.keys() ^ there.keys())
        yield from (
            f"{model._meta.label}.{name} null" for name, null in wanted.items() if there.get(name, null) != null
        )
        with connection.cursor() as cursor:
            named = connection.introspection.get_constraints(cursor, model._meta.db_table)
        declared = {each.name for each in (*model._meta.indexes, *model._meta.constraints)}
        yield from (f"{model._meta.label}: {name}" for name in declared - named.keys())


def rows():
    """How many rows each table has, and the titles and states of all pages."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counted = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counted[table] = cursor.fetchone()[0]
    pages = list(Page.objects.order_by("path").values_list("title", "live", "url_path"))
    return {"tables": counted, "pages": pages}


def upgrade(*, killed):
    """Migrate, and print what came of it."""
    kills = killed_at_every_step() if killed else 0
    call_command("migrate", verbosity=0)
    answered = Counter(Client(headers={"host": "localhost"}).get(path).status_code for path in ("/", "/tin-tuc/"))
    found = {
        "kills": kills,
        "wrong": [*differences(), *installation.missing(), *["open"] * has_open_migrations()],
        "answers": answered,
        "rows": rows(),
    }
    print(json.dumps(found))
