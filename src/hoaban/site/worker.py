"""The worker process: runs every declared follower, publishes what is due, works off the queues, prunes the log."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from hoaban.front.heartbeat import Heartbeat
from hoaban.kit import troubles
from hoaban.kit.back_off import BackOff
from hoaban.kit.processes import alone

SECONDS_BETWEEN_SCHEDULES = 15.0
SECONDS_BETWEEN_PRUNINGS = 600.0
SECONDS_TO_FINISH = 10.0
# Nothing in a queue waits for its time; only what the mark of the database does not tell is found so late.
LONGEST_REST_OF_A_QUEUE = 60.0
# How soon the worker sees that somebody has written to the database, and a queue where nobody watches for it.
SECONDS_BETWEEN_WATCHES, SECONDS_BETWEEN_LOOKS = 0.1, 0.5
SECONDS_AFTER_A_FAULT, LONGEST_PAUSE = 2.0, 60.0
# Each queue has a thread of its own: the texts of files do not wait behind the sizes of photos.
QUEUES = {"background_tasks": "default", "texts_of_files": "texts"}
# How long one thread keeps the interpreter while another waits for it. Python's own 5 ms would be paid by the press at
# each of its statements while the search takes in a hundred thousand pages: seconds, where a page takes a tenth.
SECONDS_OF_ONE_THREAD = 0.0005
DAYS_TO_REMEMBER_TASKS = timedelta(days=7)
logger = logging.getLogger(__name__)
Part = Callable[[threading.Event], None]


def publish_scheduled(stop: threading.Event) -> None:
    """Publish and take off the air what is due."""
    from hoaban.pages.schedule import Schedule  # noqa: PLC0415  Django is set up by now

    every(stop, SECONDS_BETWEEN_SCHEDULES, Schedule().keep)


def prune_log(stop: threading.Event) -> None:
    """Delete what every follower of the log has read and what the report need not show any more."""
    from hoaban.publication.followers import prune_behind_all  # noqa: PLC0415  Django is set up by now

    keep = timedelta(days=settings.HOABAN.log_days)
    every(stop, SECONDS_BETWEEN_PRUNINGS, lambda: prune_behind_all(settings.VAR, keep=keep))


def watch_for_all(stop: threading.Event) -> None:
    """Look whether somebody has written to the database, and wake what rests.

    While the database is away, each of them looks by itself, and tells it.
    """
    from hoaban.publication.changes import WATCH  # noqa: PLC0415  Django is set up by now

    while not stop.is_set():
        try:
            WATCH.look(stop, SECONDS_BETWEEN_WATCHES)
        except (DatabaseError, InterfaceError):
            stop.wait(SECONDS_AFTER_A_FAULT)


def tidy_queue(stop: threading.Event) -> None:
    """Forget finished work and wrong passwords; ask for sizes and texts that are missing where none waits."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from hoaban.accounts import attempts  # noqa: PLC0415
    from hoaban.media.actions import ask_for_missing_sizes, ask_for_missing_texts  # noqa: PLC0415

    def act() -> None:
        finished = DBTaskResult.objects.finished()
        finished.filter(finished_at__lt=timezone.now() - DAYS_TO_REMEMBER_TASKS).delete()
        # These name addresses that somebody typed.
        finished.filter(task_path__startswith="hoaban.accounts.").delete()
        attempts.forget()
        waiting = set(DBTaskResult.objects.ready().values_list("queue_name", flat=True).distinct())
        if "default" not in waiting:
            ask_for_missing_sizes()
        if "texts" not in waiting:
            ask_for_missing_texts()

    every(stop, SECONDS_BETWEEN_PRUNINGS, act)


def background_tasks(queue: str, stop: threading.Event) -> None:
    """Run a queue of background work, one task at a time; stands by while another worker does."""
    with alone(settings.VAR / f"queue-{queue}.lock", wait=True):
        run_queue(queue, stop)


def run_queue(queue: str, stop: threading.Event) -> None:
    """Run a queue until told to stop, and rest while nobody writes; a database that is away is waited for."""
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from hoaban.publication.followers import Rest  # noqa: PLC0415

    worker = Worker(
        queue_names=[queue],
        interval=0.0,
        # Until nothing waits; then it rests as followers do.
        batch=True,
        backend_name="background",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"hoaban-{queue}",
        excluded_queue_names=[],
    )

    def end() -> None:
        stop.wait()
        worker.running = False

    threading.Thread(target=end, daemon=True).start()
    name = threading.current_thread().name
    while not stop.is_set():
        try:
            # Nothing of it runs now, so what was begun was cut off; what it has not made is asked for again.
            DBTaskResult.objects.running().filter(queue_name=queue).delete()
            troubles.end(name)
            while not stop.is_set():
                worker.run()
                rest = Rest(LONGEST_REST_OF_A_QUEUE)
                rest.begin()
                while not stop.is_set() and rest.goes_on():
                    rest.pause(stop, SECONDS_BETWEEN_LOOKS)
        except DatabaseError as error:
            troubles.begin(name, str(error))
            logger.warning("Background work waits for the database: %s", error)
            stop.wait(SECONDS_AFTER_A_FAULT)


def every(stop: threading.Event, seconds: float, act: Callable[[], object]) -> None:
    """Do something again and again; a database that is away is waited for, and what failed is tried again sooner."""
    name = threading.current_thread().name
    back_off = BackOff(first=SECONDS_AFTER_A_FAULT, longest=min(seconds, LONGEST_PAUSE))
    while not stop.is_set():
        pause = seconds
        try:
            close_old_connections()
            act()
        except Exception as error:
            pause = back_off.failed(name)
            troubles.begin(name, f"{type(error).__name__}: {error}")
            if isinstance(error, DatabaseError):
                logger.warning("%s waits for the database: %s", name, error)
            else:
                logger.exception("%s failed; it is tried again in %.0f s", name, pause)
        else:
            back_off.succeeded(name)
            troubles.end(name)
        stop.wait(pause)


def keep_going(part: Part, stop: threading.Event, pause: float = SECONDS_AFTER_A_FAULT) -> None:
    """Do one part until told to stop; where it fails, begin it anew after a pause that doubles."""
    while not stop.is_set():
        name = threading.current_thread().name
        try:
            part(stop)
        except Exception as error:
            troubles.begin(name, f"{type(error).__name__}: {error}")
            logger.exception("The worker's part %s failed; it begins anew in %.0f s", name, pause)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


def parts() -> dict[str, Part]:
    """By name what the worker does side by side: every follower that a room declares, and what follows no log."""
    from hoaban.kit.rooms import declared  # noqa: PLC0415
    from hoaban.publication.followers import Follower, follow  # noqa: PLC0415

    queues = {name: partial(background_tasks, queue) for name, queue in QUEUES.items()}
    others = (watch_for_all, publish_scheduled, tidy_queue, prune_log)
    following = {one.name: partial(follow, one, settings.VAR) for one in declared(Follower)}
    return {**following, **queues, **{part.__name__: part for part in others}}


def run() -> None:
    """Do all of it side by side until SIGTERM; a part that fails begins anew by itself, while the others go on."""
    sys.setswitchinterval(SECONDS_OF_ONE_THREAD)
    Heartbeat("worker", troubles=troubles.told).start()
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    threads = [
        threading.Thread(target=keep_going, args=(part, stop), name=name, daemon=True) for name, part in parts().items()
    ]
    for thread in threads:
        thread.start()
    # A wait with a limit lets signals through.
    while not stop.wait(0.5):
        pass
    # One deadline for all: a part that stands by hears nothing, and the supervisor waits little longer.
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


if __name__ == "__main__":
    run()
