"""The tags by which a cache before the portal knows an answer again, when it is told to forget it.

An answer carries the tag of its site and that of its own address, in the two headers that caches read: `Cache-Tag`
(Cloudflare, Akamai: separated by commas) and `Surrogate-Key` (Fastly, Varnish: separated by spaces).
"""

from __future__ import annotations

import hashlib

DIGEST_SIZE = 8


def site_tag(folder: str) -> str:
    """The tag of everything of a host.

    >>> site_tag("xa.example")
    'site-xa.example'
    """
    return f"site-{folder}"


def address_tag(folder: str, address: str) -> str:
    """The tag of one address, whatever it is asked with; short, since every answer carries it.

    >>> address_tag("xa.example", "/tin-tuc/")
    'a-cb910cc1e099211f'
    """
    return f"a-{hashlib.blake2b(f'{folder}{address}'.encode(), digest_size=DIGEST_SIZE).hexdigest()}"


def tag_headers(folder: str, address: str) -> dict[str, str]:
    """The headers of an answer from the file, redirect or note at an address."""
    tags = (site_tag(folder), address_tag(folder, address))
    return {"Cache-Tag": ",".join(tags), "Surrogate-Key": " ".join(tags)}
