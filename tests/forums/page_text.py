"""What stands in the forms of a page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def token_of(page: Any) -> str:
    return re.search(r'name="form_token"[^>]*value="([^"]+)"', page.content.decode())[1]


def text_in(page: Any) -> str:
    """What stands in the big text field."""
    return unescape(re.search(r"<textarea[^>]*name=\"body\"[^>]*>\n?(.*?)</textarea>", page.content.decode(), re.S)[1])
