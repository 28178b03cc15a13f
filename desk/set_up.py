"""The page on which a clinic sets itself up: who it is, its numbers, its looks, who reviews."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.colours import HEX, OWN, nearest_readable
from clinic.models import Clinic
from desk import people
from desk.countries import countries, proposals, zones
from desk.models import Person
from desk.panels import address_of
from desk.roles import REVIEWER
from editorial import pictures
from editorial.facts import Facts, changes, facts_of
from editorial.models import Act
from editorial.writing import merging
from editorial.writing.stale_forms import StaleRowForm, keeping, merge_of, tell_saved
from editorial.writing.under_lock import locked_if_sent

WHO = ("name", "responsible", "country", "time_zone")
NUMBERS = ("phone", "emergency_number", "crisis_line")
SHOWN = (*WHO, *NUMBERS, "colour")


class SetUpForm(StaleRowForm):
    """The clinic's details that readers need first."""

    logo_file = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP file. It stands in the header of every page."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    removes_logo = forms.BooleanField(
        label=gettext_lazy("Remove the logo"), label_suffix="", required=False
    )

    class Meta:
        model = Clinic
        fields: ClassVar = list(SHOWN)
        widgets: ClassVar = {"colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "responsible"):
            self.fields[name].required = True
        known = [name for name in [self.instance.country] if name not in countries().values()]
        choices = [("", _("Choose a country")), *((name, name) for name in known if name)]
        choices += [(name, name) for name in countries().values()]
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label, choices=choices, required=False
        )
        listed = sorted({zone for of_one in zones().values() for zone in of_one} | {"UTC"})
        listed = sorted({*listed, self.instance.time_zone})
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=[(zone, zone) for zone in listed]
        )
        self.initial["colour"] = self.instance.colour or OWN
        self.was = self._facts(self.initial)
        self.stored_logo = self.instance.logo

    @property
    def row(self) -> dict[str, Any]:
        return {name: self.initial[name] for name in SHOWN} | {"logo": self.stored_logo}

    def _facts(self, values: Mapping[str, Any]) -> Facts:
        logo = {str(self.fields["logo_file"].label): self.instance.logo}
        return facts_of({name: self.fields[name] for name in SHOWN}, values) | logo

    def _post_clean(self) -> None:
        """Fill in a colour that can be read."""
        super()._post_clean()  # type: ignore[misc]
        typed = str(self.data.get("colour", "")).lower()
        if "colour" in self.errors and HEX.fullmatch(typed):
            sent: Any = self.data
            filled = sent.copy()
            filled["colour"] = nearest_readable(typed)
            self.data = filled
            self.add_error("colour", _("It is filled in: save again, or choose another."))

    def takes_logo(self) -> bool:
        """Store the logo that was sent, or remove the old one; say if it is no picture."""
        try:
            if upload := self.cleaned_data["logo_file"]:
                self.instance.logo = pictures.store(upload)
            elif self.cleaned_data["removes_logo"]:
                self.instance.logo = ""
        except ValidationError as refused:
            self.add_error("logo_file", refused)
        return not self.errors

    def changes(self) -> str:
        """Return what the form changed, in the log's words."""
        return changes(self.was, self._facts(self.cleaned_data))

    def merge(self, user: Any) -> merging.Merge | None:
        """Return what a colleague saved meanwhile, a logo included; None where nobody did."""
        if not self.is_stale:
            return None
        found = merge_of(self, user)
        if self.opened[0].get("logo") != merging.mark(self.stored_logo):
            found.taken.append(str(self.fields["logo_file"].label))
        return found


class ReviewerForm(forms.Form):
    """Who is to review, where somebody is to be added."""

    prefix = "reviewer"
    first_name = forms.CharField(label=gettext_lazy("First name"), required=False, max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False, max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> str:
        """Refuse somebody whose account is off, or not for `by` to change."""
        email: str = self.cleaned_data["email"]
        person = self.person_of(email)
        if person and (reason := people.why_not(self.by, person)):
            raise ValidationError(reason)
        if person and not person.is_active:
            raise ValidationError(
                _("%s is switched off. Switch the account on again first, under People.") % person
            )
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        named = values.get("first_name") or values.get("last_name")
        if named and not values.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail address of the reviewer too."))
        return values

    @staticmethod
    def person_of(email: str) -> Person | None:
        """Return the colleague who has this address; of two, the one whose account is on."""
        theirs = Person.objects.filter(email__iexact=email) if email else Person.objects.none()
        return theirs.order_by("-is_active", "pk").first()

    def invite(self) -> Person | None:
        """Make an account, or give a colleague the role; return whose, or None for nobody."""
        values = self.cleaned_data
        if not values["email"]:
            return None
        person = self.person_of(values["email"])
        if person is None:
            person = Person(username=_free_name(values["email"]), is_staff=True, **values)
        people.give_role(person, REVIEWER, by=self.by)
        return person


def may_invite(user: Any) -> bool:
    """Whether the user may make accounts, and give roles to those that there are."""
    return bool(user.has_perms(["desk.add_person", "desk.change_person"]))


def _free_name(email: str) -> str:
    wanted = slugify(email.partition("@")[0])[:100] or "reviewer"
    taken = set(
        Person.objects.filter(username__startswith=wanted).values_list("username", flat=True)
    )
    names = (wanted + (str(number) if number else "") for number in range(len(taken) + 2))
    return next(name for name in names if name not in taken)


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or save what was filled in and lead back to the desk."""
    if not request.user.has_perm("clinic.change_clinic"):
        raise PermissionDenied
    with locked_if_sent(request):
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = SetUpForm(*sent, instance=Clinic.objects.filter(pk=1).first() or Clinic(pk=1))
        is_lead = may_invite(request.user)
        reviewer = ReviewerForm(sent[0], by=request.user) if is_lead else None
        are_right = [each.is_valid() for each in (form, reviewer) if each is not None]
        if all(are_right) and form.takes_logo():
            return _saved(request, form, reviewer)
        merge = form.merge(request.user)
    return render(request, "desk/clinic_set_up.html", _context(request, form, reviewer, merge))


def _saved(request: HttpRequest, form: SetUpForm, reviewer: ReviewerForm | None) -> HttpResponse:
    clinic = form.save()
    if detail := form.changes():
        Act.record(Act.Kind.CLINIC, by=request.user, subject=clinic, detail=detail)
        admin.site.get_model_admin(Clinic).log_change(request, clinic, [])
    if reviewer and (person := reviewer.invite()):
        said = _("%s can review now. Next, give them a way to sign in:") % person
        address = address_of("admin:desk_person_change", person.pk)
        link = format_html('{} <a href="{}">{}</a>', said, address, _("their account"))
        messages.info(request, link)
    messages.success(request, _("Saved. Readers see it on every page."))
    answer = HttpResponseRedirect(reverse("admin:index"))
    tell_saved(request, answer)
    return answer


def _context(
    request: HttpRequest,
    form: SetUpForm,
    reviewer: ReviewerForm | None,
    merge: merging.Merge | None,
) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Set up the clinic"),
        "form": form,
        "who": [form[name] for name in WHO],
        "numbers": [form[name] for name in NUMBERS],
        "reviewer": reviewer,
        "reviewers": Person.objects.filter(groups__name=REVIEWER, is_active=True),
        "saved": Clinic.objects.filter(pk=1).first() or Clinic(pk=1),
        "proposals": proposals(),
        "merge": merge,
        "keeping": keeping(request, is_unsaved=form.is_bound),
        "opened_with": form.opened_with,
    }
