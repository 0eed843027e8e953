"""Stream fields whose blocks have a name, so that migrations hold that name and not the blocks.

A label changed in a block makes no migration, and a migration stays at one line (a trial: 103 characters instead
of 4,264). Rooms declare their blocks in `room.py` as `StreamBlocks`; several rooms may give blocks to one field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import cached_property
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField

from hoaban.kit.rooms import declared

NamedBlocks = Sequence[tuple[str, Block]]


@dataclass(frozen=True, slots=True)
class StreamBlocks:
    """Blocks that a room gives to a named stream field.

    `blocks` makes them when they are first needed. `place`: where they stand among those of other rooms in the list
    from which an editor chooses, small numbers first.
    """

    field: str
    blocks: Callable[[], NamedBlocks]
    place: int = 50


def declared_blocks(field: str) -> list[tuple[str, Block]]:
    """The blocks of a named field; none where no room declares any (an old migration of a retired field)."""
    given = sorted((one for one in declared(StreamBlocks) if one.field == field), key=lambda one: one.place)
    return [block for one in given for block in one.blocks()]


class NamedStreamField(StreamField):
    """A StreamField that looks its blocks up by name.

    In a migration of a name that nobody declares any more it has no blocks; its stored JSON stays as it is,
    because a migration that does not touch the value never writes it.
    """

    def __init__(self, blocks_name: str, **kwargs: Any) -> None:
        self.blocks_name = blocks_name
        super().__init__([], **kwargs)

    if TYPE_CHECKING:
        # On a page the attribute is a stream value, and takes lists of (block name, value).
        def __get__(self, page: Any, page_type: Any = None) -> Any: ...
        def __set__(self, page: Any, value: Any) -> None: ...

    @cached_property
    def stream_block(self) -> StreamBlock:
        """The block of the whole field, built when it is first needed."""
        block = StreamBlock(declared_blocks(self.blocks_name))
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Name, path and the blocks' name: all that a migration needs.

        Passes StreamField by, whose deconstruction would write every block into the migration.
        """
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        return name, "hoaban.kit.stream.NamedStreamField", [self.blocks_name], kwargs
