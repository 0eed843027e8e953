"""Makes the one typed object that the front is told from the options of the installation and from its urls."""

from __future__ import annotations

from django.conf import settings

from hoaban.front.journal import FOLDER as READS
from hoaban.front.options import FrontOptions
from hoaban.kit.live_addresses import live_prefixes
from hoaban.site.options import Options
from hoaban.site.supervisor import SPOOL, WEBROOT, desk_socket, listening_addresses


def front_options(options: Options) -> FrontOptions:
    """What the front, which knows no Django, is told at its start."""
    return FrontOptions(
        root=options.var / "published",
        reads=options.var / READS,
        addresses=tuple((address, options.port) for address in listening_addresses(options)),
        desk_socket=desk_socket(options.var),
        desk_threads=options.workers * options.threads,
        desk_prefixes=(*live_prefixes(), settings.STATIC_URL),
        https=options.https,
        time_zone=options.time_zone,
        allowed_hosts=options.hosts,
        trusted_proxies=options.trusted_proxies,
        limit_memory=options.front_memory,
        limit_form=options.limit_form,
        limit_body=options.limit_form + max(options.limit_video, options.limit_document, options.limit_image),
        spool=options.var / SPOOL,
        webroot=options.var / WEBROOT,
        cache_tags=options.cache_tags,
    )
