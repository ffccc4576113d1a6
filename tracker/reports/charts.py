"""Draws bars as SVG, the same for page and paper: each part has its own pattern, each bar its numbers.

A picture carries its title and what it shows in words; nothing is told by colour alone. Not here: counting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from tracker.reports.model import Chart

WIDTH, LABEL, END = 420, 156, 84
LINE, BAR, TOP = 22, 13, 30
FILLS = (("#2f6690", ""), ("#ffffff", "M0 5L5 0"), ("#ffffff", "M0 2.5H5M2.5 0V5"))
"""Of each part its ground and the strokes upon it: full, hatched, crossed."""
STROKES = ("#2f6690", "#8a5a00", "#a3161a")
INK, SOFT = "#1c2733", "#52606d"
FONT = "BIZ UDPGothic, Hiragino Sans, Yu Gothic, sans-serif"
LONGEST = 29
"""So many half-width letters of a label have room."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, and how many of each part."""

    label: str
    parts: tuple[int, ...]


def bars_chart(key: str, title: str, head: str, parts: Sequence[str], bars: Sequence[Bar]) -> Chart:
    """Lying bars, one below the other, each made of the same parts. ``key`` sets it apart on its page."""
    numbers = tuple((bar.label, *map(str, bar.parts)) for bar in bars)
    told = "; ".join(f"{bar.label}: {_said(parts, bar)}" for bar in bars)
    height = TOP + LINE * len(bars) + 4
    most = max((sum(bar.parts) for bar in bars), default=0) or 1
    scale = (WIDTH - LABEL - END) / most
    drawn = "".join(_bar(key, bar, TOP + n * LINE, scale) for n, bar in enumerate(bars))
    patterns = "".join(_pattern(key, n) for n in range(1, len(parts)))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="{FONT}" font-size="10"><title>{escape(title)}</title><desc>{escape(told)}</desc>'
        f"<defs>{patterns}</defs>{_legend(key, parts)}{drawn}</svg>"
    )
    return Chart(title, f"{title}. {told}", svg, (head, *parts), numbers)


def _said(parts: Sequence[str], bar: Bar) -> str:
    return ", ".join(f"{name} {count}" for name, count in zip(parts, bar.parts, strict=True))


def _pattern(key: str, n: int) -> str:
    ground, strokes = FILLS[n]
    path = f'<path d="{strokes}" stroke="{STROKES[n]}" stroke-width="1" fill="none"/>' if strokes else ""
    return (
        f'<pattern id="{key}{n}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="{ground}"/>{path}</pattern>'
    )


def _fill(key: str, n: int) -> str:
    return f"url(#{key}{n})" if n else FILLS[0][0]


def _box(key: str, x: float, y: float, width: float, n: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="{_fill(key, n)}" '
        f'stroke="{STROKES[n]}"/>'
    )


def _legend(key: str, parts: Sequence[str]) -> str:
    step = (WIDTH - 8) / max(3, len(parts))
    return "".join(
        f"{_box(key, 4 + n * step, 6, 16, n)}"
        f'<text x="{24 + n * step:.1f}" y="16" fill="{INK}">{escape(name)}</text>'
        for n, name in enumerate(parts)
    )


def _bar(key: str, bar: Bar, y: float, scale: float) -> str:
    return "".join(_pieces(key, bar, y, scale))


def _pieces(key: str, bar: Bar, y: float, scale: float) -> Iterator[str]:
    label = _shortened(bar.label)
    yield f'<text x="{LABEL - 6}" y="{y + 10:.1f}" text-anchor="end" fill="{INK}">{escape(label)}</text>'
    x = float(LABEL)
    for n, count in enumerate(bar.parts):
        if count:
            yield _box(key, x, y, count * scale, n)
            x += count * scale
    numbers = " / ".join(map(str, bar.parts))
    yield f'<text x="{x + 4:.1f}" y="{y + 10:.1f}" fill="{SOFT}">{numbers}</text>'


def _shortened(label: str) -> str:
    """As much of a label as there is room for; a Japanese letter takes two places."""
    room = LONGEST
    for n, letter in enumerate(label):
        room -= 2 if letter > "\u2e80" else 1
        if room < 0:
            return f"{label[: n - 1]}…"
    return label
