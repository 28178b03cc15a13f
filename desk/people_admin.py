"""The people page: who works here, with which roles, and who leaves."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from desk import leaving, people, two_step
from desk.models import Person
from desk.passing_on import titles
from desk.person_forms import LeaveForm, PersonForm
from editorial import notices
from editorial.models import Act, Review
from editorial.review.addresses import address_of_review
from editorial.writing.page_list import NoDeleting, shown
from editorial.writing.stale_forms import RefusesStale


class PersonAdmin(RefusesStale, NoDeleting):
    """Accounts in plain words, in place of Django's form with its hundred permissions."""

    form = PersonForm
    list_display = ("person", "roles", "way_in", "second_step", "last_seen")
    search_fields = ("first_name", "last_name", "username", "email", "groups__name")
    search_help_text = _("Search names, e-mail addresses and roles")
    list_per_page = 50
    actions = None
    change_form_template = "desk/person_form.html"
    fieldsets = [
        (None, {"fields": ["first_name", "last_name", "email", "username"]}),
        (_("What this person does here"), {"fields": ["roles", "is_staff"]}),
    ]

    # --- The list

    def get_queryset(self, request: HttpRequest) -> Any:
        return Person.objects.with_all()

    @admin.display(description=_("name"), ordering="first_name")
    def person(self, person: Person) -> str:
        further = " · ".join(word for word in (person.username, person.email) if word)
        return format_html('{}<br><small class="quiet">{}</small>', person, further)

    @admin.display(description=_("roles"))
    def roles(self, person: Any) -> str:
        names = [people.name_of_role(group) for group in person.groups.all()]
        if person.is_superuser:
            names.insert(0, str(_("Runs the site")))
        return ", ".join(names) or "–"

    @admin.display(description=_("signs in"), ordering="is_staff")
    def way_in(self, person: Person) -> str:
        if not person.is_active:
            return str(_("Switched off"))
        if not person.is_staff:
            return str(_("By a link only"))
        return str(_("Yes") if person.has_usable_password() else _("Invited"))

    @admin.display(description=_("two-step sign-in"))
    def second_step(self, person: Any) -> str:
        return str(_("On") if person.has_two_step else _("Off"))

    @admin.display(description=_("last sign-in"), ordering="last_login")
    def last_seen(self, person: Person) -> str:
        return shown(person.last_login) if person.last_login else str(_("Never"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": _("People")})

    # --- The form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A Desk lead reads, and does not change, the account of somebody who runs the site."""
        is_out_of_reach = obj and obj.is_superuser and not request.user.is_superuser
        is_off = obj and not obj.is_active
        return super().has_change_permission(request, obj) and not is_out_of_reach and not is_off

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["username"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        return type(form.__name__, (form,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        is_own = obj.pk == request.user.pk
        groups = None if is_own else form.cleaned_data["roles"]
        ended = people.save_person(obj, groups, by=request.user)  # type: ignore[arg-type]
        self._say_ended(request, ended)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Everything is saved, and noted, with the account itself."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        person = kwargs.get("obj")
        if person:
            context["person"] = person
            context["roles"] = self.roles(person)
            context["way_in"], context["last_seen"] = self.way_in(person), self.last_seen(person)
            context["has_two_step"] = two_step.has(person)
            context["why_not"] = people.why_not(request.user, person)  # type: ignore[arg-type]
            context["has_mail"] = settings.HAS_MAIL and person.email
            context["may_help"] = super().has_change_permission(request)
        context["title"] = str(person) if person else _("Add a person")
        context["subtitle"] = None
        context["show_save_and_continue"] = context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """Invite the new person; a reviewer by link needs no password."""
        if obj.is_staff:
            return self._give_link(request, obj)
        messages.success(request, _("%s can be asked for reviews now.") % obj)
        return HttpResponseRedirect(reverse("admin:desk_person_changelist"))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("Saved. What changed is in the log of acts."))
        return HttpResponseRedirect(reverse("admin:desk_person_changelist"))

    # --- What is done to an account beside its form

    def get_urls(self) -> Any:
        steps = [
            ("leave", self.leave_view),
            ("link", self.link_view),
            ("reset-two-step", self.reset_view),
            ("back", self.back_view),
        ]
        own = [
            path(
                f"<int:person_id>/{step}/",
                self.admin_site.admin_view(view),
                name=f"desk_person_{step.replace('-', '_')}",
            )
            for step, view in steps
        ]
        return [*own, *super().get_urls()]

    def _person(self, request: HttpRequest, person_id: int) -> Person:
        """Return the account, or refuse: no permission, no such person, or not theirs to change."""
        if not super().has_change_permission(request):
            raise PermissionDenied
        person: Person = get_object_or_404(Person.objects.all(), pk=person_id)
        if people.why_not(request.user, person):  # type: ignore[arg-type]
            raise PermissionDenied
        return person

    def leave_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """A colleague leaves: hand over and switch off in one step."""
        person = self._person(request, person_id)
        if not person.is_active:
            return self._back_to(person)
        form = LeaveForm(request.POST if request.method == "POST" else None, person=person)
        if form.is_valid():
            try:
                handed = leaving.leave(person, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except people.NotAllowedError as refused:
                form.add_error(None, str(refused))
            else:
                self._say_handed(request, person, handed)
                return HttpResponseRedirect(reverse("admin:desk_person_changelist"))
        context = {"person": person, "form": form, "held": leaving.held_by(person)}
        title = _("%s leaves") % person
        return self._page(request, "desk/leave.html", title, **context)

    def _say_handed(self, request: HttpRequest, person: Person, handed: leaving.Handed) -> None:
        messages.success(
            request, _("%s is signed out everywhere and can no longer sign in.") % person
        )
        self._say_ended(request, handed.passed.cancelled)
        if handed.planned:
            text = _("These texts are still to be published at their time: %s")
            messages.warning(request, text % titles(handed.planned))
        for review in handed.passed.reviews:
            link = request.build_absolute_uri(address_of_review(review))
            notices.asked(review, link, say=lambda text: messages.warning(request, text))

    def _say_ended(self, request: HttpRequest, reviews: list[Review]) -> None:
        if reviews:
            text = _("Nobody is asked for these reviews any more: %s")
            messages.warning(request, text % titles(reviews))

    @method_decorator(require_POST)
    def link_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """A new link to set a password: by mail, or shown once."""
        return self._give_link(request, self._person(request, person_id))

    def _give_link(self, request: HttpRequest, person: Person) -> HttpResponse:
        by: User = request.user  # type: ignore[assignment]
        if not person.is_active or not person.is_staff:
            messages.error(request, _("This person does not sign in."))
            return self._back_to(person)
        link = request.build_absolute_uri(people.make_link(person, by=by))
        if settings.HAS_MAIL and person.email:
            try:
                people.send_invitation(person, link, request.get_host(), by=by)
            except OSError:
                messages.error(request, _("The e-mail could not be sent. Give the link yourself."))
            else:
                messages.success(request, _("A link was sent to %s.") % person.email)
                return HttpResponseRedirect(reverse("admin:desk_person_changelist"))
        return self._page(
            request, "desk/link.html", _("A link for %s") % person, link=link, person=person
        )

    @method_decorator(require_POST)
    def reset_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """A lost phone: take the second step off, so that it is set up anew at the next sign-in."""
        person = self._person(request, person_id)
        if people.reset_two_step(person, by=request.user):  # type: ignore[arg-type]
            messages.success(
                request, _("Two-step sign-in is off for %s, who is signed out.") % person
            )
        return self._back_to(person)

    @method_decorator(require_POST)
    def back_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """Somebody comes back: the account is on again, without roles."""
        person = self._person(request, person_id)
        people.let_back(person, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The account is on again. Tick the roles, then send a link."))
        return self._back_to(person)

    def _back_to(self, person: Person) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:desk_person_change", args=[person.pk]))

    def _page(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return render(request, template, {**context, **more})


class OwnGroupAdmin(RefusesStale, NoDeleting, GroupAdmin):
    """Groups of a clinic's own, for whoever runs the site; each change is noted."""

    filter_horizontal = ()  # two lists that a script fills cannot be kept on the device, or merged
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The code knows roles by their names."""
        return ["name"] if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        group: Group = form.instance
        before = set(group.permissions.values_list("codename", flat=True)) if change else set()
        super().save_related(request, form, formsets, change)
        after = set(group.permissions.values_list("codename", flat=True))
        lines = [f"+ {name}" for name in sorted(after - before)]
        lines += [f"– {name}" for name in sorted(before - after)]
        Act.record(Act.Kind.ROLE, by=request.user, subject=group, detail="\n".join(lines))
