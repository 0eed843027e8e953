"""What is written of accounts by the program itself."""

from __future__ import annotations

from typing import Any

from hoaban.accounts.models import WeakPassword


def note_weak_password(user: Any, *, weak: bool) -> None:
    """Note that an account has a weak password, or that it has none any more; writes only what changes."""
    noted = WeakPassword.objects.filter(user_id=user.pk)
    if weak and not noted.exists():
        WeakPassword.objects.get_or_create(user_id=user.pk)
    elif not weak and noted.exists():
        noted.delete()
