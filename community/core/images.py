"""Pictures from strangers: opened with suspicion, always made anew, never kept as they came."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Decoders are chosen by name: Pillow knows forty formats and most of its holes were in those nobody needs.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# Longer than this on one side is no photograph but an attack on whoever scales it.
MAX_SIDE = 16_000

# An opened photograph takes up to 200 MB: one at a time, and whoever would wait long is sent away instead of taking a thread.
_one_at_a_time = threading.BoundedSemaphore()
PATIENCE_SECONDS = 10

ImageFile.LOAD_TRUNCATED_IMAGES = False


class Upload(Protocol):
    """What is needed of an uploaded file; Django's UploadedFile and a plain open file with a size both fit."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, /) -> Any: ...


def open_safely(
    file: Upload, *, max_bytes: int, max_pixels: int | None = None, make: Callable[[Picture], Picture] = lambda picture: picture
) -> Picture:
    """Decode the first frame, upright and stripped of everything that is not pixels. Raises ValidationError with a sentence.

    The format is told by the content, never by the name. Size in pixels is checked before anything is decoded. What comes
    back is RGB or RGBA, and what `make` made of it (something small) before the next picture is opened.
    """
    max_pixels = max_pixels or settings.UPLOAD_MAX_PIXELS
    file.seek(0)
    # One byte more than allowed is enough to know; a size told by the client proves nothing.
    raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise ValidationError(
            _("This picture is larger than %(size)s MB.") % {"size": max_bytes // 1_000_000}, code="too_many_bytes"
        )
    if not raw:
        raise ValidationError(_("This file is empty."), code="empty")
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise ValidationError(_("Many pictures arrive just now. Please try again in a minute."), code="busy")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return make(_decode(raw, max_pixels))
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(max_pixels) from error
    except UnidentifiedImageError as error:
        raise ValidationError(_("This is not a picture we can read. PNG, JPEG, WebP and GIF are fine."), code="format") from error
    # Pillow raises whatever its decoders meet in hostile bytes, MemoryError and struct.error included.
    except Exception as error:
        raise ValidationError(_("This picture is damaged. Please save it again and retry."), code="damaged") from error
    finally:
        _one_at_a_time.release()


def _decode(raw: bytes, max_pixels: int) -> Picture:
    with Image.open(BytesIO(raw), formats=FORMATS) as opened:
        width, height = opened.size
        if width * height > max_pixels or max(width, height) > MAX_SIDE:
            raise _too_many_pixels(max_pixels)
        opened.load()
        # In place: a copy of a large picture is a hundred megabytes more.
        ImageOps.exif_transpose(opened, in_place=True)
        transparent = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
        clean = opened.convert("RGBA" if transparent else "RGB")
    # Comments, EXIF, colour profiles and text chunks would otherwise travel on through save().
    clean.info = {}
    return clean


def _too_many_pixels(max_pixels: int) -> ValidationError:
    return ValidationError(
        _("This picture has too many pixels. Up to %(count)s million are fine.") % {"count": max_pixels // 1_000_000},
        code="too_many_pixels",
    )


def shrink(picture: Picture, *, longest: int) -> Picture:
    """The picture with its longer side at most `longest` pixels; never enlarged."""
    if max(picture.size) <= longest:
        return picture
    # Not thumbnail(): that works in place, on a copy as large as the picture.
    scale = longest / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    return small


def square(picture: Picture, *, side: int) -> Picture:
    """The middle of the picture as a square of `side` pixels."""
    # Downscale by whole factors first: exact enough at this size, and many times cheaper for a photograph.
    return ImageOps.fit(picture.reduce(max(1, min(picture.size) // (side * 3))), (side, side), Image.Resampling.LANCZOS)


def encode_webp(picture: Picture, *, quality: int = 82, effort: int = 4) -> bytes:
    """New bytes made from pixels alone."""
    out = BytesIO()
    picture.info = {}
    picture.save(out, "WEBP", quality=quality, method=effort, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
