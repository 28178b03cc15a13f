"""The people of the desk, their sessions, and how often somebody tried to sign in."""

from typing import ClassVar

from django.contrib.auth.models import Group, User, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.notices import name_of


class PersonManager(UserManager["Person"]):
    def with_all(self) -> models.QuerySet["Person"]:
        """Have roles and two-step sign-in at hand without asking once for each person."""
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        groups = Prefetch("groups", Group.objects.order_by("pk"))
        return self.prefetch_related(groups).annotate(has_two_step=Exists(device))


class Person(User):
    """Somebody who works on this site: an account, in the words of the desk."""

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        proxy = True
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["-is_active", "first_name", "username"]
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return name_of(self)


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in. It says whose it is, so that all can be ended."""

    user_id = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        from desk.sessions import SessionStore

        return SessionStore


class Attempts(models.Model):
    """How often something was tried lately. The key is a digest: no name and no address is kept."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
