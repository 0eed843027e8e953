"""Writes the configuration of an nginx before this installation: it sends published files, the front does the rest.

What an address, a type and a header are comes from `front.layout`, so that nothing is said twice.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import django

from hoaban.front import beacons, layout
from hoaban.front.answers import UNAVAILABLE
from hoaban.front.directory import BEING_WRITTEN
from hoaban.front.limits import Limits
from hoaban.front.responses import NEVER_KEPT, RETRY_SECONDS, TEXTS, short_text
from hoaban.kit.errors import HoabanError
from hoaban.site.front_options import front_options
from hoaban.site.options import Options
from hoaban.site.supervisor import NEAREST

TEMPLATE = Path(__file__).parent / "templates/site/nginx.conf"
# How much longer nginx waits than the front does.
SECONDS_LONGER = 15
CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
# Where a certificate is proved (ACME), and security.txt: the front has it from the state folder.
PROVING = """    location ^~ /.well-known/ {
        proxy_pass http://hoaban_front;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }

"""
# Of what the front answers itself, nothing is kept and nothing runs.
OF_A_PAGE = "/"


class UnquotablePath(HoabanError):
    """A path that the configuration of nginx cannot hold."""


class Pattern(string.Template):
    """A text with places `%{name}`: nginx has its own use for the dollar."""

    delimiter = "%"


@dataclass(frozen=True, kw_only=True)
class NginxSite:
    """What nginx is told about one installation.

    `root`: the published directory. `front`: host and port of `hoaban serve`. `names`: host names, as in
    `HOABAN_HOSTS`. `desk_prefixes`: beginnings of addresses that only the desk answers. `limit_body`: bytes.
    `listen`: addresses and ports, as nginx writes them. `certificate` and `key`: files in PEM, both or neither.
    `https`: whether readers come by HTTPS (sends HSTS). `brotli`: whether nginx has its module `brotli_static`.
    """

    root: Path
    front: str
    names: tuple[str, ...]
    desk_prefixes: tuple[str, ...]
    limit_body: int
    listen: tuple[str, ...]
    certificate: Path | None = None
    key: Path | None = None
    https: bool = True
    brotli: bool = True

    WITH_TLS: ClassVar[tuple[str, ...]] = ("443", "[::]:443")
    WITHOUT_TLS: ClassVar[tuple[str, ...]] = ("80", "[::]:80")

    @classmethod
    def of(cls, options: Options, certificate: Path | None, key: Path | None, *, brotli: bool) -> NginxSite:
        """The site of an installation, with certbot's files where none are named and readers come by HTTPS."""
        told = front_options(options)
        name = options.hosts[0].removeprefix(".")
        kept = Path("/etc/letsencrypt/live") / name
        address = NEAREST.get(options.address, options.address)
        return cls(
            root=told.root,
            front=f"[{address}]:{options.port}" if ":" in address else f"{address}:{options.port}",
            names=options.hosts,
            desk_prefixes=told.desk_prefixes,
            limit_body=told.limit_body,
            listen=cls.WITH_TLS if options.https else cls.WITHOUT_TLS,
            certificate=(certificate or kept / "fullchain.pem") if options.https else None,
            key=(key or kept / "privkey.pem") if options.https else None,
            https=options.https,
            brotli=brotli,
        )

    def text(self) -> str:
        """The configuration, to be included where nginx expects servers."""
        pattern = Pattern(TEMPLATE.read_text(encoding="utf-8"))
        return pattern.substitute(addresses() | kinds() | limits() | self.own() | error_pages(https=self.https))

    def own(self) -> dict[str, str]:
        """What this installation has chosen."""
        return {
            "root": quoted(f"{self.root}/$hoaban_folder", variables=1),
            "front": self.front,
            "names": " ".join(self.names) or "_",
            "desk_prefixes": either(self.desk_prefixes),
            "limit_body": str(self.limit_body),
            "listening": self.listening(),
            "redirecting": self.redirecting(),
            "brotli": "    brotli_static on;\n" if self.brotli else "",
            "always": header_lines(always_said(https=self.https), always=False),
        }

    def listening(self) -> str:
        """Where the server listens, and how it speaks TLS."""
        if self.certificate is None:
            return "\n".join(f"    listen {each};" for each in self.listen)
        lines = [
            *(f"listen {each} ssl http2;" for each in self.listen),
            f"ssl_certificate     {quoted(self.certificate)};",
            f"ssl_certificate_key {quoted(self.key or '')};",
            "ssl_protocols TLSv1.2 TLSv1.3;",
            f"ssl_ciphers {CIPHERS};",
            "ssl_prefer_server_ciphers off;",
            "ssl_session_cache shared:hoaban:10m;",
            "ssl_session_timeout 1d;",
            "ssl_session_tickets off;",
        ]
        return "\n".join(f"    {line}" for line in lines)

    def before_certificate(self) -> str:
        """The configuration with which certbot gets the first certificate, to be put in place of the whole one."""
        listening = "\n".join(f"    listen {each};" for each in self.WITHOUT_TLS)
        return (
            f"upstream hoaban_front {{\n    server {self.front};\n}}\n\n"
            f"server {{\n{listening}\n    server_name {' '.join(self.names)};\n    server_tokens off;\n"
            f"    access_log off;\n\n{PROVING}    location / {{\n        return 503;\n    }}\n}}\n"
        )

    def redirecting(self) -> str:
        """The server of plain HTTP: the way to HTTPS, and where a certificate is proved; empty without TLS."""
        if self.certificate is None:
            return ""
        listening = "\n".join(f"    listen {each};" for each in self.WITHOUT_TLS)
        return (
            f"server {{\n{listening}\n    server_name {' '.join(self.names)};\n    server_tokens off;\n"
            "    access_log off;\n\n"
            f"{PROVING}"
            "    location / {\n        return 301 https://$host$request_uri;\n    }\n}\n\n"
        )


def quoted(path: Path | str, *, variables: int = 0) -> str:
    """A path as nginx reads it whatever stands in it: blanks, `;`, `#`, braces, quotes.

    `variables`: how many dollars in it are nginx's own. Raises UnquotablePath where there are more, since nginx knows
    no way to write one, and for signs that end a line.
    """
    text = str(path)
    if text.count("$") != variables or not text.isprintable():
        raise UnquotablePath(
            f"The path {text!r} cannot stand in the configuration of nginx: it holds a dollar or a sign that cannot be "
            "seen. Give the folder or file another name."
        )
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def addresses() -> dict[str, str]:
    """How the published addresses look, as patterns."""
    return {
        "canonical": layout.CANONICAL.pattern,
        "too_long": f"^.{{{layout.LONGEST + 1}}}|[^/]{{{layout.LONGEST_SEGMENT + 1}}}",
        "index": layout.INDEX,
        "never_served": either((f"/{layout.INDEX}", BEING_WRITTEN, *layout.CODINGS.values(), f"/{layout.REDIRECTS}")),
        "error_pages": either((layout.NOT_FOUND, UNAVAILABLE)),
        "files": layout.FILES,
        "unavailable": UNAVAILABLE,
        "beacons": either(each.decode() for each in beacons.METHODS),
    }


def kinds() -> dict[str, str]:
    """Which kind of file has which type and headers."""
    types = layout.NAMED_TYPES | layout.TYPES
    page, file = (layout.headers_of(address, https=False) for address in (OF_A_PAGE, layout.FILES + "x/y.css"))
    varying = (*layout.COMPRESSED, *(name for name in layout.NAMED_TYPES if layout.is_compressed(f"/{name}")))
    return {
        "named": either(layout.NAMED_TYPES),
        "types": "\n".join(f'    {ending} "{kind}";' for ending, kind in types.items()),
        "vary": page["Vary"],
        "varying": "\n".join(f"    {ending} {page['Vary']};" for ending in varying),
        "ask_again": page["Cache-Control"],
        "for_ever": file["Cache-Control"],
        "page_policy": page["Content-Security-Policy"],
        "file_policy": file["Content-Security-Policy"],
    }


def limits() -> dict[str, str]:
    """How long nginx waits: as long as the front, and for the front a little longer than it waits itself."""
    said = Limits()
    return {
        "body_seconds": f"{said.body_seconds:.0f}",
        "head_seconds": f"{said.head_seconds:.0f}",
        "idle_seconds": f"{said.idle_seconds:.0f}",
        "write_seconds": f"{said.write_seconds:.0f}",
        "front_seconds": f"{said.desk_seconds + SECONDS_LONGER:.0f}",
        "longest_beacon": str(beacons.LONGEST_BODY),
    }


def error_pages(*, https: bool) -> dict[str, str]:
    """The short pages that nginx has to say itself, in the words of the front."""
    headers = layout.headers_of(OF_A_PAGE, https=https) | {"Cache-Control": NEVER_KEPT}
    bodies = {f"body_{status}": short_text(status) for status in TEXTS}
    return {
        "error_headers": header_lines(headers, always=True, indent=8),
        "retry_seconds": str(RETRY_SECONDS),
        **bodies,
    }


def always_said(*, https: bool) -> dict[str, str]:
    """The headers that every published file gets, whatever its kind."""
    kept = (*layout.ALWAYS, "Strict-Transport-Security")
    return {name: value for name, value in layout.headers_of(OF_A_PAGE, https=https).items() if name in kept}


def header_lines(headers: Mapping[str, str], *, always: bool, indent: int = 4) -> str:
    """Headers as nginx adds them; `always` also to answers that are no success."""
    end = " always;" if always else ";"
    return "\n".join(f'{" " * indent}add_header {name} "{value}"{end}' for name, value in headers.items())


def either(words: Iterable[str]) -> str:
    """A pattern that fits each of the texts and nothing else."""
    return "|".join(word.replace(".", r"\.") for word in sorted(words))


def example() -> NginxSite:
    """The site of the installation that the operator's papers speak of."""
    options = Options(var=Path("/srv/hoaban/program/var"), hosts=("portal.example.vn",))
    return NginxSite.of(options, None, None, brotli=True)


if __name__ == "__main__":
    # The urls say which addresses are the desk's.
    django.setup()
    Path(sys.argv[1]).write_text(example().text(), encoding="utf-8")
