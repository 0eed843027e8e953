"""The audit of the packages finds what is known, and never takes what was not asked for a success."""

import json
import sys
from datetime import UTC, datetime

import pytest

from tests.machine import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import audit

REQUIREMENTS = "django==3.2.0 \\\n    --hash=sha256:0\nnh3==0.3.0 ; python_version > '3' \\\n    --hash=sha256:0\n"


def advisory(name="Django", number="PYSEC-1", **affected):
    modified = datetime.now(UTC).isoformat()
    return {
        "id": number,
        "modified": modified,
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, **affected}],
    }


def span(*events):
    return [{"type": "ECOSYSTEM", "events": [dict([event]) for event in events]}]


@pytest.fixture
def audited(tmp_path, monkeypatch, capsys):
    """Audit those requirements with a copy of advisories; the exit code and what was said."""

    def run(*given, index=None):
        folder = tmp_path / "osv"
        folder.mkdir(exist_ok=True)
        for number, content in enumerate(given):
            (folder / f"{number}.json").write_text(json.dumps(content), encoding="utf-8")
        file = tmp_path / "runtime.txt"
        file.write_text(REQUIREMENTS, encoding="utf-8")
        monkeypatch.setenv("ADVISORIES", str(folder) if given else "")
        monkeypatch.setattr(audit, "asked_index", lambda _path: index or {})
        return audit.main([str(file)]), capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    "affected",
    [
        {"versions": ["3.2.0"]},
        {"ranges": span(("introduced", "0"), ("fixed", "3.2.1"))},
        {"ranges": span(("introduced", "4.0"), ("fixed", "4.0.1"), ("introduced", "3.2"), ("fixed", "3.2.13"))},
        {"ranges": span(("introduced", "3.0"), ("last_affected", "3.2.0"))},
        {"ranges": span(("introduced", "3.0"))},
    ],
)
def test_a_known_weakness_fails(audited, affected):
    code, said = audited(advisory(**affected))
    assert code == audit.WEAK
    assert "django 3.2.0 has known weaknesses: PYSEC-1" in said


@pytest.mark.parametrize(
    "affected",
    [
        {"versions": ["3.1.0"]},
        {"ranges": span(("introduced", "0"), ("fixed", "3.2"))},
        {"ranges": span(("introduced", "3.2.1"))},
        {"ranges": span(("introduced", "3.0"), ("last_affected", "3.1.9"))},
    ],
)
def test_a_weakness_of_other_versions_passes(audited, affected):
    code, said = audited(advisory(**affected))
    assert (code, "no known weakness" in said) == (0, True)


def test_a_withdrawn_advisory_passes(audited):
    assert audited({**advisory(versions=["3.2.0"]), "withdrawn": "2024-01-01"})[0] == 0


def test_an_old_copy_says_what_it_knows_and_is_no_success(audited):
    old = {"modified": "2024-10-10T00:00:00Z"}
    code, said = audited({**advisory(versions=["3.1.0"]), **old})
    assert (code, "end on 2024-10-10" in said) == (audit.NOT_AUDITED, True)
    assert audited({**advisory(versions=["3.2.0"]), **old})[0] == audit.WEAK


def test_what_could_not_be_asked_is_no_success(audited):
    code, said = audited()
    assert code == audit.NOT_AUDITED
    assert "NOT AUDITED" in said


def test_one_package_that_was_passed_over_among_others_fails(audited):
    code, said = audited(index={("django", "3.2.0"): []})
    assert code == audit.WEAK
    assert "1 packages were not audited: nh3" in said


def test_what_the_index_knows_fails(audited):
    assert audited(index={("django", "3.2.0"): ["PYSEC-9"], ("nh3", "0.3.0"): []})[0] == audit.WEAK


def test_every_locked_package_is_read():
    """pip's own reader and ours see the same number of packages."""
    for path in (ROOT / "requirements").glob("*.txt"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] not in " #"]
        assert len(lines) == len(audit.locked(path)) > 20
