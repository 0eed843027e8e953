"""Any acts of editors in any order: once the press has caught up, the directory is what the database says.

MACHINE_EXAMPLES and MACHINE_STEPS make the run long, MACHINE_SEED another one, MACHINE_SHRINK a failure short.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.press.acts_beside_pages import ActsBesidePages
from tests.press.acts_of_writing import ActsOfWriting
from tests.press.acts_on_the_tree import ActsOnTheTree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "6"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))


class Editors(ActsOfWriting, ActsOnTheTree, ActsBesidePages):
    """Every act there is."""


def test_any_acts_in_any_order_leave_the_directory_true(tmp_path, settings_of_machine):
    Editors.root = tmp_path
    machine = Editors
    if "MACHINE_SEED" in os.environ:
        machine = seed(int(os.environ["MACHINE_SEED"]))(Editors)
    run_state_machine_as_test(machine, settings=settings_of_machine)


@pytest.fixture
def settings_of_machine():
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        # An example that failed once is tried first the next time, but never in a run that counts sequences.
        database=None,
        # Shrinking a failure takes long.
        phases=[Phase.generate, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
