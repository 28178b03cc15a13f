"""Who has a page open at the desk right now."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from editorial.models.page import Page

LASTS = timedelta(seconds=60)  # the desk's script says again every 20 seconds


class Presence(models.Model):
    """One person's open form of one page; old rows say nothing and are dropped."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    is_typing = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_presence_a_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.page_id}"
