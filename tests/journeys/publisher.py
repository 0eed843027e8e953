"""Publishes one article after the other until it is ended; says each publish that was acknowledged on its own line."""

import sys

import django

django.setup()

from hoaban.content.models import Article  # noqa: E402  Django must be set up first


def publish(number: int) -> None:
    """One publish: title, lead and body carry the same number."""
    article = Article.objects.order_by("pk")[number % Article.objects.count()]
    article.title = f"Số {number}"
    article.lead = f"Mở đầu {number}."
    article.body = [("text", f"<p>Thân bài {number}.</p>" + "<p>Một đoạn văn dài.</p>" * 200)]
    article.save_revision().publish()
    sys.stdout.write(f"{article.pk} {number} {article.url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    number = int(sys.argv[1])
    while True:
        publish(number)
        number += 1
