"""Who else has a page open at the desk: seen in the last minute, and told to colleagues only."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models import Page, Presence, Revision
from editorial.models.presence import LASTS
from editorial.notices import name_of
from editorial.writing.colleagues import BACKEND

NAMED = 3  # of many colleagues; the rest are counted


def may_write(user: Any, page: Page) -> bool:
    """Whether a user may write pages of this page's kind."""
    return bool(user.has_perm(_permission(page)))


def note(page: Page, user: Any, *, is_typing: bool) -> None:
    """Note that a user has a page open now, and drop what is too old to say anything."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - LASTS).delete()
    seen = {"seen_at": now, "is_typing": is_typing}
    if not Presence.objects.filter(page_id=page.pk, user=user).update(**seen):
        Presence.objects.get_or_create(page_id=page.pk, user=user, defaults=seen)


def others(page: Page, user: Any) -> list[Presence]:
    """Return who else has the page open: staff who may write it now, whoever types first."""
    colleagues = User.objects.with_perm(_permission(page), backend=BACKEND).filter(is_staff=True)
    seen = Presence.objects.filter(page_id=page.pk, seen_at__gte=timezone.now() - LASTS)
    seen = seen.filter(user__in=colleagues).exclude(user=user).select_related("user")
    return list(seen.order_by("-is_typing", "-seen_at"))


def sentence(page: Page, user: Any) -> str:
    """Return who else has the page open as a sentence to read; "" when there is nobody."""
    seen = others(page, user)
    if not seen:
        return ""
    names = [name_of(one.user) for one in seen[:NAMED]]
    named = ", ".join(names)
    if further := len(seen) - len(names):
        named = _("%(names)s and %(count)d more") % {"names": named, "count": further}
    if any(one.is_typing for one in seen):
        text = ngettext(
            "%(names)s has this page open too, and is typing.",
            "%(names)s have this page open too, and somebody is typing.",
            len(seen),
        )
    else:
        text = ngettext(
            "%(names)s has this page open too.", "%(names)s have this page open too.", len(seen)
        )
    return text % {"names": named}


def overtaken(page: Page, base_id: int, user: Any) -> str:
    """Return a warning if a text newer than `base_id` was saved, or "" """
    newest = Revision.objects.filter(page_id=page.pk, is_set_aside=False).order_by("-pk")
    found = newest.select_related("author").defer("content").first()
    if found is None or found.pk == base_id:
        return ""
    who = name_of(found.author) if found.author else ""
    about = {"when": localize(timezone.localtime(found.created_at)), "who": who}
    if found.author == user:
        text = _("You saved a newer text of this page elsewhere (%(when)s).")
    elif found.author:
        text = _("%(who)s saved a newer text of this page (%(when)s).")
    else:
        text = _("A newer text of this page came with the library (%(when)s).")
    further = _("Open the page anew before you write on; what you typed is kept.")
    return f"{text % about} {further}"


def _permission(page: Page) -> str:
    options = page.concrete()._meta
    return f"{options.app_label}.change_{options.model_name}"
