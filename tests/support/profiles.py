"""Profiles of colours (ICC), as small as they can be, made from the primaries of a colour space."""

from __future__ import annotations

import struct

# Primaries as X, Y, Z before the white of D50.
DISPLAY_P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
WHITE = (0.96420, 1.0, 0.82491)
# The curve of sRGB, which Display P3 shares; that of Adobe RGB is a power.
SCREEN_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
ADOBE_CURVE = (563 / 256,)


def a_profile(primaries, curve, name="Wide colours"):
    """The bytes of a profile of a display."""
    values = {f"{letter}XYZ".encode(): xyz(*primary) for letter, primary in zip("rgb", primaries, strict=True)}
    values |= {f"{letter}TRC".encode(): parametric(curve) for letter in "rgb"}
    values |= {b"wtpt": xyz(*WHITE), b"desc": described(name), b"cprt": b"text" + bytes(4) + b"none\0\0\0\0"}
    table, data = b"", b""
    for tag, value in values.items():
        table += struct.pack(">4sII", tag, 128 + 4 + 12 * len(values) + len(data), len(value))
        data += value
    size = 128 + 4 + len(table) + len(data)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    header += bytes(28) + xyz(*WHITE)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(values)) + table + data


def fixed(value):
    """A number as s15Fixed16."""
    return struct.pack(">i", round(value * 65_536))


def xyz(*parts):
    """A colour as a tag holds it."""
    return b"XYZ " + bytes(4) + b"".join(map(fixed, parts))


def parametric(values):
    """A curve: a power alone, or a power with a straight beginning."""
    return b"para" + bytes(4) + struct.pack(">HH", 3 if len(values) == 5 else 0, 0) + b"".join(map(fixed, values))


def described(name):
    """A name as profiles of version 2 hold it."""
    text = name.encode() + b"\0"
    return (b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)).ljust(120, b"\0")
