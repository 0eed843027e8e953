"""Stream fields whose blocks have a name, so that migrations hold that name and not the blocks.

A label changed in a block makes no migration, and a migration stays at one line (a trial: 103 characters instead
of 4,264). Rooms declare their blocks with `register_blocks`; the provider is imported when the blocks are first
needed, so that blocks may use models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField

NamedBlocks = Sequence[tuple[str, Block]]
Provider = Callable[[], NamedBlocks]

_providers: dict[str, Provider | str] = {}


def register_blocks(name: str, provider: Provider | str) -> None:
    """Declare the blocks of a named stream field: a callable that returns them, or its dotted path."""
    _providers[name] = provider


def registered_blocks(name: str) -> NamedBlocks:
    """The blocks of a name; none where no room declares it (an old migration of a retired field)."""
    provider = _providers.get(name)
    if provider is None:
        return []
    return (import_string(provider) if isinstance(provider, str) else provider)()


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
        block = StreamBlock(registered_blocks(self.blocks_name))
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Name, path and the blocks' name: all that a migration needs.

        Passes StreamField by, whose deconstruction would write every block into the migration.
        """
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        return name, "hoaban.kit.stream.NamedStreamField", [self.blocks_name], kwargs
