"""Stream fields hold a name in migrations, not their blocks."""

from __future__ import annotations

import pytest
from django.db.migrations.writer import MigrationWriter
from wagtail import blocks

from hoaban.kit.stream import NamedStreamField, StreamBlocks
from hoaban.news.models import Article


def test_a_migration_holds_the_name_only():
    written, _imports = MigrationWriter.serialize(Article._meta.get_field("body"))
    assert written.startswith("hoaban.kit.stream.NamedStreamField('article_body'")
    assert len(written) < 200


@pytest.fixture
def declare(monkeypatch):
    """Lets a test say what the rooms give to stream fields."""
    return lambda *given: monkeypatch.setattr("hoaban.kit.stream.declared", lambda _kind: given)


def test_another_label_makes_no_migration(declare):
    declare(StreamBlocks("test_blocks", lambda: [("text", blocks.CharBlock(label="Một"))]))
    before = NamedStreamField("test_blocks", blank=True).deconstruct()
    declare(StreamBlocks("test_blocks", lambda: [("text", blocks.CharBlock(label="Hai"))]))
    assert NamedStreamField("test_blocks", blank=True).deconstruct() == before


def test_several_rooms_give_blocks_to_one_field_in_the_order_of_their_places(declare):
    declare(
        StreamBlocks("test_blocks", lambda: [("last", blocks.CharBlock())], place=40),
        StreamBlocks("other_blocks", lambda: [("elsewhere", blocks.CharBlock())], place=1),
        StreamBlocks("test_blocks", lambda: [("first", blocks.CharBlock()), ("second", blocks.CharBlock())], place=10),
    )
    assert list(NamedStreamField("test_blocks").stream_block.child_blocks) == ["first", "second", "last"]


def test_options_of_the_field_are_kept():
    name, path, args, kwargs = NamedStreamField("test_blocks", blank=True, verbose_name="x").deconstruct()
    assert (name, path, args) == (None, "hoaban.kit.stream.NamedStreamField", ["test_blocks"])
    assert kwargs == {"blank": True, "verbose_name": "x"}


def test_a_name_that_nobody_declares_any_more_has_no_blocks():
    assert list(NamedStreamField("retired_long_ago").stream_block.child_blocks) == []


def test_the_blocks_of_an_article_are_those_of_its_room():
    assert list(Article._meta.get_field("body").stream_block.child_blocks) == [
        "text", "photo", "gallery", "table", "quote", "files", "video", "box", "map_link",
    ]  # fmt: skip
