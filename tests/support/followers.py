"""A follower whose turns fail as a test tells, and one that says what a test says of it."""

from contextlib import contextmanager

from hoaban.publication.followers import Follower


class Following:
    """Takes turns, the first of which fail as told."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.turns = 0
        self.reasons = []

    def turn(self, _stop):
        self.turns += 1
        if self.errors:
            raise self.errors.pop(0)

    def failed(self, reason):
        self.reasons.append(reason)


def a_follower(**said):
    """A follower with what a test says of it."""

    @contextmanager
    def opened(_var):
        yield Following()

    known = {"name": "one", "title": "The one", "lock": lambda var: var / "one.lock", "opened": opened, "seconds": 0.5}
    return Follower(**{**known, **said})
