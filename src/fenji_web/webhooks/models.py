"""Who is told what, and what waits to be told: every message is a row before anybody sends it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

STANDARD, WECOM, DINGTALK, FEISHU = "standard", "wecom", "dingtalk", "feishu"
KINDS = (STANDARD, WECOM, DINGTALK, FEISHU)
FINISHED, PROMOTED, DEMOTED, WARNED = "run.finished", "customer.promoted", "customer.demoted", "customer.warned"
ENTERED, LEFT = "segment.entered", "segment.left"
EVENTS = (FINISHED, PROMOTED, DEMOTED, WARNED, ENTERED, LEFT)
TEST = "fenji.test"
TOGETHER, EACH = "together", "each"
SHAPES = (TOGETHER, EACH)
WAITING, SENT, DEAD = "waiting", "sent", "dead"
FAILING, GONE = "failing", "gone"


def new_uid() -> str:
    """What an endpoint is called among secrets."""
    return secrets.token_hex(8)


class Endpoint(models.Model):
    """A place that is told of events: a system that takes signed messages, or a group chat's robot.

    The address and the secrets rest encrypted beside the database; `place` is what may be shown of the address.
    `paused` says why it was switched off by itself; `next_at` is when a place that failed is tried again.
    """

    uid = models.CharField(max_length=16, unique=True, default=new_uid)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, default=STANDARD)
    place = models.CharField(max_length=300)
    scheme = models.CharField(max_length=120, blank=True)
    events = models.JSONField(default=list)
    shape = models.CharField(max_length=10, default=TOGETHER)
    language = models.CharField(max_length=2, default="zh")
    is_on = models.BooleanField(default=True)
    paused = models.CharField(max_length=10, blank=True)
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=60, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order of lists."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_robot(self) -> bool:
        """Whether people read it in a group chat."""
        return self.kind != STANDARD

    @property
    def per_message(self) -> int:
        """How many customers one message holds at most."""
        return 1 if self.shape == EACH else 100


class KnownRun(models.Model):
    """A run that was seen: its events are announced once, whatever happens to the process that does it."""

    run_id = models.CharField(max_length=200, unique=True)
    scheme = models.CharField(max_length=120)
    as_of = models.DateField()
    seen_at = models.DateTimeField(auto_now_add=True)


class Announcement(models.Model):
    """A run on its way into one endpoint's messages: which kind is being written, and after which customer.

    `after` is the customer's id in hexadecimal, so that an erasure meanwhile doesn't move where the next piece begins;
    it is empty again once the kind is written.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE)
    run_id = models.CharField(max_length=200)
    events = models.JSONField(default=list)
    step = models.IntegerField(default=0)
    after = models.TextField(blank=True)
    part = models.IntegerField(default=0)
    is_done = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One for each endpoint and run."""

        constraints = (models.UniqueConstraint(fields=("endpoint", "run_id"), name="one_announcement"),)


class Message(models.Model):
    """One message for one endpoint. `key` says what it tells, so that the same is never written twice.

    The body is what is sent, byte for byte, at every try; once it was taken, the body is dropped.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=300)
    message_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    body = models.TextField(blank=True)
    customers = models.IntegerField(default=0)
    state = models.CharField(max_length=8, default=WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    said = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Each thing is told once; what waits is found by its time."""

        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("endpoint", "key"), name="told_once"),)
        indexes = (models.Index(fields=("endpoint", "state", "next_at"), name="message_waiting"),)

    def __str__(self) -> str:
        return self.message_id


class Attempt(models.Model):
    """One try: what came back as a status or a word, how long it took. What the other side wrote is not kept."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="attempts")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="tries")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    said = models.CharField(max_length=20)
    seconds = models.FloatField()

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    @property
    def is_good(self) -> bool:
        """Whether it was taken."""
        return self.said.startswith("2")
