"""The entry that the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hoaban.site import access_table

# As in `command.run`, for who starts it otherwise.
os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaban.site.settings")
application = get_wsgi_application()
# All of the program is there now. The collector need not walk over it again and again, a tenth of a second each time.
get_resolver().url_patterns  # noqa: B018  loads them
# Two rooms that speak of one address are told now, and not by the first request that fails.
access_table.rules()
gc.collect()
gc.freeze()
