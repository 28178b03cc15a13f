"""The desk: how staff write, sign off, publish and withdraw. Each room registers its own kind."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial import publishing
from editorial.admin_views import sign_off_view
from editorial.forms import RELATED, PageForm
from editorial.models import LibraryVersion, Page, Revision


class NoDeleting(admin.ModelAdmin):
    """What was written stays; a page leaves readers' eyes by being withdrawn."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReviewFilter(admin.SimpleListFilter):
    """Pages by their review."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("never", _("Never reviewed")),
            ("overdue", _("Overdue")),
            ("changed", _("Changed since review")),
            ("reviewed", _("Reviewed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        return {
            "never": queryset.filter(reviewed_on=None),
            "overdue": queryset.filter(next_review_due__lt=today),
            "changed": queryset.filter(is_changed_since_review=True),
            "reviewed": queryset.filter(next_review_due__gte=today, is_changed_since_review=False),
        }.get(self.value() or "", queryset)


class PageAdmin(NoDeleting):
    """Writes revisions, never the live text: only Publish and Withdraw change what readers see."""

    form = PageForm
    kind_fields: tuple[str, ...] = ()
    change_form_template = "admin/editorial/page_form.html"
    list_display = ("title", "state", "review", "owner", "newest_text")
    list_filter: ClassVar[Any] = ("status", ReviewFilter, "owner")
    search_fields = ("title", "slug", "also")
    search_help_text = _("Search titles, addresses and patients' words")
    list_select_related = ("owner",)
    list_per_page = 50
    save_as = False
    actions = None

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

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        return ["slug"] if obj and obj.published_at else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        return type(form.__name__, (form,), {"admin_site": self.admin_site})

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the page with its newest text laid over it."""
        page = super().get_object(request, object_id, from_field)
        if page and (newest := Revision.objects.newest_of(page)):
            publishing.overlay(page, newest.content)
        return page

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only what is published has an address that readers can open."""
        return super().get_view_on_site_url(obj) if obj and obj.is_published else None

    # --- What the list shows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        newest = Revision.objects.filter(page=models.OuterRef("pk"), is_set_aside=False)
        newest = newest.order_by("-pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_at=models.Subquery(newest.values("created_at")[:1]),
                newest_live=models.Subquery(newest.values("published_at")[:1]),
                newest_plan=models.Subquery(newest.values("publish_at")[:1]),
            )
        )

    @admin.display(description=_("readers see"), ordering="status")
    def state(self, page: Page) -> str:
        return page.get_status_display()

    @admin.display(description=_("review"), ordering="next_review_due")
    def review(self, page: Page) -> str:
        if not page.reviewed_on:
            return str(_("Never reviewed"))
        if page.is_changed_since_review:
            return str(_("Changed since review"))
        return str(_("Overdue") if page.is_review_overdue else _("Reviewed"))

    @admin.display(description=_("newest text"), ordering="newest_at")
    def newest_text(self, page: Any) -> str:
        if page.newest_live or not page.newest_at:
            return str(_("is live"))
        if page.newest_plan:
            when = timezone.localtime(page.newest_plan)
            return str(_("will be published at %s") % f"{when:%Y-%m-%d %H:%M}")
        return str(_("draft of %s") % f"{timezone.localtime(page.newest_at):%Y-%m-%d %H:%M}")

    # --- What happens on saving

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Handle a form under the library's lock: what it is compared to stays as it is."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with transaction.atomic():
            LibraryVersion.lock()
            return super().changeform_view(request, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Return the page as it is: the form's text goes into a revision, not onto the page."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        """Keep the text as a revision, then publish or withdraw if that button was pressed."""
        wants = {name for name in ("_publish", "_withdraw") if name in request.POST}
        if wants and not request.user.has_perm("editorial.publish_page"):
            raise PermissionDenied
        content = form.content()
        if not change:
            publishing.create_page(obj, content, author=request.user)  # type: ignore[arg-type]
        revision = self._save_text(request, obj, form, content)
        if "_publish" in wants:
            self._publish(request, revision, form.cleaned_data.get("publish_at"))
        elif "_withdraw" in wants:
            publishing.withdraw(obj)
            messages.success(request, _("“%s” is withdrawn. Readers no longer find it.") % obj)
        else:
            self._say_saved(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing: topics, picks and sources go live with their text, not before."""

    def _save_text(
        self, request: HttpRequest, page: Page, form: PageForm, content: publishing.Content
    ) -> Revision:
        """Add a revision, unless nothing was changed."""
        if form.newest and form.newest.content == content:
            return form.newest
        return publishing.save_draft(
            page,
            content,
            author=request.user,  # type: ignore[arg-type]
            base_id=form.newest.pk if form.newest else None,
            note=form.cleaned_data["note"],
            matters_to_readers=form.cleaned_data["matters_to_readers"],
        )

    def _publish(self, request: HttpRequest, revision: Revision, at: Any) -> None:
        title = revision.content["title"]
        if at and at > timezone.now():
            publishing.schedule(revision, at=at, by=request.user)  # type: ignore[arg-type]
            when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
            text = _("“%(title)s” will be published at %(when)s.") % {"title": title, "when": when}
            messages.success(request, text)
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
            context["preview_url"] = f"{live.get_absolute_url()}?draft=1"
        for action in ("publish", "review"):
            context[f"can_{action}"] = request.user.has_perm(f"editorial.{action}_page")
        return super().render_change_form(request, context, *args, **kwargs)

    def _keep_refused(self, request: HttpRequest, form: PageForm, context: Any) -> None:
        if form.stale is None:
            return
        base_id = form.cleaned_data.get("base_revision") or 0
        base = Revision.objects.filter(pk=base_id, page=form.instance).first()
        content = form.content()
        context["refused"] = publishing.set_aside(
            form.instance,
            content,
            author=request.user,  # type: ignore[arg-type]
            base_id=base.pk if base else None,
        )
        context["stale"] = form.stale
        context["differences"] = [
            (form.fields[name].label or name, form.stale.content.get(name, ""), text)
            for name, text in content.items()
            if name not in RELATED and text != form.stale.content.get(name, "")
        ]
        data = request.POST.copy()
        data["base_revision"] = str(form.stale.pk)  # what the next save is compared to
        form.data = data

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_sign_off"
        view = self.admin_site.admin_view(sign_off_view)
        return [path("<int:page_id>/sign-off/", view, name=name), *super().get_urls()]
