"""The sizes in which the newsroom's pages show photos; templates name these uses and no sizes of their own."""

from __future__ import annotations

from hoaban.media.sizes import declare

ICON_SIZES = (32, 180, 192, 512)


def icon_use(size: int) -> str:
    """The use of the emblem as an icon of so many pixels."""
    return f"icon-{size}"


def declare_uses() -> None:
    """Declare every one."""
    declare("column", "width-400", "width-800", "width-1280")
    declare("teaser", "fill-400x250")
    declare("story", "fill-480x300", "fill-960x600")
    declare("share", "fill-1200x630", formats=("jpeg",))
    # Rare ones, made only of the photos that stand there.
    declare("poster", "fill-1280x720", formats=("jpeg",), used_by="content.VideoPage")
    declare("banner", "max-1280x400", used_by="content.HomePage")
    declare("logo", "max-96x96", formats=("webp",), used_by="content.WebLinkGroup")
    declare("emblem", "fill-128x128", formats=("png",), used_by="content.SiteIdentity")
    for size in ICON_SIZES:
        declare(icon_use(size), f"fill-{size}x{size}", formats=("png",), used_by="content.SiteIdentity")
