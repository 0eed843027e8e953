"""Every address that the resolver knows, with the numbers of real things filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Locale, Site

from tests.attacks.desk_scene import Scene, Things

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in the place of an expression, since those cannot be filled in by name.
EXPRESSIONS = {
    r"^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": (
        "<page_id>/revisions/compare/live...latest/"
    ),
    r"^(?P<media_type>audio|video|media)/add/$": "video/add/",
    r"^(?P<media_type>audio|video)/chooser/upload/$": "video/chooser/upload/",
    r"chooser/(?P<media_type>audio|video)/": "chooser/video/",
    r"^(\d+)/(.*)$": "<document_id>/<document_name>",
    r"^media/(?P<path>(?:images|media)/.+)$": "media/<film_file>",
    r"^_parts/(?P<home_id>[0-9]{1,18})/(?P<name>[a-z0-9-]+)\.html$": "_parts/<home_id>/newest-5.html",
    r"^((?:[\w\-]+/)+(?:atom\.xml|rss\.xml|lich\.ics))$": "bai/atom.xml",
    r"^((?:[\w\-]+/)*)$": "khong-co/",
    r"^.*/$": "khong-co/",
    r"^pages/": "pages/",
    r"^documents/": "documents/",
    r"^images/": "images/",
}
PAGE_NAMES = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
SNIPPET = re.compile(r"^wagtailsnippet(?:s|choosers)_[a-z]+_([a-z]+):")
BULK = (
    ("wagtailcore", "page", "delete", "draft"),
    ("wagtailcore", "page", "move", "draft"),
    ("wagtailcore", "page", "publish", "draft"),
    ("wagtailcore", "page", "unpublish", "draft"),
    ("media", "attachedfile", "delete", "document"),
    ("media", "attachedfile", "add_tags", "document"),
    ("media", "attachedfile", "add_to_collection", "document"),
    ("media", "photo", "delete", "photo"),
    ("media", "photo", "add_tags", "photo"),
    ("media", "photo", "add_to_collection", "photo"),
    ("search", "wordsnotfound", "delete", "wordsnotfound"),
    ("counting", "openingbalance", "delete", "openingbalance"),
    ("pages", "weblinkgroup", "delete", "weblinkgroup"),
    ("auth", "user", "assign_role", "user"),
    ("auth", "user", "delete", "user"),
    ("auth", "user", "set_active_state", "user"),
)


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its full name, and its route with expressions replaced."""

    name: str
    route: str

    @property
    def has_things(self) -> bool:
        """Whether the address names a thing by its number."""
        return bool(PARAMETER.search(self.route))

    def filled(self, scene: Scene, things: Things, page: str = "draft") -> list[str]:
        """The paths at which the address asks for these things."""
        if self.name == "wagtail_bulk_action":
            known = {**things.pages, **things.files, **things.rows, "user": scene.people["administrator"]}
            rows = [(*row[:3], known[row[3]].pk) for row in BULK if row[3] in known]
            return ["/quan-tri/bulk/{}/{}/{}/?id={}".format(*row) for row in rows]
        values = values_of(self, scene, things, page)
        return ["/" + PARAMETER.sub(lambda match: str(values[match[1]]), self.route)]

    def mixed(self, scene: Scene, mine: Things, theirs: Things) -> str:
        """The path with the numbers of one's own pages, and those of others in every other place."""
        own, others = values_of(self, scene, mine, "draft"), values_of(self, scene, theirs, "draft")
        values = others | {name: own[name] for name in PAGE_NAMES}
        return "/" + PARAMETER.sub(lambda match: str(values[match[1]]), self.route)


def addresses() -> list[Address]:
    """All of them, in the order of the resolver, each once."""
    return list(dict.fromkeys(walked(get_resolver())))


