"""A PostgreSQL server of a test's own."""

from contextlib import contextmanager

import psycopg
import pytest

from scripts import with_postgresql
from tests.machine import MUST_RUN


@contextmanager
def a_postgresql():
    """A durable server with an empty database."""
    programs = with_postgresql.folder_of_programs()
    if programs is None:
        message = "PostgreSQL is not on this machine (as root: apt install postgresql)."
        pytest.fail(message) if MUST_RUN else pytest.skip(message)
    with with_postgresql.server(programs, durable=True) as server:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={server.folder}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE hoaban")
        yield server
