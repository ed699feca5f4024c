"""People who may sign in, links that work once, and failed attempts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from fenji_web.accounts.access import ROLES


class People(BaseUserManager["User"]):
    """Finds people by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person, whatever the letters' case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One person with one role; language and theme are empty where the browser decides."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, default="viewer")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True)
    theme = models.CharField(max_length=5, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = People()

    class Meta:
        """Order of lists."""

        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def can(self, permission: str) -> bool:
        """Whether the person's role includes a permission."""
        return self.is_active and permission in ROLES.get(self.role, frozenset())


class Link(models.Model):
    """A link that works once until it ends.

    `setup` makes the first administrator, `enter` signs a person in, `password` lets a person choose a password.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10)
    person = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    ends_at = models.DateTimeField()


class Attempt(models.Model):
    """A sign-in that failed; many of them make the next ones wait."""

    username = models.CharField(max_length=60, db_index=True)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class SignIn(models.Model):
    """Somebody came in: when, from where, and whether by password or by a link."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    address = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"
