"""Plain text, folded and shortened at a word."""

EXCERPT_LENGTH = 200


def fold_space(text: str) -> str:
    return " ".join(text.split())


def plain(text: str, limit: int = EXCERPT_LENGTH) -> str:
    """At most ``limit`` characters, cut after a whole word, with an ellipsis where something was left out."""
    folded = fold_space(text)
    if len(folded) <= limit:
        return folded
    head = folded[:limit]
    cut = head.rfind(" ")
    # A single word longer than half the room (an address, a language without spaces) is cut where the room ends.
    if cut < limit // 2:
        cut = limit - 1
    return head[:cut].rstrip(" ,;:.–—-") + "…"
