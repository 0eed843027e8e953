"""Says plainly what this machine lacks before anything is installed. Runs on any Python 3."""

import sys

NEEDED = (3, 11)


def problems():  # noqa: ANN201  also read by a Python that knows no such annotations
    """What is missing, each with its remedy."""
    if sys.version_info < NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:3])
        yield (
            "Hoa Ban needs Python 3.11 or newer; this is Python " + found + ".\n"
            "  Debian 12, Ubuntu 24.04: apt install python3 python3-venv\n"
            "  Elsewhere, name another one: make PYTHON=/path/to/python3.11 setup"
        )
        return
    try:
        import ensurepip  # noqa: F401, PLC0415  its absence is the question
        import venv  # noqa: F401, PLC0415
    except ImportError:
        yield "Python's venv is missing.\n  Debian, Ubuntu: apt install python3-venv"


if __name__ == "__main__":
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    sys.exit(1 if found else 0)
