"""Public templates keep the strict content policy: nothing inline, nothing from another host."""

import re

import pytest

from tests.machine import ROOT

FLAGS = re.IGNORECASE | re.DOTALL
PACKAGE = ROOT / "src/hoaban"
DESK = re.compile(r"/desk/|wagtailadmin|/admin/")
TEMPLATES = [path for path in sorted(PACKAGE.rglob("templates/**/*.html")) if not DESK.search(path.as_posix())]
ELSEWHERE = re.compile(
    r"""(?:src|href|action|poster|data|srcset)\s*=\s*["']?\s*(?:https?:)?//[^"'{ >]+""", re.IGNORECASE
)
LINK = re.compile(r"<a\s[^>]*>", re.IGNORECASE | re.DOTALL)
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE | re.DOTALL),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE | re.DOTALL),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}


def source(path):
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)


def identity(path):
    return path.relative_to(PACKAGE).as_posix()


def test_there_are_templates():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("kind", INLINE)
def test_nothing_is_inline(kind):
    assert [identity(path) for path in TEMPLATES if INLINE[kind].search(source(path))] == []


def test_nothing_is_fetched_from_another_host():
    """A link that a person follows may lead anywhere; what the browser fetches by itself may not."""
    fetched = [identity(path) for path in TEMPLATES if ELSEWHERE.search(LINK.sub("", source(path)))]
    assert fetched == []


def test_stylesheets_and_scripts_fetch_nothing_from_another_host():
    files = [path for kind in ("css", "js") for path in PACKAGE.rglob(f"static/**/*.{kind}")]
    assert files
    reaching = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//|fetch\(\s*[\"'](?:https?:)?//", re.IGNORECASE)
    assert [identity(path) for path in files if reaching.search(path.read_text(encoding="utf-8"))] == []


def test_every_component_names_its_inputs_first():
    components = [path for path in TEMPLATES if "components" in path.parts]
    silent = [
        identity(path)
        for path in components
        if "{#" not in path.read_text("utf-8")[:400] and "{% comment" not in path.read_text("utf-8")[:400]
    ]
    assert silent == []
