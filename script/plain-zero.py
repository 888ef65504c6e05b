#!/usr/bin/env python3
"""Draws the zero of our own family without its stroke, as two small fonts that hold nothing else.

A slashed zero tells 0 from O in an identifier; in "10 personnes" it looks like code. Atkinson Hyperlegible Next has no
plain one, so this takes its zero and joins the two halves of the hole. Run it when the family is updated:

    pip install fonttools brotli && script/plain-zero.py
"""

from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "static" / "fonts"


def plain(zero: list) -> list:
    """The outline of the zero, whose hole is the mirror of its two quarters that no stroke touches."""
    ends = [i for i, (kind, _) in enumerate(zero) if kind == "closePath"]
    outline, lower, upper = zero[: ends[0] + 1], zero[ends[0] + 1 : ends[1]], zero[ends[1] + 1 : ends[2]]
    bottom = lower[0][1][0]
    axis = 2 * bottom[0]
    lower_left = lower[-1][1]
    upper_right = upper[-2][1]
    right, left = upper[-3][1][-1], lower[-2][1][-1]
    mirror = lambda points: [(axis - x, y) for x, y in points]
    lower_right = mirror(reversed(lower_left[:-1])) + [right]
    upper_left = mirror(reversed(upper_right[:-1])) + [left]
    quarters = [lower_right, upper_right, upper_left, lower_left]
    hole = [("moveTo", (bottom,)), *(("qCurveTo", tuple(quarter)) for quarter in quarters), ("closePath", ())]
    return outline + hole


for weight in (400, 700):
    font = TTFont(FONTS / f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2")
    recorded = RecordingPen()
    font.getGlyphSet()["zero"].draw(recorded)
    pen = TTGlyphPen(font.getGlyphSet())
    for kind, points in plain(recorded.value):
        getattr(pen, kind)(*points)
    font["glyf"]["zero"] = pen.glyph()
    options = subset.Options(layout_features=["tnum", "pnum"], hinting=False, flavor="woff2")
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="0")
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(FONTS / f"plain-zero-{weight}.woff2")
