"""For tests of guessed passwords: somebody who tries them, and how many were hashed meanwhile."""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db.models import F

SIGN_IN = "/quan-tri/login/"
RIGHT = "mot-mat-khau-dai"
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def try_password(client, name, password, address=HOME):
    return client.post(SIGN_IN, {"username": name, "password": password}, REMOTE_ADDR=address)


@contextmanager
def hashes():
    """A list that grows with each password that is hashed."""
    done, real = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append(1)
        return real(self, password, salt)

    with mock.patch.object(MD5PasswordHasher, "encode", counted):
        yield done


def minutes_later(minutes):
    """Let all that was tried be older."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
