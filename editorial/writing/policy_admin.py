"""The desk's one form for the clinic's rules of review."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from editorial import publishing
from editorial.models import Page, Policy
from editorial.writing.page_list import NoDeleting
from editorial.writing.stale_forms import RefusesStale


class PolicyForm(forms.ModelForm):
    """The rules. Hiding pages from readers takes a second press, which names how many."""

    hides = forms.IntegerField(required=False, widget=forms.HiddenInput, label=_("Pages to hide"))

    hidden_pages = 0  # that readers would no longer see, when that is still to be confirmed

    def clean(self) -> dict[str, Any]:
        """Ask first, with the number of pages, before readers lose any."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("readers_see") != Policy.ReadersSee.REVIEWED:
            return values
        shown = Page.objects.published()
        unread = shown.filter(Q(reviewed_on=None) | Q(is_changed_since_review=True)).count()
        if unread and values.get("hides") != unread:
            self.hidden_pages = unread
            text = _(
                "Nothing is saved yet. Of the %(all)d pages that readers see now, %(unread)d would "
                "be hidden from them, because no reviewer has approved their text as it is. Hide "
                "them, or choose the other rule."
            )
            counts = {"all": shown.count(), "unread": unread}
            raise forms.ValidationError(text % counts, code="hides")
        return values


class PolicyAdmin(RefusesStale, NoDeleting):
    """One form. There is one set of rules, so there is no list."""

    form = PolicyForm
    fields = ("readers_see", "allows_own_review", "review_months")
    radio_fields = {"readers_see": admin.VERTICAL}
    change_form_template = "admin/editorial/policy_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:editorial_policy_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the rules in force; before any were set, the defaults."""
        return Policy.current() if object_id == "1" else None

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["title"], context["subtitle"] = _("Rules of review"), None
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Settle every page by the new rules, and say how many that moved."""
        moved = publishing.set_policy(obj, by=request.user)  # type: ignore[arg-type]
        if obj.hides_unreviewed:
            said = ngettext(
                "%d page is hidden from readers now.",
                "%d pages are hidden from readers now.",
                moved,
            )
        else:
            said = ngettext("Readers see %d page again.", "Readers see %d pages again.", moved)
        if moved:
            messages.info(request, said % moved)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("The rules of review are saved."))
        return HttpResponseRedirect(reverse("admin:editorial_policy_change", args=[1]))
