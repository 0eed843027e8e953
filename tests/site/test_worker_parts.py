"""The loops of the worker: what goes on after a fault, what is tidied away, what is done side by side."""

import threading
from datetime import timedelta
from functools import partial
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hoaban.kit import troubles
from hoaban.kit.rooms import declared
from hoaban.publication.followers import Follower
from hoaban.site import worker
from tests.support.steps import Steps, pauses


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OperationalError("gone"), "waits for the database: gone"),
        (ValueError("ours"), "failed; it is tried again in 2 s"),
    ],
)
def test_a_loop_goes_on_after_a_fault_and_says_it(monkeypatch, caplog, fault, said):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    done = []

    def act():
        done.append(len(done))
        if len(done) == 1:
            raise fault

    stop = pauses(3)
    worker.every(stop, 15.0, act)
    assert done == [0, 1, 2]
    assert stop.pauses == [worker.SECONDS_AFTER_A_FAULT, 15.0, 15.0]
    assert said in caplog.text
    assert troubles.told() == (), "what works again is no trouble"


def test_a_loop_that_is_told_to_stop_does_nothing():
    stop = threading.Event()
    stop.set()
    worker.every(stop, 15.0, lambda: pytest.fail("It acted."))
    worker.keep_going(lambda _stop: pytest.fail("It began."), stop)


def test_a_part_begins_anew_after_pauses_that_double_to_a_bound(caplog):
    stop = pauses(8)

    def fails(_stop):
        raise ValueError("again")

    worker.keep_going(fails, stop)
    assert stop.pauses == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    assert caplog.text.count("begins anew") == 8


def test_a_part_that_ends_well_is_not_begun_again():
    begun = []
    worker.keep_going(begun.append, threading.Event())
    assert len(begun) == 1


OWN = ("watch_for_all", "publish_scheduled", "tidy_queue", "prune_log")


def test_the_worker_does_all_parts_of_its_own_and_every_follower():
    names = {one.name for one in declared(Follower)}
    assert names
    assert worker.parts().keys() == names | {*worker.QUEUES, *OWN}
    assert set(worker.QUEUES.values()) == set(settings.TASKS["background"]["QUEUES"])


def a_task(path="hoaban.media.tasks.make_cheap_sizes", status="SUCCESSFUL", days=0):
    task = DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="background",
        run_after=timezone.now(),
        status=status,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(finished_at=timezone.now() - timedelta(days=days))
    return task.pk


def test_who_watches_is_no_trouble_of_its_own_while_the_database_is_away(monkeypatch, caplog):
    """Those who rest tell it; a trouble that nobody ends would leave the portal unready for ever."""
    looks = Mock(side_effect=[OperationalError("away"), InterfaceError("away")])
    monkeypatch.setattr("hoaban.publication.changes.WATCH.look", looks)
    before = troubles.told()
    worker.keep_going(worker.watch_for_all, pauses(2))
    assert (looks.call_count, troubles.told(), caplog.text) == (2, before, "")


@pytest.mark.django_db(transaction=True)
def test_a_queue_is_asked_again_where_somebody_wrote_and_not_before(monkeypatch, settings, tmp_path):
    settings.VAR = tmp_path
    stop, done = threading.Event(), []

    class Worker:
        def __init__(self, **_options):
            self.running = True

        def run(self):
            done.append("asked")
            if done.count("asked") == 2:
                stop.set()

    def goes_on(_rest):
        done.append("looked")
        return len(done) < 4

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker", Worker)
    monkeypatch.setattr("hoaban.publication.followers.Rest.goes_on", goes_on)
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_LOOKS", 0)
    worker.run_queue("texts", stop)
    assert done == ["asked", "looked", "looked", "looked", "asked"]


@pytest.mark.django_db
def test_finished_work_is_forgotten_after_a_week_and_typed_addresses_at_once(monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    kept, waiting = a_task(days=6), a_task("hoaban.accounts.tasks.send", status="READY")
    for gone in ({"days": 8}, {"path": "hoaban.accounts.tasks.send"}):
        a_task(**gone)
    worker.tidy_queue(pauses(1))
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {kept, waiting}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "asked_for"), [("", ["sizes", "texts"]), ("default", ["texts"]), ("texts", ["sizes"])]
)
def test_what_is_missing_is_asked_for_where_none_of_its_kind_waits(monkeypatch, waiting, asked_for):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    asked = []
    for what in ("sizes", "texts"):
        monkeypatch.setattr(f"hoaban.media.actions.ask_for_missing_{what}", partial(asked.append, what))
    if waiting:
        DBTaskResult.objects.filter(pk=a_task(status="READY")).update(queue_name=waiting)
    worker.tidy_queue(Steps(lambda: None))
    assert asked == asked_for
