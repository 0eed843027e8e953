"""What an operator publishes under `/.well-known/`, and what nobody gets there."""

import os

import pytest

from hoaban.front.well_known import LARGEST, WellKnown


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / ".well-known"
    (folder / "acme-challenge").mkdir(parents=True)
    (folder / "security.txt").write_text("Contact: mailto:an@xa.example\n")
    (folder / "acme-challenge" / "Tok_en-1").write_text("Tok_en-1.key")
    (folder / "app.json").write_text("{}")
    (folder / "page.html").write_text("<script>1</script>")
    (folder / ".hidden").write_text("secret")
    (folder / "large").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "way").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        (b"security.txt", b"text/plain; charset=utf-8", b"Contact: mailto:an@xa.example\n"),
        (b"acme-challenge/Tok_en-1", b"text/plain; charset=utf-8", b"Tok_en-1.key"),
        (b"app.json", b"application/json", b"{}"),
        (b"page.html", b"application/octet-stream", b"<script>1</script>"),
    ],
)
def test_a_file_of_the_operator_is_answered(folder, path, kind, body):
    found = WellKnown(folder, https=True).find(b"/.well-known/" + path)
    said = dict(found.headers)
    assert (found.status, found.body) == (200, body)
    assert (said[b"content-type"], said[b"x-content-type-options"]) == (kind, b"nosniff")


@pytest.mark.parametrize(
    "path",
    [
        *(b"", b"nowhere", b"acme-challenge", b"acme-challenge/", b".hidden", b"../secret", b"link", b"way/secret"),
        *(b"large", b"pipe", b"%2e%2e/secret", b"a//b", b"security.txt/x", b"a/b/c/d/e", b"security.txt\0"),
        b"./security.txt",
    ],
)
def test_nothing_else_is(folder, path):
    assert WellKnown(folder, https=True).find(b"/.well-known/" + path) is None
    assert WellKnown(None, https=True).find(b"/.well-known/" + path) is None


def test_no_other_address_leads_there(folder):
    assert WellKnown(folder, https=True).find(b"/security.txt") is None
