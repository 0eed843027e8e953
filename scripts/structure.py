"""Draws docs/developer/structure.svg: the rooms by floors and who imports from whom, as the code has it.

`structure.py` writes the picture; `structure.py --check` fails where the picture is out of date. An import that also
leads over a third room is not drawn, so that the lines can be followed.
"""

from __future__ import annotations

import ast
import html
import sys
import textwrap
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/hoaban"
PICTURE = ROOT / "docs/developer/structure.svg"
WIDTH, ROW, MARGIN, LABEL = 1000, 133, 16, 30
BOX_WIDTH, BOX_HEIGHT, CHARACTERS, LINES = 220, 89, 34, 4
ARROW = """<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 1 8 4 0 7z" fill="#4a6fa5"/></marker>"""
LEGEND = (
    "An arrow leads from a room to one that it imports from; what a longer way over other rooms shows too has none.",
    "Rooms import from lower floors alone. What a room gives to others stands in its room.py, where they collect it.",
)
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1b2733 }
  .name { font-weight: 700; font-size: 15px }
  .floor { fill: #6b7785 }
  .band { fill: #f3f5f7 }
  .room { fill: #fff; stroke: #7a8794 }
  .import { fill: none; stroke: #4a6fa5; stroke-opacity: .55; stroke-width: 1.3; marker-end: url(#arrow) }
"""


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest floor first, as the contract of the floors in pyproject.toml names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [sorted(room.strip(" ()") for room in layer.replace(":", "|").split("|")) for layer in layers]


def imported_by(room: str, rooms: set[str]) -> set[str]:
    """The other rooms that a room imports from."""
    found = set()
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module == "hoaban":
                names = [f"hoaban.{alias.name}" for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.split(".")[1] for name in names if name.startswith("hoaban.")}
    return found & rooms - {room}


def without_detours(imports: dict[str, set[str]]) -> dict[str, set[str]]:
    """The imports that no longer way through other rooms stands for."""

    def reached(room: str) -> set[str]:
        return imports[room].union(*(reached(below) for below in imports[room]))

    return {room: below - set().union(*(reached(other) for other in below)) for room, below in imports.items()}


def purpose(room: str) -> str:
    """What a room is about: the first sentence of its package."""
    said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return said.split("\n")[0].rstrip(".")


def places(by_floor: list[list[str]]) -> dict[str, tuple[float, float]]:
    """Where the left upper corner of each room's box lies; the rooms of a floor share its width evenly."""
    found = {}
    for floor, rooms in enumerate(by_floor):
        share = (WIDTH - LABEL) / len(rooms)
        for number, room in enumerate(rooms):
            left = LABEL + share * number + (share - BOX_WIDTH) / 2
            found[room] = (left, MARGIN + floor * ROW + (ROW - BOX_HEIGHT) / 2)
    return found


def box(room: str, left: float, top: float) -> str:
    """A room with its name and what it is about."""
    middle = left + BOX_WIDTH / 2
    lines = textwrap.wrap(purpose(room), CHARACTERS, max_lines=LINES, placeholder=" ...")
    texts = [
        f'<text x="{middle:.0f}" y="{top + 36 + 15 * number:.0f}" text-anchor="middle">{html.escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    shape = f'<rect class="room" x="{left:.0f}" y="{top:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
    name = f'<text class="name" x="{middle:.0f}" y="{top + 19:.0f}" text-anchor="middle">{room}</text>'
    return "\n".join([shape, name, *texts])


def line(upper: tuple[float, float], lower: tuple[float, float]) -> str:
    """An import, from the room that imports down to the other one."""
    (left, top), (other_left, other_top) = upper, lower
    start, end = (left + BOX_WIDTH / 2, top + BOX_HEIGHT), (other_left + BOX_WIDTH / 2, other_top)
    bend = ROW / 3
    return (
        f'<path class="import" d="M{start[0]:.0f} {start[1]:.0f} C{start[0]:.0f} {start[1] + bend:.0f} '
        f'{end[0]:.0f} {end[1] - bend:.0f} {end[0]:.0f} {end[1]:.0f}"/>'
    )


def picture() -> str:
    """The whole drawing."""
    by_floor = floors()
    at = places(by_floor)
    # What leads sideways or up is for import-linter to refuse.
    below = {room: set().union(*by_floor[floor + 1 :]) for floor, rooms in enumerate(by_floor) for room in rooms}
    imports = without_detours({room: imported_by(room, below[room]) for room in at})
    bottom = MARGIN + ROW * len(by_floor)
    height = bottom + MARGIN + 18 * len(LEGEND)
    said = 'role="img" aria-label="The rooms of Hoa Ban by floors, and which imports from which"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {said}>',
        f"<style>{STYLE}</style>",
        ARROW,
    ]
    for floor in range(len(by_floor)):
        top = MARGIN + floor * ROW
        if floor % 2 == 0:
            parts.append(f'<rect class="band" x="0" y="{top}" width="{WIDTH}" height="{ROW}"/>')
        parts.append(f'<text class="floor" x="10" y="{top + ROW // 2 + 4}">{len(by_floor) - floor}</text>')
    parts += [f'<text x="{LABEL}" y="{bottom + 18 * number}">{text}</text>' for number, text in enumerate(LEGEND, 1)]
    parts += [line(at[room], at[other]) for room in at for other in sorted(imports[room])]
    parts += [box(room, *place) for room, place in at.items()]
    return "\n".join([*parts, "</svg>", ""])


def main(arguments: list[str]) -> int:
    """Write the picture, or look whether it is what would be written."""
    drawn = picture()
    if "--check" not in arguments:
        PICTURE.write_text(drawn, encoding="utf-8")
        return 0
    if not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != drawn:
        print(f"{PICTURE.relative_to(ROOT)} is out of date. Draw it anew with: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
