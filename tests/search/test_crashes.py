"""A writer that is killed at any instant leaves an index whose position and things belong together."""

import signal
import subprocess
import sys
import textwrap

import pytest

from hoaban.search.engine import POSITION, Index, text_of
from tests.machine import ROOT

WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from hoaban.publication.searchable import Document
    from hoaban.search.engine import POSITION, Index
    index = Index(Path(sys.argv[1]))
    number = index.position.entry
    while True:
        number += 1
        index.index("page", [Document(number, "article", f"Bài {number}", "nội dung")])
        index.set_fact(POSITION, (0, number))
        index.commit()
        print(number, flush=True)
    """
)


@pytest.fixture
def folder(tmp_path):
    index = Index.create(tmp_path / "index")
    index.set_fact(POSITION, (0, 0))
    index.commit()
    index.close()
    return tmp_path / "index"


def test_kill_9_while_indexing_loses_nothing_that_was_committed(folder):
    for _kill in range(4):
        said = 0
        script = f"import django; django.setup()\n{WRITER}"
        with subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        ) as writer:
            for line in writer.stdout:
                said = int(line)
                if said % 5 == 4:
                    writer.send_signal(signal.SIGKILL)
                    break
            writer.stdout.read()
        index = Index(folder)
        reached = index.position.entry
        assert reached >= said
        assert len(index) == reached
        assert text_of(index.stored(f"page:{reached}"), "shown_title") == f"Bài {reached}"
