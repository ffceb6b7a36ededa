"""What came from where, so that an import can be stopped, resumed and repeated without a double."""

from django.db import models


class IdMap(models.Model):
    source = models.CharField(max_length=60)  # one archive: "discourse:delving"
    kind = models.CharField(max_length=12)  # forum, member, thread, post
    their_id = models.CharField(max_length=120)
    our_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "their_id"], name="importers_each_thing_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.their_id}"
