"""Which test files run together: each part takes about as long as any other, so that no core waits at the end."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Seconds of a core. A file that is not named takes the usual: a wrong guess costs a little waiting and nothing else.
SECONDS = {
    "importers/test_real_archives": 30, "core/test_markup_hostile": 22, "test_start": 16, "test_doors": 18,
    "moderation/test_undo_exact": 28, "moderation/test_case_page_matrix": 24, "moderation/test_every_way": 20,
    "moderation/test_at_once_pairs": 14, "forums/test_pages_thread": 9, "forums/test_pages_rights": 9,
    "forums/test_pages_lists": 9, "test_query_budgets": 8, "moderation/test_appeals": 7, "moderation/test_bulk": 7,
    "moderation/test_sanctions_end": 6, "moderation/test_sanctions_limits": 6, "moderation/test_case_page": 6,
    "moderation/test_sanctions_pages": 6, "moderation/test_appeals_reversed": 6, "forums/test_search": 5,
    "core/test_markup_properties": 4, "importers/test_demo": 5, "forums/test_conversations_pages": 24, "forums/test_audience": 12,
    "forums/test_badges": 8, "accounts/test_privacy": 6, "forums/test_rearranging_pages": 6, "forums/test_trust": 5,
    "accounts/test_mails_paced": 5, "forums/test_digests": 5, "forums/test_polls": 5, "forums/test_files": 6,
}  # fmt: skip
USUAL = 2


def parts(number: int, *, without: list[str] | None = None) -> list[list[str]]:
    """Every test file but the journeys and those named, in so many groups."""
    found = (str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py"))
    files = [path for path in found if not any(fnmatch(path, name) for name in ["tests/journeys/*", *(without or [])])]
    groups: list[list[str]] = [[] for _ in range(number)]
    for path in sorted(files, key=lambda path: (-_seconds(path), path)):
        min(groups, key=lambda group: sum(map(_seconds, group))).append(path)
    return [sorted(group) for group in groups if group]


def _seconds(path: str) -> int:
    return SECONDS.get(path.removeprefix("tests/").removesuffix(".py"), USUAL)
