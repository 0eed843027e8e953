"""How often a password may be tried: by one network at one account, and by one network in all.

The count stands in django-axes' table in the database, so that all processes and machines of an installation share it.
An attempt is counted before it is looked at and taken back when it was right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hoaban.accounts.networks import WIDE_SIGNS, pseudonym_of_request

SALT = "hoaban.accounts.attempts"
SIGN_IN, PAGE, RESET = "sign-in", "page", "reset"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong attempts are borne in a span of time.

    There is none for an account from everywhere: it would let a stranger lock its owner out. A thousand people may
    stand behind one address of a mobile carrier, so what one network may do in all is a multiple of what it may do at
    one account.
    """

    at_one_account: int
    in_all: int
    of_wider_network: int
    span: timedelta


LIMITS = {
    SIGN_IN: Limit(5, 100, 300, timedelta(minutes=15)),
    PAGE: Limit(20, 200, 600, timedelta(minutes=15)),
    RESET: Limit(3, 20, 60, timedelta(hours=1)),
}
LONGEST_SPAN = max(limit.span for limit in LIMITS.values())


def key(kind: str, account: str) -> str:
    """What the table keeps of an account: a keyed hash, since people type their password into the wrong field."""
    return f"{kind}:{salted_hmac(SALT, account, algorithm='sha256').hexdigest()[:32]}"


def take(request: HttpRequest, kind: str, account: str) -> int:
    """Count one attempt; where that is one too many count nothing and give the seconds to wait.

    The first look only reads: a flood of attempts beyond the limit writes nothing.
    """
    network, name, now = pseudonym_of_request(request), key(kind, account), timezone.now()
    seconds = seconds_to_wait(kind, name, network, now)
    if seconds:
        return seconds
    with transaction.atomic():
        AccessAttempt.objects.filter(attempt_time__lte=now - LONGEST_SPAN).delete()
        row, _made = AccessAttempt.objects.select_for_update().get_or_create(
            username=name, ip_address=network, user_agent="", defaults={"failures_since_start": 0}
        )
        # Once more, now that nobody else counts at this account.
        seconds = seconds_to_wait(kind, name, network, now)
        if seconds:
            transaction.set_rollback(True)
            return seconds
        # What is older than the span has run out, though the row is still there.
        fresh = row.attempt_time > now - LIMITS[kind].span
        count = F("failures_since_start") + 1 if fresh else 1
        AccessAttempt.objects.filter(pk=row.pk).update(failures_since_start=count, attempt_time=now)
    return 0


def give_back(request: HttpRequest, kind: str, account: str) -> None:
    """Forget what this network tried at an account: it was right."""
    AccessAttempt.objects.filter(username=key(kind, account), ip_address=pseudonym_of_request(request)).delete()


def taken_everywhere(kind: str, account: str) -> int:
    """How often something was tried at an account from all networks."""
    rows = AccessAttempt.objects.filter(
        username=key(kind, account), attempt_time__gt=timezone.now() - LIMITS[kind].span
    )
    return rows.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0


def forget() -> None:
    """Delete what has run out; the worker asks for it now and then, also where nobody tries anything."""
    AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - LONGEST_SPAN).delete()


def seconds_to_wait(kind: str, name: str, network: str, now: datetime) -> int:
    """Seconds until one more attempt is borne; 0 where it is borne now."""
    return max(
        seconds_until_free(rows, allowed, LIMITS[kind].span, now) for rows, allowed in bounds(kind, name, network)
    )


def bounds(kind: str, name: str, network: str) -> Iterator[tuple[QuerySet[AccessAttempt], int]]:
    """Every set of attempts that is bounded, with its bound."""
    limit = LIMITS[kind]
    of_kind = AccessAttempt.objects.filter(username__startswith=f"{kind}:")
    yield AccessAttempt.objects.filter(username=name, ip_address=network), limit.at_one_account
    yield of_kind.filter(ip_address=network), limit.in_all
    yield of_kind.filter(ip_address__startswith=network[:WIDE_SIGNS]), limit.of_wider_network


def seconds_until_free(rows: QuerySet[AccessAttempt], allowed: int, span: timedelta, now: datetime) -> int:
    """Seconds until fewer attempts than allowed are younger than the span; 0 where it is so now."""
    fresh = rows.filter(attempt_time__gt=now - span).order_by("attempt_time")
    counted = list(fresh.values_list("attempt_time", "failures_since_start"))
    total, seconds = sum(count for _at, count in counted), 0
    for at, count in counted:
        if total < allowed:
            break
        total -= count
        seconds = math.ceil((at + span - now).total_seconds())
    return seconds
