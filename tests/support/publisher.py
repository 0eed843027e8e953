"""Publishes one article after the other until it is ended; says each publish that was acknowledged on its own line.

Nobody else changes the portal. So what it renders before its first publish and after each one is every version of
every page that there ever was; it says their hashes too. `none` instead of a number: it only says them.
"""

import hashlib
import sys

import django

django.setup()

from hoaban.news.models import Article  # noqa: E402  Django must be set up first
from hoaban.press.address_rendering import render, sites  # noqa: E402


def numbered_articles() -> list[Article]:
    """Those whose pages carry a number."""
    return list(Article.objects.filter(slug__startswith="bai-").order_by("pk"))


def publish(number: int) -> None:
    """One publish: title, lead and body carry the same number."""
    articles = numbered_articles()
    article = articles[number % len(articles)]
    article.title = f"Số {number}"
    article.lead = f"Mở đầu {number}."
    article.body = [("text", f"<p>Thân bài {number}.</p>" + "<p>Một đoạn văn dài.</p>" * 200)]
    article.save_revision().publish()
    sys.stdout.write(f"done {article.pk} {number} {article.url}\n")
    sys.stdout.flush()


def say_hashes() -> None:
    """The hash of every article's page as the database has it now."""
    (site,) = sites()
    for article in numbered_articles():
        body = render(site, article.url).body
        sys.stdout.write(f"hash {article.url} {hashlib.sha256(body).hexdigest()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    say_hashes()
    number = None if sys.argv[1] == "none" else int(sys.argv[1])
    while number is not None:
        publish(number)
        say_hashes()
        number += 1
