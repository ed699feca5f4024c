"""The table of uploads."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fenji_web.data.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("runs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "token",
                    models.CharField(
                        default=fenji_web.data.models.new_token, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("kept_as", models.CharField(max_length=60)),
                ("size", models.BigIntegerField()),
                ("given", models.JSONField(default=dict)),
                ("found", models.JSONField(null=True)),
                ("is_stale", models.BooleanField(default=True)),
                ("entry", models.BigIntegerField(null=True)),
                ("brought_at", models.DateTimeField(auto_now_add=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="runs.job"
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="data.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("-brought_at", "token"),
            },
        ),
    ]
