"""Puts into what is built what no repository holds: compiled catalogues, the commit. All else is in pyproject.toml."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from compile_translations import main as compile_translations

from hoaban.site.version import BUILT_FROM, commit

PACKAGE = Path(__file__).resolve().parent / "src/hoaban"


def note_commit(package: Path) -> None:
    """Let a package that leaves its repository know its commit, where anybody knows it."""
    if known := commit(PACKAGE):
        (package / BUILT_FROM).write_text(known, "ascii")


class WithCatalogues(build_py):
    """Setuptools collects the files of a package as they lie; the compiled catalogues are in no repository."""

    def run(self) -> None:
        """Compile, then collect; nothing of an earlier build, of which a file may be gone by now."""
        compile_translations()
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        if not self.editable_mode:
            note_commit(Path(self.build_lib) / "hoaban")


class WithCommit(sdist):
    """Sources that somebody packages know the commit of the repository that they come from."""

    def make_release_tree(self, base_dir: str, files: Sequence[str]) -> None:
        """Collect, and note it."""
        super().make_release_tree(base_dir, files)
        note_commit(Path(base_dir) / "src/hoaban")


setup(cmdclass={"build_py": WithCatalogues, "sdist": WithCommit})
