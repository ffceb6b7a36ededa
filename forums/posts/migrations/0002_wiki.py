
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='is_wiki',
            field=models.BooleanField(default=False, verbose_name='wiki'),
        ),
    ]
