"""The one fact that is kept of a password besides its hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class WeakPassword(models.Model):
    """An account has a password that today's rules would refuse."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="weak_password"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"weak password of account {self.user_id}"
