"""Compiles the catalogues into the package that is built; everything else stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

from compile_translations import main as compile_translations


class WithCatalogues(build_py):
    """Setuptools collects the files of a package as they lie; the compiled catalogues are in no repository."""

    def run(self) -> None:
        """Compile, then collect."""
        compile_translations()
        super().run()


setup(cmdclass={"build_py": WithCatalogues})
