"""Asks the reports on the desk, for tests of them."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests.builders import an_editor

TODAY = date(2026, 3, 20)
OF_SITE = ("overview", "authors", "types", "referrers", "month")
OF_PAGES = ("pages", "sections")
FEBRUARY = "?period=month&since=2026-02-10"


def an_editor_of(section, *, sees_sites=False):
    """A user who may edit one section, and see the sums of sites if that is said."""
    group = Group.objects.create(name="to")
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if sees_sites:
        group.permissions.add(Permission.objects.get(codename="view_siteday"))
    user = an_editor("to-vien", superuser=False)
    user.groups.add(group)
    return user


def shown(client, name, query="", *args):
    """The answer that shows a report."""
    answer = client.get(reverse(f"reports_{name}", args=args) + query)
    assert answer.status_code == 200
    return answer


def table(client, name, query, *args, which=""):
    """The rows of a table as its CSV holds them, the headings first."""
    sheet = f"&table={which}" if which else ""
    answer = shown(client, name, f"{query or '?'}&export=csv{sheet}", *args)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def figures(answer):
    """(label, value, change) of the figures of a page of one article."""
    return [(str(one.label), one.value, one.change) for one in answer.context["figures"]]
