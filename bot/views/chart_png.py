"""Panels of bars as a PNG. Pure: the same values give the same bytes.

The only module that knows the library which draws, so it is imported where a picture is made.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from bot.views import money
from bot.views.panels import Bar, Fill, Panel

_WIDTH = 780
"""Slack shows a picture in about 480 by 360, a thread in 300: the type is large enough for it."""
_MARGIN = 18
_SIZE = 28
_SMALL = 24
_LINE = 36
_BAR = 29
_SWATCH = 34
_GAP = 14
_SHORTEST = 160
"""Of the room for bars, however long labels and amounts are."""
_TICKS = 4
_PAPER = "white"
_INK = (20, 52, 43)
_TINT = (168, 208, 190)
_GREY = (90, 96, 93)
_GRID = (214, 219, 217)
_HATCH = 9


def of(panels: Sequence[Panel]) -> bytes:
    """The picture, as high as its panels need."""
    height = 2 * _MARGIN + sum(_height(panel) for panel in panels)
    sheet = _Sheet(Image.new("RGB", (_WIDTH, height), _PAPER))
    top = _MARGIN
    for panel in panels:
        sheet.panel(panel, top=top)
        top += _height(panel)
    return sheet.png()


class _Sheet:
    """The picture while it is drawn. Places are pixels from the upper left."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._fonts = {size: ImageFont.load_default(size) for size in (_SIZE, _SMALL)}

    def png(self) -> bytes:
        written = io.BytesIO()
        self._image.quantize(32).save(written, "PNG", optimize=True)
        return written.getvalue()

    def panel(self, panel: Panel, *, top: int) -> None:
        """Its title, what the fills mean, the scale, and the bars on it."""
        self.text((_MARGIN, top), panel.title, size=_SIZE, bold=True)
        self._legend(panel.legend, top=top)
        left = _MARGIN + self._widest([bar.label for bar in panel.bars])
        right = _WIDTH - _MARGIN - self._widest([money.major(bar.amount) for bar in panel.bars])
        right = max(right, left + _SHORTEST)
        longest = max((bar.length for bar in panel.bars), default=0)
        first, base = top + _LINE + _GAP, top + _height(panel) - _LINE - _GAP
        step = _step(longest)
        for tick in range(0, longest + 1, step):
            at = left + (right - left) * tick // max(1, longest)
            self._draw.line((at, first, at, base), fill=_GRID, width=2)
            self.text((at, base + 6), f"{tick // 100:,}", size=_SMALL, fill=_GREY, anchor="ma")
        y = first
        for number, bar in enumerate(panel.bars):
            if number and panel.together > 1 and number % panel.together == 0:
                y += _GAP
            self._bar(bar, box=(left, y, right), longest=longest)
            y += _LINE
        self._draw.line((left, first, left, base), fill=_INK, width=3)

    def text(
        self,
        at: tuple[int, int],
        words: str,
        *,
        size: int = _SIZE,
        fill: tuple[int, int, int] = _INK,
        bold: bool = False,
        anchor: str = "la",
    ) -> None:
        """Words, with their upper left there, or what else `anchor` says."""
        width = 0.6 if bold else 0
        font = self._fonts[size]
        self._draw.text(at, words, font=font, fill=fill, anchor=anchor, stroke_width=width)

    def _legend(self, legend: Sequence[tuple[str, Fill]], *, top: int) -> None:
        x = _WIDTH - _MARGIN
        for name, fill in reversed(legend):
            self.text((x, top), name, anchor="ra")
            x -= self._widest([name]) + _SWATCH
            self._fill((x, top + 2, x + _SWATCH, top + _BAR), fill)
            x -= 2 * _GAP

    def _bar(self, bar: Bar, *, box: tuple[int, int, int], longest: int) -> None:
        left, top, right = box
        middle = top + _BAR // 2
        self.text((left - 12, middle), bar.label, anchor="rm")
        drawn = 0
        x = left
        for minor, fill in bar.parts:
            drawn += max(0, minor)
            end = left + (right - left) * drawn // max(1, longest)
            if end > x:
                self._fill((x, top, end, top + _BAR), fill)
            x = end
        end = self._widest([money.major(bar.amount)])
        self._draw.rectangle((x + 4, top, x + end, top + _BAR), fill=_PAPER)
        self.text((x + 10, middle), money.major(bar.amount), anchor="lm")

    def _fill(self, box: tuple[int, int, int, int], fill: Fill) -> None:
        left, top, right, bottom = box
        if fill == "hatched":
            self._image.paste(_hatched(right - left, bottom - top), (left, top))
        colour = {"dark": _INK, "light": _TINT, "hatched": None}[fill]
        self._draw.rectangle(box, fill=colour, outline=_INK, width=2)

    def _widest(self, words: Sequence[str]) -> int:
        """With room beside it."""
        lengths = (self._draw.textlength(each, font=self._fonts[_SIZE]) for each in words)
        return 16 + int(max(lengths, default=0))


def _height(panel: Panel) -> int:
    """With a line for its title and one for its scale."""
    return (len(panel.bars) + 2) * _LINE + (panel.gaps + 2) * _GAP


def _hatched(width: int, height: int) -> Image.Image:
    tile = Image.new("RGB", (width, height), _PAPER)
    lines = ImageDraw.Draw(tile)
    for x in range(-height, width, _HATCH):
        lines.line((x, height, x + height, 0), fill=_INK, width=2)
    return tile


def _step(longest: int) -> int:
    """A round distance between ticks, in minor units, so that there are at most `_TICKS`."""
    power = 100
    while longest // (10 * power) > _TICKS:
        power *= 10
    return next(power * by for by in (1, 2, 5, 10) if longest // (power * by) <= _TICKS)
