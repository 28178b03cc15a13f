"""The part of a page's form that is no text: what happens to the text when a button is pressed."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models import Page
from editorial.notices import name_of
from editorial.writing.standing import Standing

FAR = timedelta(days=5 * 365)  # a later date is a typing error, and some cannot be shown
PUBLISHING = ("_publish", "_schedule")
BUTTONS = (*PUBLISHING, "_ask")  # each saves the text first; any other button only saves


class StepFields(forms.Form):
    """Whom to ask for review, when to publish, who looks after the page, and how it stood."""

    standing: Standing

    opened = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=200, label=_("How the page stood")
    )
    reviewer = forms.ChoiceField(
        required=False,
        label=_("Reviewer"),
        error_messages={
            "invalid_choice": _("They may not review this text, or wrote a part of it themselves.")
        },
    )
    request = forms.CharField(
        required=False,
        max_length=600,
        label=_("Words for the reviewer"),
        help_text=_("If you like: what to look at."),
        widget=forms.Textarea(attrs={"rows": 2, "cols": 30}),
    )
    publish_at = forms.SplitDateTimeField(
        required=False, widget=AdminSplitDateTime, label=_("Publish at")
    )
    new_owner = forms.ChoiceField(
        required=False,
        label=_("Who looks after the page"),
        help_text=_("Reminders of its next review go to them."),
        show_hidden_initial=True,  # so that only a choice that was changed here is written
    )

    @property
    def button(self) -> str:
        """The button that was pressed, if it does more than save."""
        return next((name for name in BUTTONS if name in self.data), "")

    def prepare_steps(self) -> None:
        """Fill in what can be chosen, and propose what is likely."""
        standing, page = self.standing, self.standing.page
        reviewer: Any = self.fields["reviewer"]
        named = [(str(one.pk), name_of(one)) for one in standing.reviewers]
        reviewer.choices = [("", _("Choose somebody")), *named]
        ids = [pk for pk, _name in named]
        last = str(page.reviewed_by_id) if page else ""
        self.initial["reviewer"] = last if last in ids else ids[0] if len(ids) == 1 else ""
        owner: Any = self.fields["new_owner"]
        staff = {str(one.pk): name_of(one) for one in standing.colleagues if one.is_staff}
        if page and page.owner:
            staff.setdefault(str(page.owner_id), name_of(page.owner))
        owner.choices = [("", _("Nobody")), *staff.items()]
        self.initial["new_owner"] = str(page.owner_id) if page and page.owner_id else ""
        self.initial["opened"] = standing.situation

    def clean_reviewer(self) -> User | None:
        """Return who is to be asked; asking nobody is a mistake."""
        chosen = self.cleaned_data["reviewer"]
        if self.button == "_ask" and not chosen:
            raise forms.ValidationError(_("Choose who should review the text."))
        return next((one for one in self.standing.reviewers if str(one.pk) == chosen), None)

    def clean_new_owner(self) -> User | None:
        """Return who looks after the page."""
        chosen, page = self.cleaned_data["new_owner"], self.standing.page
        if page and page.owner and str(page.owner_id) == chosen:
            return page.owner
        return next((one for one in self.standing.colleagues if str(one.pk) == chosen), None)

    def clean_publish_at(self) -> datetime | None:
        """Refuse a time that would not do what was meant."""
        at: datetime | None = self.cleaned_data["publish_at"]
        if self.button != "_schedule":
            if at:
                raise forms.ValidationError(
                    _("You chose a time. Press “Publish at this time”, or empty it.")
                )
            return None
        if not at or not timezone.now() < at < timezone.now() + FAR:
            raise forms.ValidationError(_("Choose a day and a time to come, within five years."))
        return at

    def refuse_surprise(self, values: dict[str, Any]) -> None:
        """Refuse to publish where something happened that the person before the form cannot know.

        A form that does not say how it was opened counts as opened before a withdrawal.
        """
        now, seen = self.standing.situation.split(" "), (values.get("opened") or "").split(" ")
        if self.button not in PUBLISHING or now == seen:
            return
        why: Any = ""
        if now[0] == Page.Status.WITHDRAWN and seen[0] != Page.Status.WITHDRAWN:
            why = _("A colleague withdrew this page after you opened it.")
        elif len(seen) == len(now) and now[1] != seen[1]:
            why = _("The rules of review were changed after you opened this page.")
        elif len(seen) == len(now) and now[2] != seen[2]:
            why = _("The address of this page was changed after you opened it.")
        if why:
            self.is_surprised = True
            text = _(
                "%s Nothing was published, and your text stands below as you typed it. Read how "
                "the page stands now; the same button then publishes it."
            )
            raise forms.ValidationError(text % why, code="surprise")

    is_surprised = False
