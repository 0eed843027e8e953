"""Every way in which the rest of the portal changes: web links, settings, redirects, sites, languages, reads."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core import serializers
from django.core.management import call_command
from django.urls import reverse
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from hoaban.pages.models import HomePage, SiteIdentity, WebLink, WebLinkGroup
from tests.publication.ways import added, changed, removed, way
from tests.support.scene import Scene, a_file, sql

GROUP, LINK = "pages_weblinkgroup", "pages_weblink"
IDENTITY, SIDE = "pages_siteidentity", "pages_sideblocks"
REDIRECT, SITE, LOCALE = "wagtailredirects_redirect", "wagtailcore_site", "wagtailcore_locale"
GROUPS = "wagtailsnippets_pages_weblinkgroup:"


def send_group(scene: Scene, act: str, *keys: int, title: str = "Sở, ban, ngành", **links: object) -> None:
    scene.at_the_desk(f"{GROUPS}{act}", *keys, **nested_form_data({"title": title, **links}))


def a_link(**said: object) -> dict[str, object]:
    return {"name": "Sở", "url": "https://so.hoaban.example/", "logo": "", **said}


def add_group(scene: Scene) -> None:
    send_group(scene, "add", links=inline_formset([a_link()]))


def edit_group(scene: Scene, *links: dict[str, object], **said: str) -> None:
    """Send the screen of the group: its one link first, then those that are new."""
    standing = {"id": scene.link.pk}
    rows = [{**row, **standing} if number == 0 else row for number, row in enumerate(links)]
    send_group(scene, "edit", scene.group.pk, links=inline_formset(rows, initial=1), **said)


WEB_LINKS = [
    way("web-links-add", add_group, added(GROUP), added(LINK)),
    way(
        "web-links-edit", lambda scene: edit_group(scene, a_link(), title="Tên khác"), changed(GROUP, "group", "title")
    ),
    way(
        "web-links-edit-a-link",
        lambda scene: edit_group(scene, a_link(name="Sở Y tế")),
        changed(LINK, "link", "name"),
    ),
    way(
        "web-links-add-a-link",
        lambda scene: edit_group(scene, a_link(), a_link(name="Ban")),
        added(LINK),
    ),
    way(
        "web-links-reorder",
        lambda scene: edit_group(scene, a_link(ORDER=2), a_link(name="Ban", ORDER=1)),
        changed(LINK, "link", "sort_order"),
        added(LINK),
    ),
    way("web-links-delete-a-link", lambda scene: edit_group(scene, a_link(DELETE="1")), removed(LINK, "link")),
    way(
        "web-links-delete",
        lambda scene: scene.at_the_desk(f"{GROUPS}delete", scene.group.pk),
        removed(GROUP, "group"),
        removed(LINK, "link"),
    ),
    way(
        "web-links-delete-in-bulk",
        lambda scene: scene.in_bulk("pages", "weblinkgroup", "delete", scene.group),
        removed(GROUP, "group"),
        removed(LINK, "link"),
    ),
    way(
        "web-links-orm-update",
        lambda scene: WebLink.objects.filter(group=scene.group).update(url="https://khac.hoaban.example/"),
        changed(LINK, "link", "url"),
    ),
    way(
        "web-links-orm-bulk-create",
        lambda _scene: WebLinkGroup.objects.bulk_create([WebLinkGroup(title="A"), WebLinkGroup(title="B")]),
        added(GROUP),
    ),
    way(
        "web-links-sql",
        lambda scene: sql("DELETE FROM pages_weblink WHERE id = %s", scene.link.pk),
        removed(LINK, "link"),
    ),
]


def send_identity(scene: Scene, **said: str) -> None:
    kept = {
        field.name: field.value_from_object(scene.identity) or ""
        for field in SiteIdentity._meta.fields
        if field.name not in {"id", "site"}
    }
    scene.at_the_desk("wagtailsettings:edit", "pages", "siteidentity", scene.site.pk, **{**kept, **said})


def send_side_blocks(scene: Scene) -> None:
    block = ("text", {"title": "Đường dây nóng", "text": rich_text("<p>0200 000 000</p>")})
    form = nested_form_data({"blocks": streamfield([block])})
    scene.at_the_desk("wagtailsettings:edit", "pages", "sideblocks", scene.site.pk, **form)


SETTINGS = [
    way(
        "site-identity",
        lambda scene: send_identity(scene, name="Tên khác", accent="#14532d"),
        changed(IDENTITY, "identity", "name", "accent"),
    ),
    way("side-blocks", send_side_blocks, changed(SIDE, "side", "blocks")),
    way(
        "side-blocks-for-the-first-time",
        send_side_blocks,
        added(SIDE),
        given=lambda scene: scene.side.delete(),
    ),
    way(
        "site-identity-orm-update",
        lambda scene: SiteIdentity.objects.filter(site=scene.site).update(telephone="0200 111 111"),
        changed(IDENTITY, "identity", "telephone"),
    ),
    way(
        "site-identity-sql",
        lambda scene: sql("UPDATE pages_siteidentity SET licence = 'Số 1' WHERE site_id = %s", scene.site.pk),
        changed(IDENTITY, "identity", "licence"),
    ),
]
NEW = "https://moi.hoaban.example/"
OLD_AND_NEW = f"from,to\r\n/xua,{NEW}\r\n/xua-hon,{NEW}\r\n".encode()


def send_redirect(scene: Scene, act: str, *keys: int, **said: object) -> None:
    form = {"old_path": "/cu", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": NEW, **said}
    scene.at_the_desk(f"wagtailredirects:{act}", *keys, **form)


def import_redirects_at_the_desk(scene: Scene) -> None:
    """The first screen takes the file, the second asks which column is which."""
    shown = scene.desk.post(reverse("wagtailredirects:start_import"), {"import_file": a_file(OLD_AND_NEW, "a.csv")})
    form = {**shown.context["form"].initial, "from_index": "0", "to_index": "1", "permanent": "on"}
    scene.at_the_desk("wagtailredirects:process_import", **form)


def import_redirects_by_command(_scene: Scene) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "a.csv"
        table.write_bytes(OLD_AND_NEW)
        call_command("import_redirects", src=str(table), verbosity=0)


def bulk_create_redirects(_scene: Scene) -> None:
    Redirect.objects.bulk_create([Redirect(old_path="/a", redirect_link="/x/"), Redirect(old_path="/b")])


def bulk_update_redirects(scene: Scene) -> None:
    scene.redirect.redirect_link = "/moi-hon/"
    Redirect.objects.bulk_update([scene.redirect], ["redirect_link"])


REDIRECTS = [
    way(
        "redirect-add",
        lambda scene: send_redirect(scene, "add", old_path="/xua", redirect_page=scene.article.pk, redirect_link=""),
        added(REDIRECT),
    ),
    way(
        "redirect-edit",
        lambda scene: send_redirect(scene, "edit", scene.redirect.pk, redirect_link=f"{NEW}khac/", is_permanent=""),
        changed(REDIRECT, "redirect", "redirect_link", "is_permanent"),
    ),
    way(
        "redirect-delete",
        lambda scene: scene.at_the_desk("wagtailredirects:delete", scene.redirect.pk),
        removed(REDIRECT, "redirect"),
    ),
    way("redirect-import", import_redirects_at_the_desk, added(REDIRECT)),
    way("redirect-import-by-command", import_redirects_by_command, added(REDIRECT)),
    way("redirect-orm-bulk-create", bulk_create_redirects, added(REDIRECT)),
    way("redirect-orm-bulk-update", bulk_update_redirects, changed(REDIRECT, "redirect", "redirect_link")),
    way(
        "redirect-sql",
        lambda scene: sql("DELETE FROM wagtailredirects_redirect WHERE id = %s", scene.redirect.pk),
        removed(REDIRECT, "redirect"),
    ),
]


def send_site(scene: Scene, act: str, *keys: int, **said: object) -> None:
    form = {
        "hostname": "localhost",
        "port": "80",
        "site_name": "Hoa Ban",
        "root_page": scene.home.pk,
        "is_default_site": "on",
        **said,
    }
    scene.at_the_desk(f"wagtailsites:{act}", *keys, **form)


def with_second_home(scene: Scene) -> None:
    scene.second_home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Huyện", slug="huyen"))


def with_second_site(scene: Scene) -> None:
    scene.second_site = Site.objects.create(hostname="huyen.example", root_page=scene.section)


def load_a_dump(scene: Scene) -> None:
    """What `dumpdata` wrote elsewhere comes back with `loaddata`."""
    scene.identity.name = "Từ bản sao"
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "a.json"
        dump.write_text(serializers.serialize("json", [scene.identity]), encoding="utf-8")
        call_command("loaddata", str(dump), verbosity=0)


SITES_AND_LANGUAGES = [
    way(
        "site-edit",
        lambda scene: send_site(scene, "edit", scene.site.pk, hostname="khac.example", site_name="Tên khác"),
        changed(SITE, "site", "hostname", "site_name"),
    ),
    way(
        "site-with-another-root",
        lambda scene: send_site(scene, "edit", scene.site.pk, root_page=scene.second_home.pk),
        changed(SITE, "site", "root_page_id"),
        given=with_second_home,
    ),
    way(
        "site-add",
        lambda scene: send_site(scene, "add", hostname="huyen.example", is_default_site=""),
        added(SITE),
    ),
    way(
        "site-delete",
        lambda scene: scene.at_the_desk("wagtailsites:delete", scene.second_site.pk),
        removed(SITE, "second_site"),
        given=with_second_site,
    ),
    way("site-orm-update", lambda _scene: Site.objects.update(port=8000), changed(SITE, "site", "port")),
    way(
        "language-add",
        lambda scene: scene.at_the_desk("wagtaillocales:add", language_code="en"),
        added(LOCALE),
    ),
    way(
        "language-delete",
        lambda scene: scene.at_the_desk("wagtaillocales:delete", scene.english.pk),
        removed(LOCALE, "english"),
        given=Scene.with_english,
    ),
    way(
        "language-orm-update",
        lambda scene: Locale.objects.filter(pk=scene.english.pk).update(language_code="fr"),
        changed(LOCALE, "english", "language_code"),
        given=Scene.with_english,
    ),
    way("load-a-dump", load_a_dump, changed(IDENTITY, "identity", "name")),
    way("tag-orm-create", lambda _scene: Tag.objects.create(name="lúa"), added("taggit_tag")),
]
WAYS = [*WEB_LINKS, *SETTINGS, *REDIRECTS, *SITES_AND_LANGUAGES]
