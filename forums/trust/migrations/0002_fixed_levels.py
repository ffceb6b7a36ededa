from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0001_initial'),
    ]

    operations = [
        migrations.RenameField(model_name='standing', old_name='is_locked', new_name='is_fixed'),
        migrations.AlterField(
            model_name='standing',
            name='is_fixed',
            field=models.BooleanField(default=False, help_text='The level was set by hand and no figure changes it.', verbose_name='fixed'),
        ),
    ]
