"""Brings a picture into the colours of screens (sRGB), which is what a picture without a profile is taken for.

Phones write Display P3, cameras Adobe RGB, programs for print CMYK. Without their profile such pictures come out dull,
and a profile in each small size would cost more than the picture.
"""

from __future__ import annotations

import io

from PIL import ExifTags, Image, ImageCms, ImageFilter

# That of a printing press has two million bytes.
LARGEST_PROFILE = 4 << 20
# By the mark of DCF 2.0 a camera says Adobe RGB and adds no profile.
ADOBE_RGB = "R03"
ADOBE_GAMMA = 563 / 256
STEPS = 33


def as_on_screens(picture: Image.Image, longest_side: int) -> Image.Image:
    """The picture in the colours of screens and no larger than `longest_side` pixels; what its profile asks is done."""
    profile, is_adobe = picture.info.get("icc_profile"), says_adobe(picture)
    if picture.mode not in ("CMYK", "L") or "transparency" in picture.info:
        picture = in_plain_colours(picture, keep_alpha=True)
    # First smaller, then converted, which costs by the pixel.
    picture.thumbnail((longest_side, longest_side))
    if isinstance(profile, bytes) and 0 < len(profile) <= LARGEST_PROFILE:
        return with_alpha_of(picture, by_profile(picture, profile))
    if picture.mode == "RGB" and is_adobe:
        return picture.filter(adobe_to_screen())
    return picture


def says_adobe(picture: Image.Image) -> bool:
    """Whether a camera's mark says so; what it wrote beside the picture may be damaged, which harms no picture."""
    try:
        mark = picture.getexif().get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    except Exception:  # noqa: BLE001  each kind of damage has an error of its own
        return False
    return mark == ADOBE_RGB


def by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours that a profile means, or those that stand there where it is damaged or for other pictures."""
    colours = picture.convert("RGB") if picture.mode == "RGBA" else picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(meant):
            return colours
        screen = ImageCms.createProfile("sRGB")
        intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
        converted = ImageCms.profileToProfile(colours, meant, screen, intent, "RGB", flags=flags)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return colours
    return colours if converted is None else converted


def with_alpha_of(picture: Image.Image, colours: Image.Image) -> Image.Image:
    """The colours with the transparency of a picture, if it has one."""
    if picture.mode == "RGBA":
        colours.putalpha(picture.getchannel("A"))
    return colours


def adobe_to_screen() -> ImageFilter.Color3DLUT:
    """A table from Adobe RGB (1998) to sRGB; both have the white of D65, so that nothing is adapted."""

    def converted(red: float, green: float, blue: float) -> tuple[float, float, float]:
        red, green, blue = (part**ADOBE_GAMMA for part in (red, green, blue))
        linear = (1.39836 * red - 0.39836 * green, green, 1.04293 * blue - 0.04293 * green)
        red, green, blue = (encoded(min(1.0, max(0.0, part))) for part in linear)
        return red, green, blue

    return ImageFilter.Color3DLUT.generate(STEPS, converted)


def encoded(part: float) -> float:
    """A share of light as sRGB writes it (IEC 61966-2-1)."""
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def in_plain_colours(picture: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """The picture in 8-bit RGB, with transparency where its kind has it."""
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = "A" in picture.mode or "transparency" in picture.info
    wanted = "RGBA" if keep_alpha and transparent else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)
