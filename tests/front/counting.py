"""A front that counts, and what lies in its journal."""

from contextlib import contextmanager
from itertools import chain, starmap
from zoneinfo import ZoneInfo

from hoaban.front.answers import Answers
from hoaban.front.beacon_handler import BeaconHandler
from hoaban.front.beacons import Beacon
from hoaban.front.journal import JOURNAL, SUFFIX, Read, rows
from hoaban.front.limits import Limits
from hoaban.front.redirects import PublishedRedirect
from tests.support.wire import HOST, Site, front_options, request, running_front

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
TABLET = (
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
TEXT = "text/plain;charset=UTF-8"
ARTICLE = "/tin-tuc/bai/"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def page_of(site, page):
    """A page as the shell begins it."""
    return f'\n<!doctype html>\n<html lang="vi" data-page="{site}.{page}">\n<title>Bài</title>'.encode()


def a_site(root, folder=HOST):
    """A published directory with two pages that are counted, and some that are not."""
    site = Site(root, folders={HOST: folder}, default=folder)
    site.write("/", page_of(3, 70), folder)
    site.write(ARTICLE, page_of(3, 77), folder)
    site.write("/khong-dem/", b'<!doctype html>\n<html lang="vi">\n<p data-page="3.99">', folder)
    site.write("/404.html", b'<!doctype html>\n<html lang="vi">', folder)
    redirects = [PublishedRedirect("/cu/", 301, ARTICLE), PublishedRedirect("/rut/", 410, body="<p>Đã rút</p>")]
    site.directory.change_redirects(folder, redirects, [])
    return site


def files_of(folder):
    return sorted((folder / JOURNAL).rglob(f"*{SUFFIX}"))


def segments_of(folder):
    """The records of each file, in the order of the days; none may be damaged, and `rows` takes no half one."""
    found = [rows(each.read_bytes()) for each in files_of(folder)]
    assert not any(None in each for each in found)
    return [[one._replace(referrer=one.referrer.rstrip(b"\0")) for one in starmap(Read, each)] for each in found]


def journal(folder):
    """Every record, by time."""
    return sorted(chain.from_iterable(segments_of(folder)), key=lambda read: read.milliseconds)


def said(body=f"{ARTICLE}\n", **headers):
    """A report as the script of a page sends it, as bytes."""
    body = body.encode("latin-1") if isinstance(body, str) else body
    told = {"Content_Type": TEXT, "User_Agent": PHONE, "Origin": f"http://{HOST}", **headers}
    return request(told.pop("target", "/_reads"), told.pop("method", "POST"), body, **told)


def report(wire, body=f"{ARTICLE}\n", **headers):
    """Report a read as the script of a page does."""
    return wire.send(said(body, **headers)).reply(headers.get("method", "POST"))


@contextmanager
def counting_front(folder, **options):
    """A real front that counts into `folder / "reads"`, behind a proxy on this machine."""
    site = a_site(folder / "published")
    told = {"reads": folder / "reads", "trusted_proxies": ("127.0.0.1",), **options}
    with running_front(site.root, folder / "no-desk", **told) as front:
        front.site, front.folder = site, folder / "reads"
        yield front


class Hand:
    """A hand on the clock."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


class Counting:
    """The counting of a front without the front: one call is one report."""

    def __init__(self, folder, now=1_795_600_000.0, **limits):
        self.site = a_site(folder / "published")
        self.folder = folder / "reads"
        self.clock, self.steady = Hand(now), Hand(1000.0)
        self.options = front_options(
            self.site.root, reads=self.folder, trusted_proxies=("127.0.0.1",), limits=Limits(**limits)
        )
        self.answers = Answers(self.options)
        self.start()

    def start(self):
        self.reads = BeaconHandler(self.answers, self.options, self.clock, self.steady)

    def tell(self, path=ARTICLE, *, referrer="", opening=None, **asked):
        """Report a read; status and body of the answer."""
        told = [path, referrer] if opening is None else [path, referrer, str(opening)]
        head, body = self.reads.answer(self.asked(**asked), "\n".join(told).encode("latin-1"))
        return head.status, body

    @staticmethod
    def asked(*, address="203.0.113.9", agent=PHONE, target="/_reads", **headers):
        """The head of a report."""
        told = {"host": HOST, "user-agent": agent, "content-type": TEXT}
        told |= {name.lower().replace("_", "-"): value for name, value in headers.items()}
        fields = {name.encode(): value.encode("latin-1") for name, value in told.items()}
        method = b"GET" if ".gif" in target else b"POST"
        return Beacon(method, target.encode(), list(fields.items()), fields, address)

    @property
    def journal(self):
        return journal(self.folder)
