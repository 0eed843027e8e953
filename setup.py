"""Compiles the catalogues into the package that is built; everything else stands in pyproject.toml."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

from compile_translations import main as compile_translations


class WithCatalogues(build_py):
    """Setuptools collects the files of a package as they lie; the compiled catalogues are in no repository."""

    def run(self) -> None:
        """Compile, then collect; nothing of an earlier build, of which a file may be gone by now."""
        compile_translations()
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


setup(cmdclass={"build_py": WithCatalogues})
