from django.db import migrations
from django.db.models import F


def they_rest_on_rules_and_were_told(apps, schema_editor):
    """Decisions of the first release: their ground is their rule, and everybody was told when they were made."""
    rows = apps.get_model("moderation", "Decision").objects.using(schema_editor.connection.alias)
    rows.filter(told_at=None).update(tell_at=F("made_at"), told_at=F("made_at"))
    rows.exclude(rule=None).filter(ground="").update(ground="rule")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_case_loop")]

    operations = [migrations.RunPython(they_rest_on_rules_and_were_told, migrations.RunPython.noop)]
