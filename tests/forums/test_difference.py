"""What changed between two versions of a text."""

from time import process_time

import pytest

from forums.posts.difference import GONE, NEW, difference


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "new"),
        ("gone", ""),
        ("one two three", "one 2 three"),
        ("a\nb\nc\n", "a\nB\nc\nd\n"),
        ("line\r\nline", "line\nline"),
        ("ä ö ü 👍🏽", "ä o ü 👍"),
        ("same\n" * 2_000, "same\n" * 2_000 + "x"),
        ("w " * 5_000, "v " * 5_000),
        ("Take oak, glue it.\n\nWait.\n", "Take  ash, screw it.\n\n\nWait longer.\n\nGo."),
    ],
)
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before.replace("\r\n", "\n")
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after.replace("\r\n", "\n")


def test_only_the_changed_word_is_marked() -> None:
    pieces = difference("Use hide glue here.", "Use bone glue here.")

    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [("gone", "hide"), ("new", "bone")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n" * 10_000, "b\na\n" * 10_000),
        ("a b " * 5_000, "b a " * 5_000),
        ("\n".join(map(str, range(1_400))), "\n".join(map(str, range(1_400, 0, -1)))),
        ("\n".join("ab " * 100 for _ in range(60)), "\n".join("ba " * 100 for _ in range(60))),
        ("\n".join(f"{'a ' * 250}\nu{n}" for n in range(30)), "\n".join(f"{'b a ' * 140}\nu{n}" for n in range(30))),
    ],
)
def test_hostile_texts_are_compared_in_time(before: str, after: str) -> None:
    start = process_time()

    difference(before, after)

    assert process_time() - start < 2
