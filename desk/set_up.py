"""The page on which a clinic sets itself up: who it is, its numbers, its looks, who reviews."""

import hashlib
import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.colours import HEX, OWN, nearest_readable
from clinic.models import Clinic
from desk.countries import countries, proposals, zones
from desk.panels import address_of
from editorial import pictures
from editorial.models import Act, LibraryVersion

REVIEWER = "Reviewer"
WHO = ("name", "responsible", "country", "time_zone")
NUMBERS = ("phone", "emergency_number", "crisis_line")


class SetUpForm(forms.ModelForm):
    """The clinic's details that readers need first. It refuses what was changed meanwhile."""

    logo_file = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP file. It stands in the header of every page."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    removes_logo = forms.BooleanField(
        label=gettext_lazy("Remove the logo"), label_suffix="", required=False
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Clinic
        fields: ClassVar = [*WHO, *NUMBERS, "colour"]
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
        self.initial["shown"] = self.as_shown = digest_of(self.instance)
        self.logo = ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.data.get("shown") != self.as_shown:
            self._fill_in("shown", self.as_shown)
            text = _(
                "Somebody changed these details while you wrote. They are now: %s. "
                "Save again to replace that by what stands below."
            )
            raise forms.ValidationError(text % "; ".join(self._theirs()))
        return values

    def _post_clean(self) -> None:
        """Fill in a colour that can be read; store a logo once nothing else is wrong."""
        super()._post_clean()  # type: ignore[misc]
        typed = str(self.data.get("colour", "")).lower()
        if "colour" in self.errors and HEX.fullmatch(typed):
            self._fill_in("colour", nearest_readable(typed))
            self.add_error("colour", _("It is filled in: save again, or choose another."))
        upload = self.cleaned_data.get("logo_file")
        if upload and not self.errors:
            try:
                self.logo = pictures.store(upload)
            except ValidationError as refused:
                self.add_error("logo_file", refused)

    def _fill_in(self, name: str, value: str) -> None:
        self.data = {**self.data.dict(), name: value}  # type: ignore[attr-defined]

    def _theirs(self) -> list[str]:
        now = Clinic.objects.filter(pk=1).first() or Clinic(pk=1)
        return [
            f"{self.fields[name].label}: {getattr(now, name) or '–'}"
            for name in (*WHO, *NUMBERS)
            if str(getattr(now, name)) != str(self.data.get(name, ""))
        ]


def digest_of(clinic: Clinic) -> str:
    """Return a short text that changes when one of the form's details does."""
    values = [getattr(clinic, name) for name in (*WHO, *NUMBERS, "colour", "logo")]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


class ReviewerForm(forms.Form):
    """Who is to review, where somebody is to be added."""

    prefix = "reviewer"
    first_name = forms.CharField(label=gettext_lazy("First name"), required=False, max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False, max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        named = values.get("first_name") or values.get("last_name")
        if named and not values.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail address of the reviewer too."))
        return values


def may_invite(user: Any) -> bool:
    """Whether the user may make accounts."""
    return user.has_perm("auth.add_user") or user.has_perm("desk.add_person")


def invite(values: dict[str, Any], by: User) -> User | None:
    """Make a reviewer's account, or give a colleague the role; return it, or None for nobody."""
    email = values.get("email")
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).order_by("pk").first()
    if person is None:
        person = User(username=_free_name(email), email=email, is_staff=True)
        person.first_name, person.last_name = values["first_name"], values["last_name"]
        person.set_unusable_password()
        person.save()
    person.groups.add(Group.objects.get_or_create(name=REVIEWER)[0])
    Act.record(Act.Kind.ROLE, by=by, subject=person.get_username(), detail=REVIEWER)
    return person


def _free_name(email: str) -> str:
    wanted = slugify(email.partition("@")[0])[:100] or "reviewer"
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    names = (wanted + (str(number) if number else "") for number in range(len(taken) + 2))
    return next(name for name in names if name not in taken)


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or save what was filled in and lead back to the desk."""
    if not request.user.has_perm("clinic.change_clinic"):
        raise PermissionDenied
    with transaction.atomic():
        if request.method == "POST":
            LibraryVersion.lock()
        clinic = Clinic.objects.filter(pk=1).first() or Clinic(pk=1)
        before = {name: getattr(clinic, name) for name in (*WHO, *NUMBERS, "colour", "logo")}
        form = SetUpForm(request.POST or None, request.FILES or None, instance=clinic)
        reviewer = ReviewerForm(request.POST or None) if may_invite(request.user) else None
        is_right = form.is_valid() and (reviewer is None or reviewer.is_valid())
        if request.method == "POST" and is_right:
            _save(request, form, before)
            if reviewer and (person := invite(reviewer.cleaned_data, request.user)):  # type: ignore[arg-type]
                _say_invited(request, person)
            messages.success(request, _("Saved. Readers see it on every page."))
            return HttpResponseRedirect(reverse("admin:index"))
    return render(request, "desk/clinic_set_up.html", _context(request, form, reviewer))


def _say_invited(request: HttpRequest, person: User) -> None:
    name = person.get_full_name() or person.get_username()
    said = _("%s can review now. Next, give them a way to sign in:") % name
    address = address_of("admin:desk_person_change", person.pk)
    messages.info(request, format_html('{} <a href="{}">{}</a>', said, address, _("their account")))


def _save(request: HttpRequest, form: SetUpForm, before: dict[str, Any]) -> None:
    clinic = form.save(commit=False)
    if form.logo or form.cleaned_data["removes_logo"]:
        clinic.logo = form.logo
    clinic.save()
    changes = [
        f"{name}: {old} → {getattr(clinic, name)}"
        for name, old in before.items()
        if getattr(clinic, name) != old
    ]
    if changes:
        Act.record(Act.Kind.CLINIC, by=request.user, subject=clinic, detail="\n".join(changes))


def _context(
    request: HttpRequest, form: SetUpForm, reviewer: ReviewerForm | None
) -> dict[str, Any]:
    reviewers = User.objects.filter(groups__name=REVIEWER, is_active=True)
    return {
        **admin.site.each_context(request),
        "title": _("Set up the clinic"),
        "form": form,
        "who": [form[name] for name in WHO],
        "numbers": [form[name] for name in NUMBERS],
        "reviewer": reviewer,
        "reviewers": [user.get_full_name() or user.get_username() for user in reviewers],
        "saved": Clinic.objects.filter(pk=1).first() or Clinic(pk=1),
        "proposals": proposals(),
    }
