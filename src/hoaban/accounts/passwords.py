"""Which passwords are too easily guessed, and who was seen with one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hoaban.accounts.actions import note_weak_password
from hoaban.kit.vietnamese import fold

# What fingers do by themselves, read forwards and backwards.
ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()",
)
# What the people of this country and of this product write first.
COMMON = (
    "password",
    "passw0rd",
    "p@ssword",
    "matkhau",
    "mat khau",
    "admin",
    "quantri",
    "vietnam",
    "hanoi",
    "hoaban",
    "welcome",
    "iloveyou",
    "anhyeuem",
)
LEAST_OF_A_ROW, LEAST_OF_A_NAME = 3, 3
LEAST_LEFT, LEAST_KINDS = 8, 5
# Longer passwords are looked at so far: what is left of the first hundred signs is enough.
LONGEST_LOOKED_AT = 100


def surprising_part(password: str, names: Iterable[str]) -> str:
    """What is left of a password without what anybody would try: names, common words, rows of keys, repetitions.

    >>> surprising_part("aaaaaaaaaaaa", []), surprising_part("qwertyuiop12345", []), surprising_part("abcabcabcabc", [])
    ('aa', '', '')
    >>> surprising_part("xuan-hoaban-trau-7-nong", ["Xuân"])
    '--trau-7-nong'
    """
    left = fold(password[:LONGEST_LOOKED_AT])
    for word in sorted({*COMMON, *names}, key=len, reverse=True):
        known = fold(word)
        if len(known) >= LEAST_OF_A_NAME:
            left = left.replace(known, "")
    return without_repetitions(without_rows(left))


def without_rows(text: str) -> str:
    """A text without pieces of three signs or more that follow each other on the keyboard or in a row."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    kept, place = [], 0
    while place < len(text):
        length = 0
        for row in rows:
            fits = LEAST_OF_A_ROW
            while place + fits <= len(text) and text[place : place + fits] in row:
                length, fits = max(length, fits), fits + 1
        if not length:
            kept.append(text[place])
        place += length or 1
    return "".join(kept)


def without_repetitions(text: str) -> str:
    """A text in which a sign stands twice in a row at most, and a piece that fills it by being repeated stands once."""
    for length in range(1, len(text) // 2 + 1):
        piece = text[:length]
        if len(text) // length >= 2 and (piece * (len(text) // length + 1))[: len(text)] == text:
            text = piece if length > 1 else piece * 2
            break
    kept = ""
    for sign in text:
        if kept[-2:] != sign * 2:
            kept += sign
    return kept


def names_of(user: Any) -> list[str]:
    """What anybody knows of a person and of this portal, in pieces."""
    told = [getattr(user, field, "") or "" for field in ("username", "first_name", "last_name", "email")]
    words = re.split(r"[^\w]+", " ".join([*told, *settings.ALLOWED_HOSTS]))
    return [*told, *words]


class SurprisingEnough:
    """Refuses a password of which too little is left without names, common words, rows of keys and repetitions."""

    def validate(self, password: str, user: Any = None) -> None:
        left = surprising_part(password, names_of(user))
        if len(left) < LEAST_LEFT or len(set(left)) < LEAST_KINDS:
            raise ValidationError(
                _(
                    "This password is easily guessed: without names, common words, rows of keys and repetitions "
                    "only %(left)s signs of it count. Use a few words that do not belong together."
                )
                % {"left": len(left) if len(set(left)) >= LEAST_KINDS else len(set(left))},
                code="password_too_predictable",
            )

    def get_help_text(self) -> str:
        return _("Use a few words that do not belong together; names, rows of keys and repetitions do not count.")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Django tells of every new password of whatever origin: note whether it is a weak one."""
        if user is not None and user.pk:
            note_weak_password(user, weak=is_weak(password, user))


def is_weak(password: str, user: Any) -> bool:
    """Whether today's rules would refuse a password."""
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


class NotingBackend(ModelBackend):
    """Django's own, which also notes who came in with a password that today's rules would refuse."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Any:
        user = super().authenticate(request, username=username, password=password, **more)
        if user is not None and password is not None:
            note_weak_password(user, weak=is_weak(password, user))
        return user
