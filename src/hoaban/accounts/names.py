"""Names of people as Viet Nam writes them: the family name first, the given name last."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser


def full_name(user: Any) -> str:
    """Family name, then middle and given names, in every list and history of the desk; empty where none is given."""
    return " ".join(f"{user.last_name} {user.first_name}".split())


def write_family_name_first() -> None:
    """Django's accounts put the given name first, and Wagtail asks them everywhere."""
    AbstractUser.add_to_class("get_full_name", full_name)
