"""Draws the demo's photos: landscapes and scenes of an invented province, the same for the same seed."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1000)
Colour = tuple[int, int, int]
SKIES: list[tuple[Colour, Colour]] = [
    ((250, 214, 165), (120, 170, 205)),
    ((226, 236, 244), (96, 152, 205)),
    ((253, 226, 200), (214, 140, 132)),
    ((232, 240, 232), (140, 186, 190)),
]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two, `share` from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def sky(chance: random.Random) -> Image.Image:
    """A sky that grows paler towards the horizon, with a sun or a few clouds."""
    low, high = chance.choice(SKIES)
    column = Image.new("RGB", (1, SIZE[1]))
    for row in range(SIZE[1]):
        column.putpixel((0, row), blend(high, low, min(1, row / 600)))
    picture = column.resize(SIZE)
    draw = ImageDraw.Draw(picture, "RGBA")
    x, y = chance.randint(250, 1350), chance.randint(120, 300)
    for radius in range(160, 50, -6):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 250, 225, 9))
    draw.ellipse((x - 50, y - 50, x + 50, y + 50), fill=(255, 248, 220, 235))
    return picture


def ridge(chance: random.Random, level: float, height: float) -> list[tuple[float, float]]:
    """The outline of a chain of hills across the picture."""
    waves = [(chance.uniform(0.6, 3.2), chance.uniform(0, 6.3), chance.uniform(0.3, 1)) for _ in range(4)]
    points = []
    for x in range(0, SIZE[0] + 20, 20):
        rise = sum(size * math.sin(x / 400 * pace + start) for pace, start, size in waves) / 2
        points.append((float(x), level - height * rise))
    return [(0.0, float(SIZE[1])), *points, (float(SIZE[0]), float(SIZE[1]))]


def hills(picture: Image.Image, chance: random.Random, near: Colour = (46, 92, 74), layers: int = 4) -> None:
    """Layers of hills in mist, the nearest darkest."""
    draw = ImageDraw.Draw(picture)
    far: Colour = (186, 205, 214)
    for layer in range(layers):
        share = (layer + 1) / layers
        draw.polygon(ridge(chance, 430 + 110 * layer, 95 - 12 * layer), fill=blend(far, near, share))


def terraces(chance: random.Random) -> Image.Image:
    """Terraced fields, step under step."""
    picture = sky(chance)
    hills(picture, chance, (74, 120, 92), 3)
    draw = ImageDraw.Draw(picture)
    ripe = chance.random()
    for step in range(11):
        level = 560 + step * 42
        shape = ridge(chance, level, 30)
        draw.polygon(shape, fill=blend(blend((120, 164, 70), (226, 184, 76), ripe), (60, 96, 48), step / 18))
        draw.line(shape[1:-1], fill=blend((240, 232, 180), (90, 110, 60), step / 14), width=5)
    return picture


def river(chance: random.Random) -> Image.Image:
    """A river with a bridge between the hills."""
    picture = sky(chance)
    hills(picture, chance)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 760), (1600, 720), (1600, 1000), (0, 1000)], fill=(98, 150, 168))
    for _ in range(70):
        x, y = chance.randint(0, 1500), chance.randint(770, 990)
        draw.line((x, y, x + chance.randint(40, 160), y), fill=(150, 190, 200), width=3)
    draw.rectangle((0, 640, 1600, 668), fill=(206, 200, 190))
    for pillar in range(120, 1600, 290):
        draw.polygon([(pillar, 668), (pillar + 46, 668), (pillar + 58, 850), (pillar - 12, 850)], fill=(178, 172, 162))
    for post in range(0, 1600, 40):
        draw.line((post, 610, post, 640), fill=(140, 60, 66), width=5)
    draw.line((0, 610, 1600, 610), fill=(140, 60, 66), width=7)
    return picture


def tree(draw: ImageDraw.ImageDraw, chance: random.Random, x: float, y: float, size: float, *, bloom: bool) -> None:
    """A tree, in leaf or in flower."""
    draw.polygon([(x - size * 0.07, y), (x + size * 0.07, y), (x + size * 0.03, y - size * 0.7)], fill=(92, 68, 52))
    for _ in range(60):
        angle, reach = chance.uniform(0, 6.3), chance.uniform(0, size * 0.5)
        spot = (x + reach * math.cos(angle), y - size * 0.85 + reach * math.sin(angle) * 0.75)
        radius = size * chance.uniform(0.06, 0.15)
        petal = chance.choice([(252, 240, 244), (240, 200, 214), (226, 160, 184)])
        leaf = chance.choice([(70, 118, 70), (88, 138, 80), (58, 100, 66)])
        colour = petal if bloom else leaf
        draw.ellipse((spot[0] - radius, spot[1] - radius, spot[0] + radius, spot[1] + radius), fill=colour)


def houses(chance: random.Random) -> Image.Image:
    """A school, a clinic or a town hall behind its yard."""
    picture = sky(chance)
    hills(picture, chance, (92, 132, 112), 3)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 800, 1600, 1000), fill=(206, 192, 164))
    wall = chance.choice([(244, 226, 178), (232, 236, 232), (240, 214, 190)])
    roof = chance.choice([(160, 66, 54), (92, 110, 132), (142, 84, 58)])
    draw.rectangle((260, 520, 1340, 820), fill=wall)
    draw.polygon([(220, 520), (1380, 520), (1290, 430), (310, 430)], fill=roof)
    for column in range(9):
        left = 300 + column * 116
        for row in range(2):
            top = 552 + row * 136
            draw.rectangle((left, top, left + 70, top + 88), fill=(110, 150, 176), outline=(255, 255, 255), width=6)
    draw.rectangle((740, 690, 860, 820), fill=(122, 82, 56))
    draw.line((800, 430, 800, 330), fill=(120, 120, 120), width=6)
    draw.rectangle((804, 334, 880, 384), fill=(206, 46, 46))
    for place in (130, 1470):
        tree(draw, chance, place, 880, 330, bloom=chance.random() < 0.4)
    return picture


def blossoms(chance: random.Random) -> Image.Image:
    """Hoa ban trees in flower on a hillside."""
    picture = sky(chance)
    hills(picture, chance, (84, 122, 88), 4)
    draw = ImageDraw.Draw(picture)
    for row in range(4):
        for place in range(5):
            x = place * 360 + chance.randint(-90, 90) + row * 60
            tree(draw, chance, x, 690 + row * 100, 190 + row * 46, bloom=True)
    return picture


def market(chance: random.Random) -> Image.Image:
    """Stalls of a market under awnings."""
    picture = sky(chance)
    hills(picture, chance, (104, 140, 118), 2)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 700, 1600, 1000), fill=(196, 180, 154))
    for stall in range(5):
        left = 30 + stall * 320
        bright = chance.choice([(196, 62, 62), (46, 116, 142), (214, 152, 52), (70, 130, 84), (140, 76, 130)])
        for strip in range(8):
            colour = bright if strip % 2 else (248, 244, 236)
            x = left + strip * 35
            draw.polygon([(x, 560), (x + 35, 560), (x + 43, 660), (x - 8, 660)], fill=colour)
        draw.rectangle((left + 6, 660, left + 14, 870), fill=(110, 84, 60))
        draw.rectangle((left + 268, 660, left + 276, 870), fill=(110, 84, 60))
        draw.rectangle((left, 780, left + 282, 870), fill=(150, 112, 76))
        for fruit in range(40):
            x, y = left + 12 + (fruit % 10) * 27, 766 - fruit // 10 * 16
            colour = chance.choice([(206, 70, 50), (232, 162, 52), (104, 152, 62), (160, 90, 130)])
            draw.ellipse((x, y, x + 24, y + 24), fill=colour)
    return picture


def road(chance: random.Random) -> Image.Image:
    """A road that winds up into the hills."""
    picture = sky(chance)
    hills(picture, chance, (66, 110, 80), 4)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 780), (1600, 700), (1600, 1000), (0, 1000)], fill=(116, 146, 86))
    bend = chance.randint(-160, 160)
    left = [(480.0 - t * 3 + bend * math.sin(t / 60), 1000 - t * 3.0) for t in range(105)]
    right = [(1180.0 - t * 7.6 + bend * math.sin(t / 60), 1000 - t * 3.0) for t in range(105)]
    draw.polygon(left + right[::-1], fill=(104, 104, 108))
    for step in range(0, 95, 12):
        middle = [((a[0] + b[0]) / 2, a[1]) for a, b in zip(left[step : step + 6], right[step : step + 6], strict=True)]
        draw.line(middle, fill=(240, 236, 214), width=max(2, 14 - step // 8))
    for place in range(6):
        tree(draw, chance, 1180 + place * 80, 800 + place * 22, 120 + place * 22, bloom=False)
    return picture


def rain(chance: random.Random) -> Image.Image:
    """Rain over the valley."""
    picture = Image.blend(terraces(chance), Image.new("RGB", SIZE, (96, 110, 122)), 0.5)
    draw = ImageDraw.Draw(picture, "RGBA")
    for _ in range(900):
        x, y, length = chance.randint(-50, 1600), chance.randint(-50, 1000), chance.randint(24, 70)
        draw.line((x, y, x - length // 4, y + length), fill=(226, 234, 240, 96), width=2)
    return picture


SCENES: dict[str, Callable[[random.Random], Image.Image]] = {
    "terraces": terraces,
    "river": river,
    "houses": houses,
    "blossoms": blossoms,
    "market": market,
    "road": road,
    "rain": rain,
}


def draw_photo(scene: str, seed: int) -> bytes:
    """A JPEG of 1600 x 1000 pixels; the same scene and seed give the same bytes. Raises KeyError for another scene."""
    picture = SCENES[scene](random.Random(f"{scene}-{seed}"))  # noqa: S311  nothing secret
    target = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.8)).save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()


def draw_pdf(title: str) -> bytes:
    """A one-page PDF, a sheet with a coloured head, for attached files."""
    sheet = Image.new("RGB", (595, 842), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, 595, 70), fill=(138, 28, 43))
    chance = random.Random(title)  # noqa: S311  nothing secret
    for line in range(28):
        draw.rectangle((60, 120 + line * 24, 60 + chance.randint(300, 475), 130 + line * 24), fill=(214, 214, 210))
    target = io.BytesIO()
    sheet.save(target, "PDF", title=title)
    return target.getvalue()
