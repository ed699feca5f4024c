"""Teams, and which customers a person sees; who was here before keeps seeing all of them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_seeing_all(apps: Any, _: Any) -> None:
    apps.get_model("accounts", "User").objects.filter(role="sales").update(reach="all")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sign_ins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="user",
            name="reach",
            field=models.CharField(blank=True, default="", max_length=4),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="user",
            name="regions",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="people",
                to="accounts.team",
            ),
        ),
        migrations.RunPython(keep_seeing_all, migrations.RunPython.noop),
    ]
