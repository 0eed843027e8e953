"""A sign to stop that is given after some pauses, so that a loop runs a known number of times and waits for nothing."""

from __future__ import annotations

import threading


class Steps(threading.Event):
    """What happens each time a loop pauses; after the last step it is told to stop. `pauses`: how long each was."""

    def __init__(self, *steps):
        super().__init__()
        self.steps = list(steps)
        self.pauses = []

    def wait(self, timeout=None):
        self.pauses.append(timeout)
        self.steps.pop(0)()
        if not self.steps:
            self.set()
        return self.is_set()


def pauses(count):
    """Steps that only pause."""
    return Steps(*[lambda: None] * count)
