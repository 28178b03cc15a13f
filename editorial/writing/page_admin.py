"""The desk: how staff write, send to review, publish and withdraw. Each room registers its kind."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial import drafts, notices, publishing, reviewing, scheduling
from editorial.models import Act, Page, Policy, Revision, library_version_of
from editorial.review.addresses import address_of_review
from editorial.review.views import sign_off_view
from editorial.writing import merging
from editorial.writing.choices import RELATED
from editorial.writing.forms import PageForm
from editorial.writing.frames import may_hold_frames
from editorial.writing.history_views import HistoryViews
from editorial.writing.next_step import next_step
from editorial.writing.page_buttons import PageButtons
from editorial.writing.page_list import shown
from editorial.writing.stale_forms import KeepsTyping
from editorial.writing.standing import Standing
from editorial.writing.step_fields import PUBLISHING
from editorial.writing.under_lock import UnderLock, locked_if_sent
from editorial.writing.withdrawing import withdraw_view


class PageAdmin(UnderLock, KeepsTyping, HistoryViews, PageButtons):
    """Writes revisions, never the live text: only Publish and Withdraw change what readers see."""

    form = PageForm
    kind_fields: tuple[str, ...] = ()
    change_form_template = "admin/editorial/page_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        writing = ["title", "slug", *self.kind_fields, "summary", "also", "body"]
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": writing})]  # a reviewer reads, and has buttons of their own
        about = ["note", "base_revision", "opened"]
        if obj and obj.published_at:
            about[1:1] = ["matters_to_readers", "what_changed"]
        if obj and request.user.has_perm("editorial.publish_page"):
            about.append("new_owner")
        return [
            (_("Writing"), {"fields": [*writing, *RELATED]}),
            (_("About this change"), {"fields": about}),
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        standing = obj.standing if obj else self._standing(request)
        standing.may_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return type(form.__name__, (form,), {"admin_site": self.admin_site, "standing": standing})

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the page with its newest text laid over it, or None for an id that no page has.

        Its `standing` knows the page as readers see it.
        """
        page: Any = super().get_object(request, object_id, from_field)
        if page:
            page.standing = self._standing(request, copy(page))
            if newest := page.standing.newest:
                publishing.overlay(page, newest.content)
        return page

    def _standing(self, request: HttpRequest, page: Page | None = None) -> Standing:
        is_reading = request.method == "GET"  # a POST holds the lock, and asks what is true now
        policy = Policy.at(library_version_of(request)) if is_reading else Policy.current()
        return Standing(request.user, policy, page)  # type: ignore[arg-type]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take what an address proposes (`?title=...`), but for the rows that it names."""
        proposed = super().get_changeform_initial_data(request)
        return {name: value for name, value in proposed.items() if name not in RELATED}

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only what is published has an address that readers can open."""
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    # --- What happens on saving

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Do what a button says that saves no text, or save."""
        if not (object_id and (act := self.act_of(request))):
            return super().changeform_view(request, object_id, *args, **kwargs)
        with locked_if_sent(request):
            return act(request, self.page_or_404(request, object_id))

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Return the page as it is: the form's text goes into a revision, not onto the page."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Keep the text as a revision, then do what the pressed button says."""
        if form.button in PUBLISHING:
            self.require(request, "editorial.publish_page")
        content = form.content()
        if not change:
            page = drafts.create_page(type(obj)(), content, author=request.user)  # type: ignore[arg-type]
            obj.pk = page.pk
            obj.refresh_from_db()
        revision, is_new = self._save_text(request, obj, form, content)
        is_given = self._give(request, form) if change else False
        if form.button == "_ask":
            self._ask(request, revision, form)
        elif form.button:
            self._publish(request, obj, revision, form.cleaned_data["publish_at"])
        elif is_new:
            self._say_saved(request, obj)
        elif not is_given:
            messages.info(request, _("Nothing was changed, so nothing was saved."))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing: topics, picks and sources go live with their text, not before."""

    def _save_text(
        self, request: HttpRequest, page: Page, form: PageForm, content: drafts.Content
    ) -> tuple[Revision, bool]:
        """Return the revision that holds the text, and whether it is a new one."""
        if form.newest and form.newest.content == content and not form.says_more:
            return form.newest, False
        revision = drafts.save_draft(
            page,
            content,
            author=request.user,  # type: ignore[arg-type]
            base_id=form.newest.pk if form.newest else None,
            **form.said(),
        )
        return revision, True

    def _give(self, request: HttpRequest, form: PageForm) -> bool:
        """Have somebody else look after the page, if a publisher chose so here."""
        page, owner = form.standing.page, form.cleaned_data.get("new_owner")
        if page is None or "new_owner" not in form.changed_data or page.owner == owner:
            return False
        self.require(request, "editorial.publish_page")
        Page.objects.filter(pk=page.pk).update(owner=owner)
        names = [notices.name_of(one) if one else "–" for one in (page.owner, owner)]
        Act.record(Act.Kind.HAND_OVER, by=request.user, page=page, detail=" → ".join(names))
        said = _("%(who)s looks after “%(title)s” now.")
        if owner is None:
            said = _("Nobody looks after “%(title)s” now.")
        messages.success(request, said % {"who": names[1], "title": page})
        return True

    def _ask(self, request: HttpRequest, revision: Revision, form: PageForm) -> None:
        reviewer: User = form.cleaned_data["reviewer"]
        words = form.cleaned_data["request"]
        review = reviewing.ask(revision, reviewer=reviewer, by=request.user, request=words)  # type: ignore[arg-type]
        link = request.build_absolute_uri(address_of_review(review))
        is_mailed = notices.asked(review, link, say=lambda text: messages.warning(request, text))
        said = _("Sent to %s for review, and told by e-mail.")
        if not is_mailed:
            said = _("Sent to %s for review. No e-mail tells them: please do it yourself.")
        messages.success(request, said % notices.name_of(reviewer))

    def _publish(self, request: HttpRequest, page: Page, revision: Revision, at: Any) -> None:
        title, is_live = revision.content["title"], page.is_published and revision.published_at
        if at and not is_live:
            scheduling.schedule(revision, at=at, by=request.user)  # type: ignore[arg-type]
            text = _("“%(title)s” will be published at %(when)s.")
            messages.success(request, text % {"title": title, "when": shown(at)})
            return
        try:
            shows = publishing.publish(revision, by=request.user)  # type: ignore[arg-type]
        except publishing.NotPublishableError as refused:
            messages.error(request, str(refused))
            return
        said = _("Readers see this text already:") if is_live else _("Published:")
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', said, shows.get_absolute_url(), title)
        )

    def _say_saved(self, request: HttpRequest, page: Page) -> None:
        concerned = Page.objects.get(pk=page.pk)
        text = _("Draft saved. Readers see no change until it is published.")
        address = f"{concerned.get_absolute_url()}?draft=1"
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', text, address, _("Preview it"))
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self.back_to(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.back_to(obj)

    # --- What the form shows

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form; a refused text is kept as well, and stands beside the newer one."""
        form, page = context["adminform"].form, kwargs.get("obj")
        if form.is_bound and form.stale:
            refused = self.set_aside(request, form)
            context["merge"] = merging.of_page(form, refused, by=request.user)
        elif form.is_bound and form.is_surprised:
            self.set_aside(request, form)
            form.data = request.POST.copy()
            form.data["opened"] = form.standing.situation  # what the next save is compared to
        if page:
            context["title"], context["subtitle"] = str(page), None
            context["preview_url"] = f"{form.standing.page.get_absolute_url()}?draft=1"
        context["standing"], context["next_step"] = form.standing, next_step(form.standing)
        return may_hold_frames(super().render_change_form(request, context, *args, **kwargs))

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}"

        def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
            return withdraw_view(request, self, page_id)

        def sign_off(request: HttpRequest, page_id: int) -> HttpResponse:
            return sign_off_view(request, self.model, page_id)

        wrap = self.admin_site.admin_view
        return [
            path("<int:page_id>/sign-off/", wrap(sign_off), name=f"{name}_sign_off"),
            path("<int:page_id>/withdraw/", wrap(withdraw), name=f"{name}_withdraw"),
            *super().get_urls(),
        ]