def walked(resolver: URLResolver, route: str = "", names: tuple[str, ...] = ()) -> Iterator[Address]:
    """The addresses below a resolver."""
    for entry in resolver.url_patterns:
        own = str(entry.pattern)
        whole = route + EXPRESSIONS.get(own, own)
        if isinstance(entry, URLPattern):
            # As Django joins the routes of what has no name.
            yield Address(":".join((*names, entry.name or route + own.removeprefix("^"))), whole)
        else:
            yield from walked(entry, whole, (*names, *filter(None, [entry.namespace])))


def values_of(address: Address, scene: Scene, things: Things, page: str) -> dict[str, Any]:
    """What stands for each parameter of an address."""
    label, model = model_of(address)
    return {
        "pk": own_key(address, scene, things, page),
        "app_label": label,
        "app_name": label,
        "content_type_app_name": label,
        "model_name": model,
        "content_type_model_name": model,
        "action_name": "copy" if address.name.startswith("wagtailadmin_api") else "approve",
        "session_id": 1,
        "restriction_id": 1,
        "uploaded_file_id": 1,
        "filter_spec": "max-165x165",
        "home_id": scene.home.pk,
        "number": 1,
        "size": 192,
        "slug": "khong-co",
        "older_than": 1,
        "uidb64": "MQ",
        "token": "abc",
        **numbers_of(things, page),
    }


def numbers_of(things: Things, page: str) -> dict[str, Any]:
    """Names and numbers of things, by the parameters that stand for them."""
    asked, files, rows = things.pages[page], things.files, things.rows
    return {
        **dict.fromkeys(("page_id", "page_to_move_id", "object_id"), asked.pk),
        **dict.fromkeys(("parent_page_id", "page_pk", "destination_id"), things.section.pk),
        **dict.fromkeys(("document_id", "doc_id"), files["document"].pk),
        "task_state_id": rows["state"].current_task_state.pk,
        "task_id": rows["task"].pk,
        "workflow_pk": rows["workflow"].pk,
        "workflow_state_id": rows["state"].pk,
        "revision_id": things.pages["draft" if page == "private" else page].latest_revision.pk,
        "collection_id": things.collection.pk,
        "page_view_restriction_id": things.pages["private"].view_restrictions.get().pk,
        "redirect_id": rows["redirect"].pk if "redirect" in rows else 1,
        "document_name": files["document"].filename,
        "image_id": files["photo"].pk,
        "media_id": files["film"].pk,
        "film_file": files["film"].file.name,
    }


def own_key(address: Address, scene: Scene, things: Things, page: str) -> Any:
    """What `pk` stands for in an address, by the part of the desk to which it belongs."""
    files, part = things.files, address.name.split(":")
    snippet = SNIPPET.match(address.name)
    if snippet:
        return things.rows[snippet[1]].pk if snippet[1] in things.rows else 1
    if part[0] == "wagtailadmin_api":
        return {"documents": files["document"], "images": files["photo"]}.get(part[1], things.pages[page]).pk
    site = Site.objects.get().pk
    return {
        "wagtailusers_users": scene.people["administrator"].pk,
        "wagtailadmin_collections": things.collection.pk,
        "wagtailsites": site,
        "wagtailsettings": site,
        "wagtaillocales": Locale.objects.first().pk,
        "wagtaildocs_chooser": files["document"].pk,
        "wagtailimages_chooser": files["photo"].pk,
        "wagtailadmin_workflows": things.rows["task" if "task" in address.name else "workflow"].pk,
    }.get(part[0], 1)


def model_of(address: Address) -> tuple[str, str]:
    """The kind of things that an address is asked about."""
    special = {
        "wagtailadmin_tag_model_autocomplete": ("taggit", "tag"),
        "wagtailsettings:edit": ("pages", "siteidentity"),
        "wagtailsettings:preview_on_edit": ("pages", "siteidentity"),
        "wagtailadmin_workflows:add_task": ("wagtailcore", "groupapprovaltask"),
        "simple_translation:submit_snippet_translation": ("pages", "weblinkgroup"),
    }
    return special.get(address.name, ("news", "article"))
