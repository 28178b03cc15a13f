"""Where a publisher takes a page from readers: with a reason, and what they then find."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from editorial import publishing
from editorial.models import Page, Revision
from editorial.writing.choices import ChosenRow
from editorial.writing.stale_forms import keeping, tell_saved
from editorial.writing.under_lock import locked_if_sent


class WithdrawForm(forms.Form):
    """Why a page leaves readers' eyes, and what they find in its place."""

    because = forms.CharField(
        max_length=300,
        label=_("Why it is withdrawn"),
        help_text=_("For your colleagues. Readers do not see it."),
        error_messages={"required": _("Say why, so that colleagues understand it later.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    notice = forms.CharField(
        required=False,
        max_length=300,
        label=_("Words for readers"),
        help_text=_("If you like: shown at the page's address, to whoever still comes to it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    moved_to = forms.ModelChoiceField(
        Page.objects.none(),
        required=False,
        label=_("Lead readers to another page"),
        help_text=_("If you like: type a word of its title. Only published pages are found."),
        error_messages={"invalid_choice": _("Readers cannot open that page. Choose another.")},
    )

    def __init__(self, page: Page, data: Any = None) -> None:
        said = {"because": page.withdrawn_because, "notice": page.withdrawn_notice}
        super().__init__(data, initial={**said, "moved_to": page.moved_to_id})
        self.page = page
        choice: Any = self.fields["moved_to"]
        choice.queryset = Page.objects.published().exclude(pk=page.pk)
        choice.widget = ChosenRow(Page._meta.get_field("moved_to"), admin.site)
        choice.widget.choices = choice.choices
        for field in self.fields.values():
            field.show_hidden_initial = (
                not page.is_published
            )  # only what is changed here is written

    def take(self, by: Any) -> Any:
        """Withdraw the page, or put right what was said of it; return what to say of that."""
        values = self.cleaned_data
        if self.page.is_published:
            publishing.withdraw(self.page, by=by, **values)
            return _("“%s” is withdrawn. Readers no longer find it.")
        changes = {name: values[name] for name in self.changed_data}
        publishing.correct_withdrawal(self.page, by=by, **changes)
        return _("“%s” is withdrawn, and says so as you wrote it.")


def withdraw_view(request: HttpRequest, desk: Any, page_id: int) -> HttpResponse:
    """Ask for the reason, say what will happen, and then do it; a withdrawn page is asked again.

    `desk` is the page's ModelAdmin.
    """
    if not request.user.has_perm("editorial.publish_page"):
        raise PermissionDenied
    with locked_if_sent(request):
        return _ask(request, desk, page_id, request.POST if request.method == "POST" else None)


def _ask(request: HttpRequest, desk: Any, page_id: int, data: Any) -> HttpResponse:
    # Looked up as a page first: a kind's own table breaks on an id that no row can have.
    page = get_object_or_404(desk.model, pk__in=Page.objects.filter(pk=page_id).values("pk"))
    if page.status == Page.Status.DRAFT:
        said = _("Readers cannot open “%s”: there is nothing to withdraw.")
        messages.info(request, said % page)
        return HttpResponseRedirect("../change/")
    form = WithdrawForm(page, data)
    if form.is_valid():
        messages.success(request, form.take(request.user) % page)
        done = HttpResponseRedirect("../change/")
        tell_saved(request, done)
        return done
    title = _("Withdraw “%s”") if page.is_published else _("“%s” is withdrawn")
    context = {
        **admin.site.each_context(request),
        "title": title % page,
        "opts": desk.opts,
        "form": form,
        "media": form.media,
        "page": page,
        "keeping": keeping(request, is_unsaved=form.is_bound),
        "planned": Revision.objects.planned(page).exists(),
    }
    return render(request, "admin/editorial/withdraw.html", context)
