"""A PostgreSQL server of a test's own."""

import subprocess
from contextlib import contextmanager

import psycopg
import pytest

from scripts import with_postgresql
from tests.machine import MUST_RUN


@contextmanager
def a_postgresql(kept=None):
    """A durable server with an empty database, or with what another one kept in a folder."""
    programs = with_postgresql.folder_of_programs()
    if programs is None:
        message = "PostgreSQL is not on this machine (as root: apt install postgresql)."
        pytest.fail(message) if MUST_RUN else pytest.skip(message)
    with with_postgresql.server(programs, durable=True) as server:
        if kept is not None:
            server.stop()
            copy(kept, server.data)
            server.start()
        else:
            with psycopg.connect(
                f"postgresql://postgres@/postgres?host={server.folder}", autocommit=True
            ) as connection:
                connection.execute("CREATE DATABASE hoaban")
        yield server


def keep(server, folder):
    """Stop a server and put all that it holds into a folder."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    server.stop()
    copy(server.data, folder)
    server.start()


def copy(source, target):
    """Copy a folder with its owners and modes, which PostgreSQL looks at; nothing of an older one is left."""
    subprocess.run(["rm", "-rf", str(target)], check=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
