"""The desk: how staff write, sign off, publish and withdraw. Each room registers its own kind."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial import drafts, publishing, scheduling
from editorial.forms import RELATED, PageForm
from editorial.frames import may_hold_frames
from editorial.history_views import HistoryViews
from editorial.models import LibraryVersion, Page, Revision
from editorial.page_list import PageList, shown
from editorial.review_views import sign_off_view


class PageAdmin(HistoryViews, PageList):
    """Writes revisions, never the live text: only Publish and Withdraw change what readers see."""

    form = PageForm
    kind_fields: tuple[str, ...] = ()
    change_form_template = "admin/editorial/page_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        writing = ["title", "slug", *self.kind_fields, "summary", "also", "body"]
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": writing})]  # a reviewer reads, and has buttons of their own
        writing += RELATED
        return [
            (_("Writing"), {"fields": writing}),
            (_("Review"), {"fields": ["note", "matters_to_readers"]}),
            (_("Publication"), {"fields": ["publish_at", "base_revision"]}),
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        return type(form.__name__, (form,), {"admin_site": self.admin_site})

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the page with its newest text laid over it, or None for an id that no page has."""
        is_possible = object_id.isdecimal() and len(object_id) < 19
        page = super().get_object(request, object_id, from_field) if is_possible else None
        if page and (newest := Revision.objects.newest_of(page)):
            publishing.overlay(page, newest.content)
        return page

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take what an address proposes (`?title=...`), but for the rows that it names."""
        proposed = super().get_changeform_initial_data(request)
        return {name: value for name, value in proposed.items() if name not in RELATED}

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only what is published has an address that readers can open."""
        return super().get_view_on_site_url(obj) if obj and obj.is_published else None

    # --- What happens on saving

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Handle a form under the library's lock: what it is compared to stays as it is."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            LibraryVersion.lock()
            for button, act in (("_withdraw", self._withdraw), ("_unschedule", self._unschedule)):
                if object_id and button in request.POST:
                    return act(request, object_id)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Return the page as it is: the form's text goes into a revision, not onto the page."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Keep the text as a revision, then publish it if that button was pressed."""
        wants_publishing = "_publish" in request.POST
        if wants_publishing:
            self._require_publisher(request)
        content = form.content()
        if not change:
            page = drafts.create_page(type(obj)(), content, author=request.user)  # type: ignore[arg-type]
            obj.pk = page.pk
            obj.refresh_from_db()
        revision, is_new = self._save_text(request, obj, form, content)
        if wants_publishing:
            self._publish(request, revision, form.cleaned_data.get("publish_at"))
        elif is_new:
            self._say_saved(request, obj)
        else:
            messages.info(request, _("Nothing was changed, so nothing was saved."))

    def _require_publisher(self, request: HttpRequest) -> None:
        if not request.user.has_perm("editorial.publish_page"):
            raise PermissionDenied

    def _withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Withdraw whatever the form holds: taking a page down must always work."""
        self._require_publisher(request)
        page = self._page_or_404(request, object_id)
        publishing.withdraw(page, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("“%s” is withdrawn. Readers no longer find it.") % page)
        if "body" in request.POST:
            form = self.get_form(request, page, change=True)(request.POST, instance=page)
            form.is_valid()
            if form.newest and form.content() != form.newest.content:
                kept = self._set_aside(request, form)
                said = _("What you had typed is kept among the revisions: %s")
                messages.info(request, said % kept)
        return self._back_to(page)

    def _unschedule(self, request: HttpRequest, object_id: str) -> HttpResponse:
        self._require_publisher(request)
        page = self._page_or_404(request, object_id)
        scheduling.unschedule(page, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Nothing of “%s” waits to be published any more.") % page)
        return self._back_to(page)

    def _page_or_404(self, request: HttpRequest, object_id: str) -> Page:
        page: Page | None = self.get_object(request, object_id)
        if page is None:
            raise Http404
        return page

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing: topics, picks and sources go live with their text, not before."""

    def _save_text(
        self, request: HttpRequest, page: Page, form: PageForm, content: drafts.Content
    ) -> tuple[Revision, bool]:
        """Return the revision that holds the text, and whether it is a new one."""
        values = form.cleaned_data
        is_noted = values["note"] or values["matters_to_readers"]
        if form.newest and form.newest.content == content and not is_noted:
            return form.newest, False
        revision = drafts.save_draft(
            page,
            content,
            author=request.user,  # type: ignore[arg-type]
            base_id=form.newest.pk if form.newest else None,
            note=values["note"],
            matters_to_readers=values["matters_to_readers"],
        )
        return revision, True

    def _publish(self, request: HttpRequest, revision: Revision, at: Any) -> None:
        title = revision.content["title"]
        if at and at > timezone.now():
            scheduling.schedule(revision, at=at, by=request.user)  # type: ignore[arg-type]
            text = _("“%(title)s” will be published at %(when)s.")
            messages.success(request, text % {"title": title, "when": shown(at)})
            return
        page = publishing.publish(revision, by=request.user)  # type: ignore[arg-type]
        messages.success(
            request,
            format_html('{} <a href="{}">{}</a>', _("Published:"), page.get_absolute_url(), title),
        )

    def _say_saved(self, request: HttpRequest, page: Page) -> None:
        concerned = Page.objects.get(pk=page.pk)
        text = _("Draft saved. Readers see no change until it is published.")
        address = f"{concerned.get_absolute_url()}?draft=1"
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', text, address, _("Preview it"))
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._back_to(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._back_to(obj)

    def _back_to(self, page: Page) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[page.pk]))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form; a refused text is kept as well, and stands beside the newer one."""
        form, page = context["adminform"].form, kwargs.get("obj")
        if form.is_bound and getattr(form, "stale", None):
            self._keep_refused(request, form, context)
        if page:
            live = Page.objects.get(pk=page.pk)
            context["live"] = live
            context["newest"] = Revision.objects.newest_of(live)
            context["planned"] = Revision.objects.planned(live).first()
            context["preview_url"] = f"{live.get_absolute_url()}?draft=1"
        for action in ("publish", "review"):
            context[f"can_{action}"] = request.user.has_perm(f"editorial.{action}_page")
        return may_hold_frames(super().render_change_form(request, context, *args, **kwargs))

    def _keep_refused(self, request: HttpRequest, form: PageForm, context: Any) -> None:
        if form.stale is None:
            return
        content = form.content()
        context["refused"] = self._set_aside(request, form)
        context["stale"] = form.stale
        context["differences"] = [
            (form.fields[name].label or name, form.stale.content.get(name, ""), text)
            for name, text in content.items()
            if name not in RELATED and text != form.stale.content.get(name, "")
        ]
        data = request.POST.copy()
        data["base_revision"] = str(form.stale.pk)  # what the next save is compared to
        form.data = data

    def _set_aside(self, request: HttpRequest, form: PageForm) -> Revision:
        base_id = form.cleaned_data.get("base_revision") or 0
        base = Revision.objects.filter(pk=base_id, page=form.instance).first()
        return drafts.set_aside(
            form.instance,
            form.content(),
            author=request.user,  # type: ignore[arg-type]
            base_id=base.pk if base else None,
            note=form.cleaned_data.get("note", ""),
        )

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_sign_off"
        view = self.admin_site.admin_view(sign_off_view)
        return [path("<int:page_id>/sign-off/", view, name=name), *super().get_urls()]
