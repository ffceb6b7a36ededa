"""The sizes a picture is kept in, and what each is called: the whole one, one for the page, one for small screens."""

from __future__ import annotations

from collections.abc import Iterator

from PIL.Image import Image as Picture

from community.core import images

WHOLE = 2_560
SHOWN = 1_200
SMALL = 480
# The encoder's effort: twice the time of a high one buys 6 % of the bytes.
_EFFORT = {WHOLE: 2}


def smaller(path: str, width: int, height: int) -> list[tuple[str, int, int]]:
    """Path, width and height of each smaller copy of a picture of this size, the smallest first."""
    longest = max(width, height)
    return [(named(path, side), *_scaled(width, height, side)) for side in (SMALL, SHOWN) if side < longest]


def named(path: str, side: int) -> str:
    stem, _dot, ending = path.rpartition(".")
    return f"{stem}-{side}.{ending}"


def encoded(path: str, picture: Picture) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the whole picture and of its smaller copies. Made at once: a page never names what is not there yet."""
    yield path, images.encode_webp(picture, effort=_EFFORT[WHOLE])
    for side_path, width, height in reversed(smaller(path, picture.width, picture.height)):
        yield side_path, images.encode_webp(images.shrink(picture, longest=max(width, height)))


def _scaled(width: int, height: int, side: int) -> tuple[int, int]:
    # As images.shrink does it: what the page says must be what the file is.
    scale = side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
