"""The forms of the people page: an account, and a colleague who leaves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from desk import people
from desk.models import Person
from desk.roles import DESK_LEAD, REVIEWER, ROLES


class RolesField(forms.ModelMultipleChoiceField):
    """The roles as tick boxes, each with what it allows."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Any) -> str:
        if group.name not in ROLES:
            return str(group.name)
        name, may = ROLES[group.name]
        return f"{name}: {may}"


class PersonForm(forms.ModelForm):
    """An account. Nothing else of it can be changed by a form, whatever a browser sends."""

    roles = RolesField(Group.objects.none(), required=False, label=_("Roles"))

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "username", "is_staff"]
        labels = {
            "username": _("Name for signing in"),
            "email": _("E-mail"),
            "is_staff": _("Signs in at the desk"),
        }
        help_texts = {
            "username": _("Letters, digits and @ . + - _ only. It cannot be changed later."),
            "email": _("For the invitation, a forgotten password, and what waits for this person."),
            "is_staff": _(
                "Leave it empty for a reviewer who only answers by a link that is sent by e-mail."
            ),
        }

    by: User  # who fills it in; set by the admin

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "first_name" not in self.fields:
            return  # somebody reads who may not change it
        self.fields["first_name"].required = True
        roles: Any = self.fields["roles"]
        is_own = self.instance.pk == self.by.pk
        roles.queryset = self.by.groups.all() if is_own else people.roles_shown_to(self.by)
        if self.instance.pk:
            held = self.instance.groups.all()
            self.initial["roles"] = list(held.filter(pk__in=roles.queryset.values("pk")))
        else:
            self.initial.setdefault("is_staff", True)
            self.fields["email"].required = settings.HAS_MAIL
        if is_own:
            for name in ("roles", "is_staff"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Another Desk lead can change this for you.")

    def clean_username(self) -> str:
        """Refuse a name that differs from another only by capital letters."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody else signs in with this name."))
        return name

    def clean_email(self) -> str:
        """Refuse another person's address: a forgotten password would reach the wrong one."""
        address: str = self.cleaned_data["email"]
        others = User.objects.filter(email__iexact=address, is_active=True)
        if address and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody else has this address."))
        return address

    def clean(self) -> dict[str, Any]:
        """Refuse roles that need the desk for somebody without it, and to lose the last lead."""
        values = super().clean() or self.cleaned_data
        names = {group.name for group in values.get("roles", [])}
        if not values.get("is_staff") and names - {REVIEWER} and "roles" in values:
            text = _("Only a reviewer can do without signing in. Tick it, or take the roles away.")
            self.add_error("is_staff", text)
        if self.instance.pk and self._loses_lead(names, bool(values.get("is_staff"))):
            text = _("Nobody else could look after people. Make somebody else Desk lead first.")
            self.add_error("roles", text)
        return values

    def _loses_lead(self, names: set[str], is_staff: bool) -> bool:
        was = Person.objects.get(pk=self.instance.pk)
        stays = is_staff and (was.is_superuser or DESK_LEAD in names)
        return not stays and people.is_last_lead(was)


class LeaveForm(forms.Form):
    """Who takes over what a colleague holds."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who takes over the pages"),
        empty_label=_("Nobody yet"),
        help_text=_("This person is asked when a page is due, and told what readers say of it."),
    )
    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who takes over the reviews"),
        empty_label=_("Nobody: the authors ask somebody else"),
        help_text=_("A review of a text that this person wrote is not passed on."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(is_active=True).exclude(pk=person.pk)
        owner: Any = self.fields["owner"]
        reviewer: Any = self.fields["reviewer"]
        owner.queryset = others.filter(is_staff=True)
        reviewer.queryset = others.filter(pk__in=people.reviewers())
