"""How long a search takes among many posts, for words of every frequency, as members with few and with many rights.

    DATA_DIR=/tmp/bench-search .venv/bin/python -m tests.bench.search [--posts 200000] [--rounds 3]
    DATABASE_URL=postgres:///... .venv/bin/python -m tests.bench.search

Fills an empty database first (a few minutes); one that is filled already is used as it is. The words are made up: their
frequencies follow Zipf's law as those of a language do. A line for each kind of search: hits, median, 95th percentile, worst.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.dev")
WORDS_A_POST, VOCABULARY, POSTS_A_THREAD, PEOPLE, STEP = 80, 40_000, 20, 500, 5_000
# By rank of frequency: 1 stands in nearly every post, 30,000 in a few.
RANKS = {"in nearly all": [1, 2, 3], "common": [10, 20, 40], "middling": [300, 800, 1500], "rare": [10_000, 20_000, 30_000]}


def word(rank: int) -> str:
    """A pronounceable word, its own for every rank, that no stemmer changes much."""
    letters, consonants, vowels = [], "bdfgklmnprtvz", "aou"
    rank += 500
    while rank:
        rank, step = divmod(rank, len(consonants) * len(vowels))
        letters.append(consonants[step // len(vowels)] + vowels[step % len(vowels)])
    return "".join(letters) + "x"


def fill(total: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Member
    from forums.models import Forum
    from forums.posts.models import Post
    from forums.search import engine
    from forums.threads.models import Thread
    from tests import make

    chance = random.Random(20260101)
    words = [word(rank) for rank in range(1, VOCABULARY + 1)]
    heaps: list[float] = []
    for rank in range(1, VOCABULARY + 1):
        heaps.append((heaps[-1] if heaps else 0.0) + 1 / rank)
    open_forum = make.forum("Open", slug="open")
    closed = make.forum("Closed", slug="closed", open_to="moderators")
    people = [make.member(f"member{n}", email="", verified=False) for n in range(3)]
    people += Member.objects.bulk_create(
        Member(username=f"writer{n}", username_folded=f"writer{n}", email="") for n in range(PEOPLE)
    )
    moderator = make.member("moderator", groups=["moderators"])
    now = timezone.now()
    for first in range(0, total, STEP):
        with transaction.atomic():
            threads = Thread.objects.bulk_create(
                Thread(
                    forum=closed if chance.random() < 0.2 else open_forum,
                    author=moderator,
                    title=" ".join(chance.choices(words, cum_weights=heaps, k=6)),
                    slug="thread",
                    created_at=now,
                    last_post_at=now,
                    last_number=POSTS_A_THREAD,
                    reply_count=POSTS_A_THREAD - 1,
                )
                for _n in range(STEP // POSTS_A_THREAD)
            )
            Post.objects.bulk_create(
                Post(
                    thread=thread,
                    number=number,
                    author=chance.choice(people),
                    source="",
                    html="",
                    text=" ".join(chance.choices(words, cum_weights=heaps, k=WORDS_A_POST)),
                    created_at=now,
                    published_at=now,
                    announced_at=now,
                )
                for thread in threads
                for number in range(1, POSTS_A_THREAD + 1)
            )
        print(f"\r{first + STEP:,} posts", end="", flush=True)
    Forum.objects.filter(pk=open_forum.pk).update(post_count=total)
    print("\nindexing ...")
    engine.reindex()


def measure(rounds: int) -> None:
    from accounts.models import Member
    from forums.search import engine

    chance = random.Random(7)
    searches: dict[str, list[str]] = {kind: [word(rank) for rank in ranks] for kind, ranks in RANKS.items()}
    searches["two common words"] = [f"{word(1)} {word(10)}", f"{word(2)} {word(3)}"]
    searches["common and rare"] = [f"{word(1)} {word(20_000)}", f"{word(3)} {word(10_000)}"]
    searches["a phrase of common words"] = [f'"{word(1)} {word(2)}"', f'"{word(3)} {word(1)}"']
    searches["common without common"] = [f"{word(1)} -{word(2)}", f"{word(10)} -{word(20)}"]
    searches["with an author"] = [f"{word(1)} author:writer7", f"{word(300)} author:writer9"]
    searches["in titles"] = [f"{word(1)} in:title", f"{word(800)} in:title"]
    searches["an author alone"] = ["author:writer7", "author:writer11"]
    searches["found nowhere"] = ["qqqqq", f"{word(1)} qqqqq"]
    print(f"{'':28}{'hits':>8}{'median':>9}{'p95':>9}{'worst':>9}   ms")
    everything: list[float] = []
    for kind, typed in searches.items():
        taken, found = [], 0
        for _round in range(rounds):
            for text in chance.sample(typed, len(typed)):
                for username in ("member0", "moderator"):
                    for order in ("rank", "date"):
                        viewer = Member.objects.get(username=username)
                        start = time.perf_counter()
                        found = engine.search(viewer, text, order=order).found
                        taken.append((time.perf_counter() - start) * 1000)
        everything += taken
        _line(kind, found, taken)
    _line("all", 0, everything)


def _line(kind: str, found: int, taken: list[float]) -> None:
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{kind:28}{found:>8,}{statistics.median(taken):>9.1f}{p95:>9.1f}{max(taken):>9.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--posts", type=int, default=200_000)
    arguments.add_argument("--rounds", type=int, default=3)
    wanted = arguments.parse_args()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    _prepare(connection, wanted.posts)
    print(f"{connection.vendor}, {wanted.posts:,} posts, load {os.getloadavg()[0]:.1f}")
    measure(1)
    print("again, warm:")
    measure(wanted.rounds)


def _prepare(connection: Any, posts: int) -> None:
    from forums.posts.models import Post

    if not Post.objects.exists():
        fill(posts)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
