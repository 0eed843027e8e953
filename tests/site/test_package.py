"""The built wheel in an environment of its own: a portal that needs nothing of the checkout."""

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from hoaban.site.version import BUILT_FROM
from tests.machine import ROOT
from tests.support import template
from tests.support.command import environment

NOT_SHIPPED = {".pyc", ".po"}
SHOW = """
import django; django.setup()
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.utils.translation import gettext, override
from hoaban.demo.actions import fill
import hoaban
fill()
answer = Client(headers={"host": "127.0.0.1"}).get("/")
print(hoaban.__file__)
print(answer.status_code, "Hoa Ban" in answer.text, find("theme/icons.svg") is not None)
import re
styles = re.findall(r'rel="stylesheet" href="([^"]+)"', answer.text)
asked = [Client(headers={"host": "127.0.0.1"}).get(style) for style in styles]
print(len(styles) > 0, all(style.status_code == 200 and b"{" in style.getvalue() for style in asked))
with override("vi"):
    print(gettext("Skip to content") == "Đến nội dung chính")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of what the repository holds: no catalogue is compiled in it yet."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("src", "requirements", "scripts"):
        unwanted = shutil.ignore_patterns("*.mo", "__pycache__", "*.egg-info")
        shutil.copytree(ROOT / name, source / name, ignore=unwanted)
    (source / "src/hoaban" / BUILT_FROM).write_text("0123456789ab")
    target = tmp_path_factory.mktemp("wheel")
    # By way of the distribution of sources, as whoever packages it goes; with it a file that is gone by now.
    left = source / "build/lib/hoaban/gone.py"
    left.parent.mkdir(parents=True)
    left.write_text("")
    subprocess.run([sys.executable, "setup.py", "-q", "sdist"], cwd=source, check=True, capture_output=True)
    (packed,) = (source / "dist").glob("*.tar.gz")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target / "of-sources"), str(packed))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    names = [set(zipfile.ZipFile(one).namelist()) for one in (*target.glob("*.whl"), *target.glob("of-sources/*.whl"))]
    assert names[0] == names[1]
    assert "hoaban/gone.py" not in names[0]
    assert f"hoaban/{BUILT_FROM}" in names[0]
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of an environment that has the wheel, and sees the packages that this one has."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip("--python", str(folder / "bin/python"), "install", "--no-deps", str(wheel))
    packages = next(folder.glob("lib/*/site-packages"))
    # Behind its own, and without the files by which the checkout is found here.
    (packages / "others.pth").write_text(str(Path(distribution("django").locate_file(""))) + "\n")
    return folder


def pip(*words):
    """Run pip without any network."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    python = words[:2] if words[0] == "--python" else ()
    act, *rest = words[len(python) :]
    index = ["--no-index"]
    done = subprocess.run([*command, *python, act, *index, *rest], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def outside(installed, folder, *words, **options):
    """What a program of the environment says that is started outside the checkout."""
    said = environment(folder / "var", {"HOABAN_MODE": "development", **options})
    said.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(installed / "bin" / words[0]), *words[1:]],
        cwd=folder,
        env=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_product_and_compiled_catalogues(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    package = ROOT / "src"
    files = {str(path.relative_to(package)) for path in (package / "hoaban").rglob("*") if path.is_file()}
    assert {path for path in files if Path(path).suffix not in NOT_SHIPPED} - held == set()
    assert [path for path in held if Path(path).suffix in NOT_SHIPPED] == []
    catalogues = {path.removesuffix(".po") + ".mo" for path in files if path.endswith(".po")}
    assert catalogues
    assert catalogues <= held
    assert [name for name in held if name.startswith(("tests", "scripts", "bench"))] == []


def test_its_metadata_ask_for_what_a_portal_needs_and_get_it_here(installed):
    (metadata,) = installed.glob("lib/*/site-packages/hoaban-*.dist-info")
    asked = [Requirement(text) for text in Distribution.at(metadata).requires or []]
    lines = (ROOT / "requirements/runtime.in").read_text().splitlines()
    assert {str(Requirement(line)) for line in lines if line and line[0] != "#"} == {str(one) for one in asked}
    assert len(asked) > 20
    for one in asked:
        assert one.specifier.contains(distribution(one.name).version), one


def test_the_command_works_outside_the_checkout(installed, tmp_path):
    assert "serve" in outside(installed, tmp_path, "hoaban", "--help")
    template.begin(tmp_path / "var")
    wanted = ("--host", "localhost", "--name", "Xã Sơn Ca", "--admin", "quan-tri")
    outside(installed, tmp_path, "hoaban", "setup", *wanted)
    told = outside(installed, tmp_path, "hoaban", "doctor").splitlines()
    assert {line.split()[0] for line in told[:-1]} == {"ok"}


def test_a_page_is_answered_with_styles_in_vietnamese(installed, tmp_path):
    template.begin(tmp_path / "var")
    said = outside(installed, tmp_path, "python", "-c", SHOW, DJANGO_SETTINGS_MODULE="hoaban.site.settings")
    place, page, styles, words = said.splitlines()[-4:]
    assert place.startswith(str(installed))
    assert page == "200 True True"
    assert styles == "True True"
    assert words == "True"
