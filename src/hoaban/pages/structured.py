"""What a page says to machines: description, Open Graph, Dublin Core (T24 article 4), schema.org."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from hoaban.kit.formats import iso_moment, local_day
from hoaban.kit.vietnamese import shortened
from hoaban.media.queries import url_of
from hoaban.pages.aliases import source_of
from hoaban.pages.models.identity import SiteIdentity
from hoaban.pages.models.public import PublicPage
from hoaban.pages.page_urls import full_url_of


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Inputs of the shell's head."""

    title: str
    description: str
    canonical: str
    type: str
    image: str = ""
    site_name: str = ""
    locale: str = "vi"
    dublin_core: dict[str, str] = field(default_factory=dict)
    json_ld: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)


def page_meta(
    page: PublicPage, identity: SiteIdentity, site: Site, request: HttpRequest, breadcrumb: list[dict[str, str]]
) -> PageMeta:
    """Everything the head of a page needs."""
    address = full_url_of(source_of(page) or page, request)
    if page.shown_part:
        # A month of an archive is a page of its own.
        address += page.shown_part[-1][1]
    description = shortened(" ".join(page.description().split()), 300)
    photo = page.share_photo()
    root = site.root_url
    shared = url_of(photo, "share")
    image = root + shared if shared else ""
    language = page.locale.language_code
    return PageMeta(
        title=page.seo_title or page.title,
        description=description,
        canonical=address,
        type=page.open_graph_type,
        image=image,
        site_name=identity.shown_name,
        locale={"vi": "vi_VN", "en": "en_GB"}.get(language, language),
        dublin_core=dublin_core(page, identity, address, description),
        json_ld=json_ld(page, identity, request, {"address": address, "image": image, "root": root}, breadcrumb),
    )


def dublin_core(page: PublicPage, identity: SiteIdentity, address: str, description: str) -> dict[str, str]:
    """The six mandatory elements and the recommended ones that the page has; several values part by "; "."""
    byline = getattr(page, "credits", None)
    posted = getattr(page, "posted_at", None) or page.first_published_at
    tags = [tag.name for tag in getattr(page, "shown_tags", [])]
    elements = {
        "title": page.title,
        "creator": "; ".join(byline.authors) if byline and byline.authors else identity.name,
        "date": local_day(posted).isoformat() if posted else "",
        "description": description or page.title,
        "publisher": identity.name,
        "identifier": address,
        "language": page.locale.language_code,
        "source": getattr(page, "source_url", "") or getattr(page, "source", ""),
        "subject": "; ".join(tags),
    }
    return {name: value for name, value in elements.items() if value}


def json_ld(
    page: PublicPage,
    identity: SiteIdentity,
    request: HttpRequest,
    addresses: dict[str, str],
    breadcrumb: list[dict[str, str]],
) -> str:
    """The schema.org description; `<`, `>` and `&` are escaped so that it cannot end its element."""
    root = addresses["root"]
    # schema.org gives an event neither a publisher nor days of publishing.
    is_work = page.schema_type != "Event"
    posted = getattr(page, "posted_at", None) if is_work else None
    updated = is_work and (getattr(page, "updated_at", None) or posted)
    described: dict[str, Any] = {
        "@type": page.schema_type,
        "name": page.title,
        "url": addresses["address"],
        "inLanguage": page.locale.language_code,
        "description": page.description(),
        "image": addresses["image"],
        "datePublished": iso_moment(posted) if posted else "",
        "dateModified": iso_moment(updated) if updated else "",
        "publisher": publisher_of(identity, root) if is_work else "",
        **page.extra_structured_data(request),
    }
    crumbs = [
        {"@type": "ListItem", "position": place, "name": crumb["title"], "item": root + crumb["url"]}
        for place, crumb in enumerate(breadcrumb, start=1)
    ]
    graph: list[dict[str, Any]] = [{key: from_root(value, root) for key, value in described.items() if value}]
    if crumbs:
        graph.append({"@type": "BreadcrumbList", "itemListElement": crumbs})
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def from_root(value: Any, root: str) -> Any:
    """A value with the site before it where it is an address of the site's own: machines need whole ones."""
    return f"{root}{value}" if isinstance(value, str) and value.startswith("/") else value


def publisher_of(identity: SiteIdentity, root: str) -> dict[str, str]:
    """The body that runs the portal, as schema.org describes one."""
    return {
        "@type": "GovernmentOrganization",
        "name": identity.name,
        "url": root,
        "address": identity.address,
        "telephone": identity.telephone,
        "email": identity.email,
    }
