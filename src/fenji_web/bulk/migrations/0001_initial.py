"""The table of bulk changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("runs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=10)),
                ("what", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField(null=True)),
                ("scheme", models.CharField(blank=True, max_length=80)),
                ("run", models.CharField(blank=True, max_length=120)),
                ("query", models.CharField(blank=True, max_length=4000)),
                ("customers", models.JSONField(default=list)),
                ("head_count", models.IntegerField(default=0)),
                ("done", models.IntegerField(default=0)),
                ("refused", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("before", models.JSONField(default=dict)),
                ("is_told", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "job",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="runs.job"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bulks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="undone_by", to="bulk.bulk"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["person", "is_told"], name="bulk_untold")],
            },
        ),
    ]
