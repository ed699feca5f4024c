"""Every job is taken by a number that only grows, so that a worker that slept too long is told from the present one."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def begin(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's form
    apps.get_model("runs", "Turns").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Turns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=False),
        migrations.AddField("job", "turn", models.BigIntegerField(db_index=True, default=0)),
        migrations.AddField("job", "doer", models.JSONField(null=True)),
        migrations.AlterModelOptions("job", options={"ordering": ("-id",)}),
    ]
