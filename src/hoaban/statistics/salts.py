"""The secrets of the days: prepared before they begin, the same on all machines, destroyed when they are over."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import connection

from hoaban.front import salts
from hoaban.statistics.models import DaySalt

# Tomorrow's secret is prepared in the last hour, so that no front has to make its own.
AHEAD = timedelta(hours=1)


def keep(folder: Path, now: datetime) -> None:
    """Prepare the secret of today, in the last hour that of tomorrow, and destroy older ones.

    `now` is of the portal's time zone. Raises OSError and DatabaseError.
    """
    today = now.date()
    for day in sorted({today, (now + AHEAD).date()}):
        prepare(folder, day)
    salts.destroy_before(folder, today)
    if is_shared():
        DaySalt.objects.filter(day__lt=today).delete()


def is_shared() -> bool:
    """Whether several machines may need the same secret; SQLite lies on one machine, and needs none of them."""
    return connection.vendor == "postgresql"


def prepare(folder: Path, day: date) -> None:
    """Lay down the secret of a day: that of the other machines where they have one.

    A front that needed one earlier has made its own, which stays; from the next day on all have the same.
    """
    place = salts.place_of(folder, day)
    if place.exists() and not is_shared():
        return
    own = salts.read(place) if place.exists() else secrets.token_bytes(salts.SIZE)
    if is_shared():
        row, _is_new = DaySalt.objects.get_or_create(day=day, defaults={"salt": own})
        own = bytes(row.salt)
    if not place.exists():
        salts.offered(folder, day, own)
