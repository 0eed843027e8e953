"""Who asks for a thousand addresses that are nowhere takes nothing from the others."""

import pytest

from tests.support.wire import Wire, request, running_front, until

ELSEWHERE = "127.0.1.1"


@pytest.fixture(scope="module")
def front(site, desk):
    # No address here fills up again while the test runs.
    with running_front(site.root, desk.socket, limits={"unknown_per_second": 0.001, "unknown_burst": 30}) as front:
        yield front


def test_pages_behind_a_password_are_answered_under_a_flood_from_elsewhere(front):
    with Wire(front.port) as flood, Wire(front.port, source=ELSEWHERE) as reader:
        flooded = [flood.ask(f"/khong-co/{number}/") for number in range(500)]
        assert [reader.ask(f"/moi/{number}/").body for number in range(30)] == [b"desk"] * 30
    assert [reply.status for reply in flooded] == [404] * 30 + [503] * 470
    assert {reply["retry-after"] for reply in flooded[30:]} == {"10"}
    assert {reply["cache-control"] for reply in flooded[30:]} == {"no-store"}


def test_what_is_published_is_answered_to_who_has_asked_too_much(front):
    with Wire(front.port) as flood:
        assert [flood.ask(f"/nua/{number}/").status for number in range(40)][-1] == 503
        assert flood.ask("/tin-tuc/").status == 200
        assert flood.ask("/tin-tuc").status == 301
        assert flood.ask("/moi/").status == 503, "nobody asked, so nobody knows that it is nowhere"


def test_all_networks_together_have_a_bound_too(site, desk):
    limits = {"unknown_by_all_per_second": 0.001, "unknown_by_all_burst": 5}
    with running_front(site.root, desk.socket, limits=limits) as front:
        statuses = []
        for number in range(10):
            with Wire(front.port, source=f"127.0.{number}.1") as wire:
                statuses.append(wire.ask(f"/moi/{number}/").status)
    assert statuses == [200] * 5 + [503] * 5


def test_who_waits_for_the_desk_takes_no_place_of_another_network(site, desk):
    limits = {"unknown_of_network": 1}
    with (
        running_front(site.root, desk.socket, desk_prefixes=["/quan-tri/"], limits=limits) as front,
        Wire(front.port) as waiting,
        Wire(front.port, source=ELSEWHERE) as reader,
    ):
        waiting.send(request("/tep/wait/unknown"))
        until(lambda: desk.is_waiting("unknown"))
        assert front.ask("/moi/").status == 503
        assert reader.ask("/moi/").body == b"desk"
        desk.let_go("unknown")
        assert waiting.reply().body == b"waited"


def test_a_slow_form_to_an_unknown_address_holds_no_place(site, desk):
    """The form behind a page's password goes to such an address."""
    with running_front(site.root, desk.socket) as front:
        wires = [Wire(front.port) for _ in range(20)]
        for wire in wires:
            wire.send(request("/moi/mat-khau/", "POST", Content_Length="100") + b"x")
        assert front.ask("/moi/").body == b"desk"
        assert wires[-1].send(b"x" * 99).reply().body == b"desk"
        for wire in wires:
            wire.close()
