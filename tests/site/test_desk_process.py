"""How the process of the desk counts its requests, and how it tells Django that the front asks."""

import sys
from types import SimpleNamespace

import pytest

from hoaban.site import desk_process
from hoaban.site.desk_process import CountedResponse, RequestsInFlight
from hoaban.site.middleware import FROM_FRONT


class Answer(list):
    closed = 0

    def close(self):
        self.closed += 1


def test_a_request_is_under_way_until_its_answer_is_taken():
    flight, answer = RequestsInFlight(), Answer([b"a", b"b"])
    flight.begin()
    flight.begin()
    response = CountedResponse(answer, flight)
    assert b"".join(response) == b"ab"
    assert flight.state() == (2, 0)
    response.close()
    assert (flight.state(), answer.closed) == ((1, 1), 1)


def test_an_answer_that_cannot_be_closed_is_done_all_the_same():
    flight = RequestsInFlight()
    for answer in ([b"a"], Answer()):
        flight.begin()
        if isinstance(answer, Answer):
            answer.close = lambda: 1 / 0
            with pytest.raises(ZeroDivisionError):
                CountedResponse(answer, flight).close()
        else:
            CountedResponse(answer, flight).close()
    assert flight.state() == (0, 2)


@pytest.fixture
def counted(monkeypatch):
    """The application with its count, and what it is asked; it fails where the address says so."""
    flight, seen = RequestsInFlight(), []

    def application(environ, _start_response):
        seen.append(environ)
        if environ.get("fails"):
            raise ZeroDivisionError
        return [b"whole"]

    monkeypatch.setattr(desk_process, "RequestsInFlight", lambda: flight)
    monkeypatch.setattr(
        desk_process, "Heartbeat", lambda *_words: type("Silent", (), {"start": staticmethod(lambda: None)})
    )
    # The module itself would change the umask of the tests and freeze their memory.
    monkeypatch.setitem(sys.modules, "hoaban.site.wsgi", SimpleNamespace(application=application))
    return desk_process.application_with_heartbeat(), flight, seen


def test_the_desk_knows_that_the_front_asks(counted):
    application, flight, seen = counted
    response = application({"PATH_INFO": "/"}, None)
    assert seen[0][FROM_FRONT] is True
    assert flight.state() == (1, 0)
    response.close()
    assert flight.state() == (0, 1)


def test_a_request_that_fails_is_done(counted):
    application, flight, _seen = counted
    with pytest.raises(ZeroDivisionError):
        application({"fails": True}, None)
    assert flight.state() == (0, 1)
