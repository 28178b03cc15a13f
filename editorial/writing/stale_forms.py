"""Forms of the desk that lose nothing: for pages, and for every other row that staff write.

`KeepsTyping` has the device keep what is typed until the server says that it is saved, and offers
it anew when the row is gone. `RefusesStale` also refuses to overwrite what a colleague saved since
the form was opened; pages have their revisions for that.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models import LibraryVersion, Page
from editorial.writing import merging, presence
from editorial.writing.sturdy import Sturdy
from editorial.writing.under_lock import UnderLock

KEPT_FOR = timedelta(days=7)  # as in static/js/desk/kept.js
ENTRY = re.compile(r"[0-9a-f]{8,40}\Z")


class LostRowForm(forms.ModelForm):
    """Does not silently make anew what was deleted while somebody wrote."""

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if "row_is_gone" in self.data:
            text = _(
                "This was deleted while you were writing. What you typed stands below: saving it "
                "makes it anew."
            )
            raise forms.ValidationError(text, code="gone")
        return values


class StaleRowForm(LostRowForm):
    """Compares the row with what it held when the form was opened."""

    is_stale = False

    @property
    def row(self) -> dict[str, Any]:
        """The row's values as they are now."""
        return {name: _in_order(self.initial.get(name)) for name in self.fields}

    @property
    def opened_with(self) -> str:
        """What the form carries: `row` as digests, and the time."""
        opened = {"at": timezone.now().timestamp(), "marks": merging.marks_of(self.row)}
        return json.dumps(opened)

    @property
    def opened(self) -> tuple[merging.Marks, datetime | None]:
        """What the row held when the form was opened, as digests, and when; nothing if broken."""
        try:
            said = json.loads(self.data.get("opened_with", ""))
            return dict(said["marks"]), datetime.fromtimestamp(said["at"], tz=UTC)
        except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
            return {}, None

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if self.instance.pk and self.opened[0] != merging.marks_of(self.row):
            self.is_stale = True
            text = _(
                "Somebody else saved this while you were writing. Nothing was overwritten, and "
                "what you typed stands in the form. Compare the two, put together what you need, "
                "and save again."
            )
            raise forms.ValidationError(text, code="stale")
        return values


class KeepsTyping(Sturdy):
    """A form whose typing is kept on the device until it is saved."""

    change_form_template = "admin/editorial/kept_form.html"
    guard: type[forms.ModelForm] = LostRowForm

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        return type(form.__name__, (self.guard, form), {})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell the device, by a cookie that its script reads, which typing is saved for good."""
        answer = super().changeform_view(request, object_id, *args, **kwargs)
        if getattr(request, "typing_is_saved", False):
            tell_saved(request, answer)
        return answer

    def log_addition(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.typing_is_saved = True  # type: ignore[attr-defined]
        return super().log_addition(request, *args, **kwargs)

    def log_change(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.typing_is_saved = True  # type: ignore[attr-defined]
        return super().log_change(request, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Show what was typed into the form of a row that is gone, to be saved as a new one."""
        is_form = request.method == "POST" and "post" not in request.POST
        if not is_form:
            nowhere: HttpResponse = super()._get_obj_does_not_exist_redirect(  # type: ignore[misc]
                request, opts, object_id
            )
            return nowhere
        if not self.has_add_permission(request):
            typed = merging.typed_in(self.get_form(request)(request.POST))
            context = {**self.admin_site.each_context(request), "typed": typed, "opts": opts}
            context["title"] = _("This was deleted while you were writing")
            return render(request, "admin/editorial/gone.html", context, status=410)
        data: Any = request.POST.copy()
        data["row_is_gone"] = "1"
        request.POST = data
        add = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        answer: HttpResponse = self._changeform_view(request, None, add, None)  # type: ignore[attr-defined]
        return answer

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say whose typing it is, whether it is saved, and who else has the page open."""
        form, page = context["adminform"].form, kwargs.get("obj")
        is_writer = self.has_change_permission(request, page) if page else True
        if is_writer:
            context["keeping"] = keeping(request, is_unsaved=form.is_bound)
        if is_writer and isinstance(page, Page) and page.pk:
            context["presence"] = presence.sentence(page, request.user)
        return super().render_change_form(request, context, *args, **kwargs)


class RefusesStale(UnderLock, KeepsTyping):
    """A form that never overwrites what was saved since it was opened: it shows both."""

    guard = StaleRowForm
    delete_confirmation_template = "admin/editorial/delete_row.html"

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if form.is_bound and form.is_stale:
            context["merge"] = merge_of(form, request.user)
        if kwargs.get("obj"):
            context["opened_with"] = form.opened_with
        return super().render_change_form(request, context, *args, **kwargs)

    def get_actions(self, request: HttpRequest) -> Any:
        """Rows are deleted one by one, each as it was shown."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Delete only what was shown: what a colleague saved meanwhile is shown first."""
        if request.method != "POST":
            context = {**(extra_context or {}), "opened_with": self._digest(request, object_id)}
            return super().delete_view(request, object_id, context)
        if not self.has_delete_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            LibraryVersion.lock()
            if request.POST.get("opened_with") == self._digest(request, object_id):
                return super().delete_view(request, object_id, extra_context)
        text = _("This was changed while you were deciding. Read it again before you delete it.")
        messages.warning(request, text)
        return HttpResponseRedirect(request.path)

    def _digest(self, request: HttpRequest, object_id: str) -> str:
        row = self.get_object(request, object_id)
        values = model_to_dict(row) if row else {}
        ordered = {name: _in_order(value) for name, value in values.items()}
        return merging.mark(json.dumps(merging.marks_of(ordered)))


def merge_of(form: StaleRowForm, user: Any) -> merging.Merge:
    """Return what a refused form shows: what was saved meanwhile beside what was typed."""
    marks, at = form.opened
    yours = {name: _in_order(form[name].value()) for name in form.fields}
    found = merging.merge(form, theirs=form.row, yours=yours, marks=marks, base={})
    if at:  # a library's load leaves no entry: then it is not said who it was
        kind = ContentType.objects.get_for_model(form.instance, for_concrete_model=False)
        entries = LogEntry.objects.filter(
            content_type=kind, object_id=str(form.instance.pk), action_time__gte=at
        )
        if entry := entries.select_related("user").first():
            found.who, found.when = entry.user, entry.action_time
            found.is_own = entry.user == user
    return found


def keeping(request: HttpRequest, *, is_unsaved: bool) -> dict[str, Any]:
    """Return what `admin/editorial/includes/keeping.html` shows in any form of the desk."""
    entry = request.POST.get("kept", "")
    return {
        "user": request.user.pk,
        "entry": entry if ENTRY.match(entry) else "",
        "is_unsaved": is_unsaved,
    }


def tell_saved(request: HttpRequest, answer: HttpResponse) -> None:
    """Let the device forget what was typed into the form that `request` saved."""
    entry = request.POST.get("kept", "")
    if ENTRY.match(entry):
        answer.set_cookie(
            f"kept-{entry}",
            "saved",
            max_age=KEPT_FOR,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def _in_order(value: Any) -> Any:
    """Return chosen rows in an order of their own: here it means nothing."""
    return sorted(merging.plain(value)) if isinstance(value, list) else value
