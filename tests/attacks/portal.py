"""A whole portal that is attacked, and what is asked about it."""

import re
import subprocess

from tests.machine import ROOT
from tests.support.installation import children, python
from tests.support.wire import until

# After how many seconds of silence its supervisor acts.
SECONDS = 5
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.attacks.holding", "HOABAN_SILENCE": str(SECONDS)}
SIGN_IN = """
import django; django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
user, _ = get_user_model().objects.get_or_create(username="editor", is_superuser=True, is_staff=True)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""


def cookie_of_an_editor(portal):
    command, settings = python(portal.var, "-c", SIGN_IN)
    done = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
    return "=".join(done.stdout.split())


def pids_of(supervisor):
    return children(supervisor.pid)


def logged(portal, text):
    """What the supervisor wrote about something, once it has."""
    found = until(lambda: re.search(re.escape(text) + ".*", portal.log.read_text()[portal.seen :]), 60)
    portal.seen += found.end()
    return found[0]
