"""What the options about caches before the portal mean together, and which of them cannot be together."""

import dataclasses
from pathlib import Path

import pytest

from hoaban.site import purge
from hoaban.site.options import Options
from hoaban.site.purge import purge_options, purge_problems

VARNISH = {"purge": "varnish", "purge_locations": ("http://127.0.0.1:6081",)}
CLOUDFLARE = {"purge": "cloudflare", "purge_token": "word", "purge_target": "zone"}


@pytest.fixture
def every_package(monkeypatch):
    monkeypatch.setattr(purge, "is_there", lambda _module: True)


def options(**chosen):
    return dataclasses.replace(Options(var=Path("var")), **chosen)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"purge_by": "tags"},
        {"purge_token": "word", "purge_target": "a/b/c/d/e"},
        VARNISH,
        {**VARNISH, "purge_by": "tags", "cache_tags": True},
        CLOUDFLARE,
        {**CLOUDFLARE, "purge_target": "/zone/"},
        {**CLOUDFLARE, "purge_by": "tags", "cache_tags": True},
        {"purge": "cloudfront", "purge_target": "E1"},
        {"purge": "azure-cdn", "purge_target": "a/b/c/d"},
        {"purge": "azure-front-door", "purge_target": "a/b/c"},
    ],
)
def test_what_fits_together_is_no_problem(every_package, chosen):
    assert purge_problems(options(**chosen)) == []


@pytest.mark.parametrize(
    ("chosen", "problems"),
    [
        ({"purge": "varnish"}, ["HOABAN_PURGE_LOCATIONS is missing"]),
        ({"purge": "cloudflare"}, ["HOABAN_PURGE_TOKEN is missing", "HOABAN_PURGE_TARGET is ''"]),
        ({**CLOUDFLARE, "purge_target": "a/b"}, ["HOABAN_PURGE_TARGET is 'a/b': cloudflare needs 1 names"]),
        ({"purge": "cloudfront"}, ["HOABAN_PURGE_TARGET is '': cloudfront needs 1 names"]),
        ({"purge": "azure-cdn", "purge_target": "a/b/c"}, ["HOABAN_PURGE_TARGET is 'a/b/c': azure-cdn needs 4 names"]),
        ({"purge": "azure-front-door", "purge_target": "a//c"}, ["azure-front-door needs 3 names"]),
        ({**VARNISH, "purge_by": "tags"}, ["Set HOABAN_CACHE_TAGS=yes."]),
        ({**CLOUDFLARE, "purge_by": "tags"}, ["Set HOABAN_CACHE_TAGS=yes."]),
        (
            {"purge": "cloudfront", "purge_target": "E1", "purge_by": "tags", "cache_tags": True},
            ["HOABAN_PURGE_BY is tags: cloudfront is told by urls only."],
        ),
        (
            {"purge": "cloudfront", "purge_by": "tags"},
            ["HOABAN_PURGE_TARGET is ''", "cloudfront is told by urls only."],
        ),
    ],
)
def test_what_cannot_be_is_told_all_at_once(every_package, chosen, problems):
    told = purge_problems(options(**chosen))
    assert len(told) == len(problems)
    for one, expected in zip(told, problems, strict=True):
        assert expected in one


@pytest.mark.parametrize("kind", purge.PACKAGES)
def test_programs_of_a_provider_that_are_missing_are_named_as_they_are_installed(monkeypatch, kind):
    target = "/".join("a" * purge.TARGETS[kind])
    monkeypatch.setattr(purge, "is_there", lambda _module: False)
    (problem,) = purge_problems(options(purge=kind, purge_target=target))
    packages = [name.replace(".", "-") for name in purge.PACKAGES[kind]]
    assert problem == f"HOABAN_PURGE is {kind}: install into the environment: {' '.join(packages)}"
    monkeypatch.setattr(purge, "is_there", lambda module: module != purge.PACKAGES[kind][-1])
    (problem,) = purge_problems(options(purge=kind, purge_target=target))
    assert problem.endswith(f": {packages[-1]}")


@pytest.mark.parametrize(
    ("module", "there"), [("json", True), ("json.decoder", True), ("no_such", False), ("no_such.deeper", False)]
)
def test_a_module_is_found_without_being_imported(module, there):
    assert purge.is_there(module) is there


def test_nothing_is_told_where_there_is_no_cache():
    assert purge_options(options(purge_token="word", purge_by="tags")) is None


@pytest.mark.parametrize(("https", "scheme"), [(True, "https"), (False, "http")])
@pytest.mark.parametrize(("by", "by_tags"), [("urls", False), ("tags", True)])
def test_what_the_press_is_told_is_what_the_operator_chose(https, scheme, by, by_tags):
    told = purge_options(options(**VARNISH, purge_token="word", purge_target="zone", https=https, purge_by=by))
    assert told == {
        "kind": "varnish",
        "by_tags": by_tags,
        "locations": ("http://127.0.0.1:6081",),
        "token": "word",
        "target": "zone",
        "scheme": scheme,
    }
