"""People who may sign in, links that work once, and failed attempts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from fenji_web.accounts.access import ALL, BY_ROLE, OF_ALL, ROLES


class People(BaseUserManager["User"]):
    """Finds people by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person, whatever the letters' case."""
        return self.get(username__iexact=username)


class Team(models.Model):
    """People who look after customers together."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        """Order of lists."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """One person with one role; language and theme are empty where the browser decides.

    `reach`: all customers, those of the team or one's own, the pool with each; empty where the role decides. `regions`
    are provinces and cities: of customers who are not the person's (or the team's), those there; empty: everywhere.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, default="viewer")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    reach = models.CharField(max_length=4, blank=True)
    regions = models.JSONField(default=list, blank=True)
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
        """Whether the person's role includes a permission, and what is seen of the customers is enough for it."""
        return self.is_active and self.may_in_role(permission)

    def may_in_role(self, permission: str) -> bool:
        """The same of somebody who may not sign in at the moment."""
        is_enough = permission not in OF_ALL or not self.is_narrowed
        return is_enough and permission in ROLES.get(self.role, frozenset())

    @property
    def reaches(self) -> str:
        """Which customers the person sees, before regions: `all`, the `team`'s or their `own`; the pool with each."""
        if self.role not in BY_ROLE:
            return ALL
        return self.reach or BY_ROLE[self.role]

    @property
    def is_narrowed(self) -> bool:
        """Whether the person sees only a part of the customers; what concerns all of them is then not theirs to do."""
        return self.role in BY_ROLE and (self.reaches != ALL or bool(self.regions))


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
