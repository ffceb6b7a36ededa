"""The table of the index. Each engine has its own kind, so Django's models cannot describe it."""

from django.db import migrations

from forums.search import postgresql, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def create(apps, schema_editor):
    for statement in ENGINES[schema_editor.connection.vendor].CREATE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in ENGINES[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
