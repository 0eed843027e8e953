"""`hoaban nginx`: prints the configuration of an nginx before this installation."""

from __future__ import annotations

import argparse

from django.conf import settings

from hoaban.site.nginx import NginxSite


def run(arguments: argparse.Namespace) -> int:
    """Print the configuration to standard output; no file is written."""
    site = NginxSite.of(settings.HOABAN, arguments.certificate, arguments.key, brotli=not arguments.without_brotli)
    print(site.before_certificate() if arguments.before_certificate else site.text(), end="")
    return 0
