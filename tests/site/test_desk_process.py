"""How the process of the desk counts its requests, and how it tells Django that the front asks."""

import json
import socket
import sys
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, OperationalError

from hoaban.site import desk_process
from hoaban.site.desk_process import CountedResponse, RequestsInFlight, SocketInUse, take_socket
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
        application({"PATH_INFO": "/", "fails": True}, None)
    assert flight.state() == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _recorder: {("pages", "0001_initial"): 1}, "ok"),
        (lambda _recorder: {}, "is not prepared"),
        (lambda _recorder: fails(OperationalError("gone")), "cannot be asked"),
        (lambda _recorder: fails(DatabaseError("malformed")), "cannot be asked"),
    ],
)
def test_the_desk_says_how_the_database_is_and_no_reason(monkeypatch, answer, told):
    monkeypatch.setattr(desk_process.connection, "close", lambda: None)
    monkeypatch.setattr(desk_process.MigrationRecorder, "applied_migrations", answer)
    said = b"".join(desk_process.application({"PATH_INFO": "/_ready"}, lambda *_words: None))
    assert json.loads(said) == {"database": told}


def test_a_database_that_answers_nothing_holds_one_thread_alone(monkeypatch):
    with desk_process._asking:
        assert b"answers nothing" in desk_process.say_how_the_database_is(lambda *_words: None)[0]


def test_the_socket_of_a_desk_that_lives_is_not_taken_and_one_that_was_left_is(tmp_path):
    path = tmp_path / "desk.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(str(path))
        other.listen()
        with pytest.raises(SocketInUse, match=str(path)):
            take_socket(path)
        assert path.exists()
    take_socket(path)
    take_socket(path)
    assert not path.exists()


def fails(error):
    raise error
