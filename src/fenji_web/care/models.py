"""What people keep about customers: owners, tags, notes, tasks, losses, records; overrides as pages read them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

_ID_LENGTH = 200


def _customer(*, is_key: bool = False, is_found_by: bool = False) -> models.CharField[str, str]:
    return models.CharField(max_length=_ID_LENGTH, primary_key=is_key, db_index=is_found_by)


def _came_from() -> models.CharField[str, str]:
    """The customer it was written for, where that one was merged into the one it stands with; else empty."""
    return models.CharField(max_length=_ID_LENGTH, blank=True, default="")


def _person() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class Ownership(models.Model):
    """Who looks after a customer, once somebody has said so here; until then the customer list's owner holds.

    An empty `owner` is the pool. `person` is the owner where that is somebody who signs in.
    """

    customer_id = _customer(is_key=True)
    owner = models.CharField(max_length=80, blank=True)
    person = _person()
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)


class Tag(models.Model):
    """One word on one customer."""

    customer_id = _customer()
    name = models.CharField(max_length=30)
    came_from = _came_from()

    class Meta:
        """A word stands once on a customer."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("customer_id", "name"), name="care_tag_once"),)


class Note(models.Model):
    """What somebody wrote about a customer; it is never changed."""

    customer_id = _customer(is_found_by=True)
    text = models.TextField(max_length=2000)
    came_from = _came_from()
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")


class Task(models.Model):
    """Something to do for a customer by a day. `token` names the form it came from, so that it is made once."""

    customer_id = _customer(is_found_by=True)
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    person = _person()
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)
    done_by = _person()
    done_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=40, null=True, unique=True)
    came_from = _came_from()

    class Meta:
        """What is due first stands first."""

        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("person", "done_at", "due_on"), name="care_task_person"),)


class Change(models.Model):
    """One change, kept: whose customer, what of it, from what to what, who and when."""

    customer_id = _customer()
    what = models.CharField(max_length=10)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")
        indexes = (models.Index(fields=("customer_id", "made_at"), name="care_change_customer"),)


class Record(models.Model):
    """A customer, order or contact typed in here and imported: the import it became and the data's state after it."""

    token = models.CharField(max_length=40, unique=True)
    customer_id = _customer(is_found_by=True)
    kind = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    import_id = models.BigIntegerField()
    snapshot = models.BigIntegerField()
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")


class Loss(models.Model):
    """Somebody's word that a customer is lost, and why; an empty `reason`: no longer. The newest word holds."""

    customer_id = _customer()
    reason = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=300, blank=True)
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")
        indexes = (models.Index(fields=("customer_id", "made_at"), name="care_loss_customer"),)


class Override(models.Model):
    """An override as it stands in the workspace's data; jobs write it here after each decision, pages read it."""

    override_id = models.BigIntegerField(primary_key=True)
    customer_id = _customer(is_found_by=True)
    scheme = models.CharField(max_length=80)
    tier = models.CharField(max_length=80)
    begins_on = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    actor = models.CharField(max_length=80)
    decided_at = models.DateTimeField()
    state = models.CharField(max_length=10, db_index=True)
    approver = models.CharField(max_length=80, blank=True)
    last_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-override_id",)
