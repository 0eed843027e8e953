"""What is written of accounts by the program itself."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from hoaban.accounts.models import WeakPassword


def note_weak_password(user: Any, *, weak: bool) -> None:
    """Note that an account has a weak password, or that it has none any more; writes only what changes."""
    noted = WeakPassword.objects.filter(user_id=user.pk)
    if weak and not noted.exists():
        WeakPassword.objects.get_or_create(user_id=user.pk)
    elif not weak and noted.exists():
        noted.delete()


def add_administrator(name: str, *, password: str = "") -> tuple[Any, str]:
    """Make an account that may do everything; returns it with its password, a random one where none is given."""
    password = password or secrets.token_urlsafe(12)
    return get_user_model().objects.create_superuser(name, email="", password=password), password


def add_editor(name: str, *, of: Page) -> Any:
    """Make an account that may edit a page and all below it and nothing else; nobody can sign in with it yet."""
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    may_change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=of, permission=may_change)
    user = get_user_model().objects.create_user(name)
    user.groups.add(group)
    return user
