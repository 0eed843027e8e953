"""Keeps a small database as a commit makes it, for the upgrade drill: keep_upgrade_sample.py [COMMIT].

Writes tests/upgrades/DATE-COMMIT.sqlite.sql.gz and .postgresql.sql.gz: tables and a few rows of an invented portal.
"""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import with_postgresql

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests/upgrades"
# What the tests of that commit can build, in words that all of them understand.
FILL = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from tests.builders import a_photo, a_portal, a_section, an_article
home = a_portal()
section = a_section(home)
photo = {"image": a_photo(), "caption": "Bến đò", "credit": "", "alt": "Bến đò", "file_name": ""}
an_article(section, "Khánh thành cầu mới", slug="khanh-thanh-cau-moi", body=[("photo", photo)])
for number in range(3):
    article = an_article(section, f"Bài số {number}", slug=f"bai-so-{number}")
article.title = "Bài số 2, sửa lần hai"
article.save_revision().publish()
article.unpublish()
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
Redirect.objects.create(old_path="/tin-cu", site=Site.objects.get(), redirect_page=section)
"""


def unpacked(commit: str, folder: Path) -> None:
    """Put what a commit holds into a folder."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def fill(folder: Path, var: Path, address: str = "") -> None:
    """Let the program in a folder make a database with a few rows."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOABAN_", "DJANGO_"))}
    told = {"HOABAN_VAR": str(var), "HOABAN_MODE": "development", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings"}
    told |= {"HOABAN_DATABASE_URL": address} if address else {}
    environment = {**kept, **told, "PYTHONPATH": f"{folder / 'src'}:{folder}"}
    subprocess.run([sys.executable, "-c", FILL], cwd=folder, env=environment, check=True, stderr=subprocess.DEVNULL)


def sql_of_sqlite(file: Path) -> str:
    """The statements that make a database of SQLite anew."""
    with closing(sqlite3.connect(file)) as database:
        return "\n".join(database.iterdump())


def sql_of_postgresql(server: with_postgresql.Server) -> str:
    """The statements that make a database of PostgreSQL anew, without those to psql alone."""
    words = ["--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges", "--no-comments", server.address]
    command = [str(server.programs / "pg_dump"), *words]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in dumped.splitlines() if line and not line.startswith(("\\", "--")))


def keep(name: str, sql: str) -> None:
    """Write a sample, the same bytes for the same statements."""
    place = SAMPLES / f"{name}.sql.gz"
    place.write_bytes(gzip.compress(sql.encode(), 9, mtime=0))
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size} bytes")


def main(commit: str = "HEAD") -> int:
    """Keep both databases of a commit."""
    shown = ["git", "show", "--no-patch", "--format=%cs-%h", "--abbrev=8", commit]
    name = subprocess.run(shown, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    SAMPLES.mkdir(exist_ok=True)
    programs = with_postgresql.folder_of_programs()
    if programs is None:
        print("PostgreSQL is not on this machine. As root: apt install postgresql", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="hoaban-sample-") as place, with_postgresql.server(programs) as server:
        folder, var = Path(place) / "program", Path(place) / "var"
        unpacked(commit, folder)
        fill(folder, var)
        keep(f"{name}.sqlite", sql_of_sqlite(var / "hoaban.sqlite3"))
        command = [str(programs / "createdb"), "--host", str(server.folder), "--username", "postgres", "hoaban"]
        subprocess.run(command, check=True)
        fill(folder, var, server.address)
        keep(f"{name}.postgresql", sql_of_postgresql(server))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
