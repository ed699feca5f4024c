"""What people keep of the list: views by name."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """One person's name for a view of the list: the query of its address, as the list itself writes it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="customer_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=4000)

    class Meta:
        """A name stands once for a person."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="customers_view_once"),)

    def __str__(self) -> str:
        return self.name
