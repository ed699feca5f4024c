from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_cannot_be_changed")]

    operations = [
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.CharField(max_length=200, unique=True)),
                ("alias", models.CharField(max_length=20, unique=True)),
            ],
        ),
    ]
