"""Whom a note, task or tag was written for, where customers were merged since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0002_loss")]

    operations = [
        migrations.AddField(
            model_name=name, name="came_from", field=models.CharField(blank=True, default="", max_length=200)
        )
        for name in ("note", "tag", "task")
    ]
