"""Kinds of groups that would be summed together, or that no column holds, are found at start."""

from dataclasses import replace

import pytest

from hoaban.counting import checks
from hoaban.counting.page_kinds import PAGE_KINDS


@pytest.mark.parametrize(
    ("kinds", "faults"),
    [
        (["type", "section"], []),
        (["type", "type"], ["hoaban.counting.E001"]),
        (["referrer"], ["hoaban.counting.E001"]),
        (["a" * 20], []),
        (["a" * 21], ["hoaban.counting.E002"]),
    ],
)
def test_each_group_has_a_kind_of_its_own(monkeypatch, kinds, faults):
    monkeypatch.setattr(checks, "declared", lambda _kind: [replace(PAGE_KINDS, kind=kind) for kind in kinds])
    assert [fault.id for fault in checks.groups_have_kinds_of_their_own()] == faults
