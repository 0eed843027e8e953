"""No export of the desk holds a formula: not in ours, not in Wagtail's, in whatever view, in CSV and in XLSX."""

import ast
import csv
import io

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from hoaban.desk import wagtail_exports
from hoaban.desk.spreadsheets import BEGINS_A_FORMULA
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.machine import ROOT

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "a;=1+1;b",
    'a";=1+1;"b',
    "a\n=1+1",
]


def subclasses(kind):
    for found in kind.__subclasses__():
        yield found
        yield from subclasses(found)


def exporting():
    """Every view that exports, once all addresses are loaded."""
    get_resolver().reverse_dict  # noqa: B018  loads them
    return sorted(set(subclasses(SpreadsheetExportMixin)), key=lambda found: f"{found.__module__}.{found.__qualname__}")


def cells_of_csv(content, delimiter):
    return [cell for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter) for cell in row]


def formulas(content):
    """Cells that a spreadsheet runs, whichever sign separates them for it."""
    text = content.decode("utf-8-sig")
    return [
        cell
        for delimiter in ",;\t"
        for cell in cells_of_csv(text, delimiter)
        if cell.lstrip(" ").startswith(BEGINS_A_FORMULA)
    ]


def formulas_of_workbook(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_sieve_catches_formulas():
    assert formulas(b"a,=1+1\r\n")
    assert formulas(b"a;=1+1\r\n")
    assert formulas(b"a\t=1+1\r\n")
    assert not formulas(b'"a;=1+1"\r\n')


def test_there_are_many_views_that_export():
    assert len(exporting()) > 15


def test_no_view_has_ways_of_its_own_to_write_a_cell():
    """A new view that has some fails here and must be looked at."""
    ways = ("preprocess_field_value", "get_heading", "write_csv_row", "generate_xlsx_row", "stream_csv", "write_xlsx")
    assert SpreadsheetExportMixin.preprocess_field_value is wagtail_exports.harmless_value
    for view in exporting():
        for way in ways:
            assert getattr(view, way) is getattr(SpreadsheetExportMixin, way), f"{view} has its own {way}"


def test_every_view_writes_hostile_words_as_text():
    class Items(list):
        model = Page

    for view in exporting():
        made = view()
        made.list_export = list("abcdefghijk")
        made.export_headings = dict(zip(made.list_export, HOSTILE, strict=True))
        made.custom_field_preprocess = {}
        made.to_row_dict = lambda item: dict(zip("abcdefghijk", item, strict=True))
        rows = Items([HOSTILE, HOSTILE[::-1], [[word] for word in HOSTILE]])
        assert formulas(b"".join(made.stream_csv(rows))) == [], view
        target = io.BytesIO()
        made.write_xlsx(rows, target)
        assert formulas_of_workbook(target.getvalue()) == [], view


@pytest.fixture
def desk(client):
    """The desk of a portal in which everything bears a formula."""
    section = a_section(a_portal())
    for number, word in enumerate(HOSTILE):
        page = an_article(section, slug=f"bai-{number}")
        page.title = word
        page.save(clean=False)
        page.save_revision(clean=False).publish()
    Redirect.objects.create(old_path="/=1+1", redirect_link="=1+1")
    user = an_editor("=1+1")
    get_user_model().objects.filter(pk=user.pk).update(
        first_name="@SUM(1)", last_name="=1+1", email="=1+1@evil.example"
    )
    Page.objects.filter(slug__startswith="bai-").update(locked=True, locked_by=user, locked_at=timezone.now())
    client.force_login(user)
    return client


def addresses_that_export(client):
    """Every address of the desk without a parameter whose view exports, asked for its file."""
    found = []

    def walk(patterns, prefix, namespaces):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = [*namespaces, pattern.namespace] if pattern.namespace else namespaces
                walk(pattern.url_patterns, prefix, inner)
            elif pattern.name and not pattern.pattern.regex.groups:
                found.append(":".join([*namespaces, pattern.name]))

    walk(get_resolver().url_patterns, "", [])
    for name in dict.fromkeys(found):
        address = reverse(name)
        if not address.startswith("/quan-tri/"):
            continue
        answer = client.get(address, {"export": "csv"})
        if answer.get("Content-Type", "").startswith("text/csv"):
            yield address, answer


def test_no_export_of_the_desk_holds_a_formula(desk):
    seen = {}
    for address, answer in addresses_that_export(desk):
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert formulas(content) == [], address
        seen[address] = content
        book = desk.get(address, {"export": "xlsx"})
        content = b"".join(book.streaming_content) if book.streaming else book.content
        assert formulas_of_workbook(content) == [], address
    assert {"/quan-tri/reports/aging-pages/", "/quan-tri/reports/site-history/", "/quan-tri/reports/locked/"} <= set(
        seen
    )
    # The words are there, told as what they are.
    assert b"'=HYPERLINK(1)" in seen["/quan-tri/reports/aging-pages/"]


def test_a_sign_that_no_workbook_holds_stops_no_export():
    view = exporting()[0]()
    view.list_export = ["a"]
    view.export_headings = {"a": "A"}
    view.to_row_dict = lambda item: {"a": item}
    target = io.BytesIO()
    view.write_xlsx(type("Items", (list,), {"model": Page})(["\x01\x0b=1+1"]), target)
    assert formulas_of_workbook(target.getvalue()) == []


def test_whatever_writes_csv_in_the_product_knows_what_is_harmless():
    for path in (ROOT / "src/hoaban").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        writes = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in {"DictWriter", "writer"}
            and getattr(node.value, "id", "") == "csv"
        ]
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not writes or "harmless" in names or "harmless_value" in names, path
