"""Who reacted to which post, and how."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post


class Reaction(models.Model):
    class Kind(models.TextChoices):
        LIKE = "like", _("I like this")
        THANKS = "thanks", _("Thank you")
        LAUGH = "laugh", _("This made me laugh")
        IDEA = "idea", _("Good idea")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reaction_rows")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [models.UniqueConstraint(fields=["post", "member", "kind"], name="reactions_one_of_a_kind_each")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.post_id}"


SIGNS = {"like": "👍", "thanks": "🙏", "laugh": "😄", "idea": "💡"}
# Key in Post.reactions: likes given on another forum, of which only the number is known.
IMPORTED = "imported_likes"


def shown(post: Post, kind: str) -> int:
    """How many the page shows: those given here and those that came with an import."""
    return int(post.reactions.get(kind, 0)) + (int(post.reactions.get(IMPORTED, 0)) if kind == Reaction.Kind.LIKE else 0)
