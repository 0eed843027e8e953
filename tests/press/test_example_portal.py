"""Every address of the portal of examples: what it depends on, alone and in a batch."""

from __future__ import annotations

import pytest

from hoaban.demo import actions as demo
from hoaban.press import address_rendering
from hoaban.publication.addresses import everything
from hoaban.publication.recorder import remembering

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_an_address_of_the_example_depends_on_is_explained_and_the_same_alone_and_in_a_batch():
    """Whatever was rendered before it: one order and the other."""
    demo.fill()
    (site,) = address_rendering.sites()
    paths = sorted(published.path for published in everything(site))
    assert len(paths) > 100
    alone = {path: address_rendering.render(site, path).reading for path in paths}
    assert {path: reading.unexplained[0][:300] for path, reading in alone.items() if reading.unexplained} == {}
    for order in (paths, paths[::-1]):
        with remembering():
            address_rendering.foresee(site, order)
            in_a_batch = {path: address_rendering.render(site, path).reading for path in order}
        assert {path: in_a_batch[path] for path in paths if says(in_a_batch[path]) != says(alone[path])} == {}


def says(reading):
    """What the rendering of an address depends on, and until when it is right."""
    return reading.all_dependencies(), reading.valid_until
