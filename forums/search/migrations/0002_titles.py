"""A table of its own for titles."""

from django.db import migrations
from django.db.models import Max

from forums.search import postgresql, sqlite
from forums.search.analyse import language_of, stems
from forums.search.entry import Entry

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
STEP = 1_000


def create(apps, schema_editor):
    engine = ENGINES[schema_editor.connection.vendor]
    for statement in engine.CREATE_TITLES:
        schema_editor.execute(statement)
    openings = apps.get_model("posts", "Post").objects.filter(state="published", number=1)
    highest = openings.aggregate(highest=Max("pk"))["highest"] or 0
    with schema_editor.connection.cursor() as cursor:
        for low in range(0, highest, STEP):
            rows = openings.filter(pk__gt=low, pk__lte=low + STEP).values_list("pk", "thread__title", "text")
            engine.write_titles(cursor, [Entry(pk, stems(title, language_of(f"{title} {text}")), []) for pk, title, text in rows])


def drop(apps, schema_editor):
    for statement in ENGINES[schema_editor.connection.vendor].DROP_TITLES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("posts", "0001_initial"), ("threads", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
