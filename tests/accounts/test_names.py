"""Names of people stand as Viet Nam writes them, wherever the desk shows one."""

import pytest
from wagtail.admin.utils import get_user_display_name

from tests.builders import a_portal, a_section, an_article, an_editor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("family", "given", "shown"),
    [
        ("Nguyễn Minh", "Thùy", "Nguyễn Minh Thùy"),
        ("Lò", "Văn  A", "Lò Văn A"),
        ("", "Thùy", "Thùy"),
        ("Nguyễn", "", "Nguyễn"),
        ("", "", "thuy"),
    ],
)
def test_the_family_name_comes_first(family, given, shown):
    user = an_editor("thuy")
    user.last_name, user.first_name = family, given
    assert get_user_display_name(user) == shown


def test_the_history_of_a_page_shows_it_so(client):
    user = an_editor("thuy")
    user.last_name, user.first_name = "Nguyễn Minh", "Thùy"
    user.save()
    client.force_login(user)
    article = an_article(a_section(a_portal()))
    article.save_revision(user=user, log_action=True)
    assert "Nguyễn Minh Thùy" in client.get(f"/quan-tri/pages/{article.pk}/history/").text
