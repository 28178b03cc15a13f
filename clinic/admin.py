"""The desk for the clinic's details and the urgent-help list."""

import hashlib
import json
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic, UrgentSign
from editorial.facts import changes_of
from editorial.models import Act, LibraryVersion
from editorial.writing.stale_forms import RefusesStale


@admin.register(Clinic)
class ClinicAdmin(RefusesStale):
    """One form: who runs the site. There is one clinic, so there is no list."""

    fieldsets = [
        (_("Who you are"), {"fields": ["name", "responsible", "about", "country", "time_zone"]}),
        (_("Where patients find you"), {"fields": ["address", "hours", "phone", "email"]}),
        (_("In an emergency"), {"fields": ["emergency_number", "crisis_line"]}),
        (_("Searches"), {"fields": ["counts_searches"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:clinic_clinic_change", args=[1]))

    def save_model(self, request: HttpRequest, obj: Clinic, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if detail := changes_of(form):
            Act.record(Act.Kind.CLINIC, by=request.user, subject=obj, detail=detail)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the clinic; before it is filled in, an empty form. There is no other one."""
        if object_id != "1":
            return None
        return super().get_object(request, object_id, from_field) or Clinic(pk=1)


@admin.register(UrgentSign)
class UrgentSignAdmin(RefusesStale):
    """The urgent-help list. What is saved here is live at once, and waits for a new sign-off."""

    list_display = ("sign", "level", "is_shown", "is_textbook", "signed_off_on", "signer")
    list_filter = (
        "level",
        "is_shown",
        "is_textbook",
        ("signed_off_on", admin.EmptyFieldListFilter),
    )
    search_fields = ("sign", "phrases")
    autocomplete_fields = ("sources",)
    readonly_fields = ("signer", "signed_off_on")
    list_select_related = ("signed_off_by",)
    prepopulated_fields = {"key": ("sign",)}
    actions = ("sign_off",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A sign is hidden, not deleted, so that a library load does not bring it back."""
        return False

    @admin.display(description=_("signed off by"), ordering="signed_off_by")
    def signer(self, sign: UrgentSign) -> str | None:
        return str(sign.signed_off_by) if sign.signed_off_by else None

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if not request.user.has_perm("clinic.sign_off_urgentsign"):
            actions.pop("sign_off", None)
        return actions

    def save_model(self, request: HttpRequest, obj: UrgentSign, form: Any, change: bool) -> None:
        """A changed sign is no longer what was signed off."""
        LibraryVersion.lock()
        if form.changed_data:
            obj.signed_off_by = obj.signed_off_on = None
            obj.library_digest = ""  # it is the clinic's now: a library load leaves it alone
        super().save_model(request, obj, form, change)
        if detail := changes_of(form):
            Act.record(Act.Kind.URGENT, by=request.user, subject=obj.sign, detail=detail)

    @admin.action(description=_("Read the chosen signs and sign them off"))
    def sign_off(self, request: HttpRequest, queryset: QuerySet[UrgentSign]) -> HttpResponse | None:
        """Show the whole text of the signs first; then sign exactly what was shown."""
        with transaction.atomic():
            LibraryVersion.lock()
            signs = list(queryset.prefetch_related("sources"))
            shown = _digest(signs)
            if request.POST.get("shown") == shown:
                today = timezone.localdate()
                chosen = UrgentSign.objects.filter(pk__in=[sign.pk for sign in signs])
                chosen.update(signed_off_by=request.user, signed_off_on=today)
                LibraryVersion.bump()
                detail = "\n".join(sign.sign for sign in signs)
                Act.record(Act.Kind.URGENT_SIGNED, by=request.user, detail=detail)
                messages.success(request, _("%d signs are signed off.") % len(signs))
                return None
        if "shown" in request.POST:
            messages.error(request, _("A sign was changed while you read. Please read it again."))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sign off the urgent-help list"),
            "signs": signs,
            "shown": shown,
            "opts": self.opts,
        }
        return render(request, "admin/clinic/sign_off.html", context)


def _digest(signs: list[UrgentSign]) -> str:
    """Return what a reviewer reads of these signs, as a short text to compare."""
    words = [[s.pk, s.level, s.sign, s.why, s.is_shown, s.is_textbook] for s in signs]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
