"""The buttons of a page's form that do something else than save its text.

Whatever was typed beside them is kept among the page's texts, so that no button loses a word.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial import drafts, reviewing, scheduling
from editorial.models import Page, Revision
from editorial.review.addresses import address_of_review
from editorial.writing.forms import PageForm
from editorial.writing.page_list import PageList
from editorial.writing.standing import Standing

Act = Callable[[HttpRequest, Page], HttpResponse]


class PageButtons(PageList):
    """Withdraw, cancel the schedule, take back a request, review."""

    def act_of(self, request: HttpRequest) -> Act | None:
        """Return what the pressed button does, if it is one of these."""
        acts: dict[str, Act] = {
            "_withdraw": self._lead_to_withdrawing,
            "_unschedule": self._unschedule,
            "_take_back": self._take_back,
            "_review": self._review,
        }
        return next((act for name, act in acts.items() if name in request.POST), None)

    def _lead_to_withdrawing(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Lead on whatever the form holds: taking a page down must always work."""
        self.require(request, "editorial.publish_page")
        self._keep_typed(request, page)
        return HttpResponseRedirect(self.address(page, "withdraw"))

    def _unschedule(self, request: HttpRequest, page: Page) -> HttpResponse:
        self.require(request, "editorial.publish_page")
        scheduling.unschedule(page, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Nothing of “%s” waits to be published any more.") % page)
        self._keep_typed(request, page)
        return self.back_to(page)

    def _take_back(self, request: HttpRequest, page: Page) -> HttpResponse:
        """End what was asked of reviewers; whoever may write the page may do that."""
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        waiting = _standing(page).open_reviews
        for review in waiting:
            reviewing.cancel(review, by=request.user)  # type: ignore[arg-type]
        if waiting:
            messages.success(request, _("The request is taken back. The text is a draft again."))
        else:
            messages.info(request, _("Nobody was asked any more: the review was answered."))
        self._keep_typed(request, page)
        return self.back_to(page)

    def _review(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Open a review of the newest text for whoever may review it, asked or not."""
        self.require(request, "editorial.review_page")
        self._keep_typed(request, page)
        standing = _standing(page)
        if standing.newest is None:
            raise Http404
        try:
            review = standing.my_review or reviewing.ask(
                standing.newest,
                reviewer=request.user,  # type: ignore[arg-type]
                by=request.user,  # type: ignore[arg-type]
            )
        except reviewing.OwnReviewError:
            said = _("You wrote a part of this text, so somebody else has to review it.")
            messages.error(request, said)
            return self.back_to(page)
        return HttpResponseRedirect(address_of_review(review))

    # --- What they need

    def require(self, request: HttpRequest, permission: str) -> None:
        """Raise PermissionDenied for users without the permission."""
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def page_or_404(self, request: HttpRequest, object_id: str) -> Page:
        """Return the page with its newest text laid over it."""
        page: Page | None = self.get_object(request, object_id)
        if page is None:
            raise Http404
        return page

    def address(self, page: Page, what: str = "change") -> str:
        """Return the desk's address for a page of this kind."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}", args=[page.pk])

    def back_to(self, page: Page) -> HttpResponse:
        return HttpResponseRedirect(self.address(page))

    def _keep_typed(self, request: HttpRequest, page: Page) -> None:
        """Set aside what stands in the form and was not saved, and say where it is."""
        if "body" not in request.POST or not self.has_change_permission(request, page):
            return
        form: Any = self.get_form(request, page, change=True)(request.POST, instance=page)
        form.is_valid()
        if form.newest and (form.says_more or form.content() != form.newest.content):
            kept = self.set_aside(request, form)
            address = reverse("admin:editorial_revision_change", args=[kept.pk])
            said = _("What you had typed is kept:")
            messages.info(request, format_html('{} <a href="{}">{}</a>', said, address, kept))

    def set_aside(self, request: HttpRequest, form: PageForm) -> Revision:
        """Keep the form's text beside the page's own texts."""
        base_id = form.cleaned_data.get("base_revision") or 0
        base = Revision.objects.filter(pk=base_id, page=form.instance).first()
        said = form.said()
        said["matters_to_readers"] |= bool(said["what_changed"])
        return drafts.set_aside(
            form.instance,
            form.content(),
            author=request.user,  # type: ignore[arg-type]
            base_id=base.pk if base else None,
            **said,
        )


def _standing(page: Page) -> Standing:
    standing: Standing = page.standing  # type: ignore[attr-defined]
    return standing
