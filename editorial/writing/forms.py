"""The form in which staff write a page of any kind."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from editorial import drafts, publishing
from editorial.models import Citation, Feedback, Page, Pick, Revision, Source
from editorial.rendering import MAX_CHARACTERS
from editorial.writing.choices import RELATED, ChosenRows, OrderedChoiceField, labels_of
from editorial.writing.step_fields import FAR, PUBLISHING, StepFields
from editorial.writing.widgets import Editor


class PageForm(StepFields, forms.ModelForm):
    """Edits the newest text of a page. It never touches the live text: saving adds a revision.

    Its instance arrives with the newest revision laid over it (see PageAdmin.get_object).
    """

    base_revision = forms.IntegerField(
        required=False, widget=forms.HiddenInput, label=_("Text that this one builds on")
    )
    topics = OrderedChoiceField(
        None, required=False, label=_("Topics"), help_text=_("What the page is about.")
    )
    picks = OrderedChoiceField(
        None,
        required=False,
        label=_("Read next"),
        help_text=_("Your picks, shown first under “Read next”, in this order."),
    )
    sources = OrderedChoiceField(
        None,
        required=False,
        label=_("Further sources"),
        help_text=_("Sources that the text cites with [@KEY] are listed by themselves."),
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label=_("Note"),
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text=_("What you changed and why, for your colleagues."),
    )
    matters_to_readers = forms.BooleanField(
        required=False,
        label=_("The change matters to readers"),
        help_text=_("Tick it when the advice changed, not for a corrected comma."),
    )
    what_changed = forms.CharField(
        required=False,
        max_length=300,
        label=_("What changed, for readers"),
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text=_("One plain sentence, shown on the page under “What changed”."),
    )

    class Meta:
        model = Page
        fields: list[str] = []
        widgets = {
            "summary": AdminTextareaWidget(attrs={"rows": 3}),
            "also": AdminTextareaWidget(attrs={"rows": 6}),
            "body": Editor,
        }

    admin_site: ClassVar[AdminSite]
    newest: Revision | None = None
    stale: Revision | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = self.standing.newest
        content = self.newest.content if self.newest else {}
        for name in RELATED:
            self.initial.setdefault(name, content.get(name, []))
        self._offer_choices()
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if isinstance(body := self.fields.get("body"), forms.CharField):
            body.strip = False  # four spaces at the start mean something in Markdown
        self.initial["base_revision"] = self.newest.pk if self.newest else None
        # What readers are to be told of a text that waits to be live, whoever saved it last.
        self.initial.update((self.newest or Revision()).told)
        self.prepare_steps()

    def _offer_choices(self) -> None:
        topic = Page._meta.get_field("topics").through._meta.get_field("topic")
        choices: dict[str, Any] = {
            "topics": (topic, topic.remote_field.model),
            "picks": (Pick._meta.get_field("target"), Page),
            "sources": (Citation._meta.get_field("source"), Source),
        }
        chosen = {name: self.initial[name] for name in RELATED}
        labels = labels_of([*chosen["topics"], *chosen["picks"]], chosen["sources"])
        for name, (field, model) in choices.items():
            choice: Any = self.fields[name]
            choice.queryset = model.objects.all()
            choice.widget = ChosenRows(field, self.admin_site)
            choice.widget.choices = choice.choices
            choice.widget.labels = labels["sources" if model is Source else "pages"]

    def clean(self) -> dict[str, Any]:
        """Make an address if none was given; refuse what is stale or may not be published."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" not in self.errors and not values.get("slug") and values.get("title"):
            values["slug"] = slugify(values["title"])[:100].strip("-")
            if not values["slug"]:
                self.add_error("slug", _("Write an address in plain letters, such as lupus-rash."))
        self._keep_kind(values)
        if self.instance.pk:
            self.stale = drafts.newest_if_stale(self.instance, values.get("base_revision"))
        if self.stale:
            raise forms.ValidationError(
                _(
                    "Somebody else saved this page while you were writing. Nothing was "
                    "overwritten, and your text is kept. Compare the two above, put together what "
                    "you need, and save again."
                ),
                code="stale",
            )
        self.refuse_surprise(values)
        if not self.errors and self.button in PUBLISHING:
            self._refuse_what_stops()
        elif not self.errors:
            self._refuse_taken_address(values)
        return values

    def _refuse_what_stops(self) -> None:
        """Refuse to publish what breaks a rule; an approval counts for the text that was read."""
        content = self.content()
        is_same = self.newest is not None and self.newest.content == content
        text = self.newest if is_same else Revision(content=content)
        problems = publishing.what_stops(self.instance, text, self.standing.policy)  # type: ignore[arg-type]
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem))

    def clean_what_changed(self) -> str:
        """What matters to readers is told to them, and only that."""
        told: str = self.cleaned_data["what_changed"]
        matters = self.cleaned_data.get("matters_to_readers")
        if matters and not told:
            raise forms.ValidationError(_("Say in one plain sentence what changed for readers."))
        if told and not matters:
            raise forms.ValidationError(
                _("Tick “The change matters to readers” to have them told this, or empty it.")
            )
        return told

    def clean_body(self) -> str:
        """End lines as a library's file does; then see whether the text is too long."""
        text: str = self.cleaned_data["body"]
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
        MaxLengthValidator(MAX_CHARACTERS)(text)
        return text

    def _keep_kind(self, values: dict[str, Any]) -> None:
        """Readers may have kept the address of a page that was published, and kinds have theirs."""
        live = self.standing.page
        if live and live.published_at and self.instance.kind_for(values) != live.kind:
            self.add_error(
                "topic_kind",
                _("A published symptom stays a symptom, and another topic stays what it is."),
            )

    def _refuse_taken_address(self, values: dict[str, Any]) -> None:
        kind = self.instance.kind_for(values)
        if publishing.is_address_taken(self.instance, kind, values.get("slug", "")):
            self.add_error("slug", _("Another page has this address. Choose a different one."))

    def validate_unique(self) -> None:
        """The instance is never saved from here, and `clean` looks at the address."""

    def content(self) -> drafts.Content:
        """Return what was written as a revision's content, with line endings as LF.

        A field that was refused stands as it was typed: a text that is set aside loses nothing.
        """
        values = self.cleaned_data
        content: drafts.Content = {}
        for name in self.instance.EDITED_FIELDS:
            if name in values or name in self.data:
                text = str(values.get(name, self.data.get(name, "")))
                content[name] = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        for name in RELATED:
            content[name] = [row.pk for row in values.get(name, [])]
        return content

    def said(self) -> dict[str, Any]:
        """Return what was written beside the text, as fields of a revision: the note, and what
        readers are told. As in `content`, what was refused stands here too, as far as it fits.
        """
        words = {name: str(self[name].value() or "") for name in ("note", "what_changed")}
        cut = {name: said.replace("\0", "").strip()[:300] for name, said in words.items()}
        return {**cut, "matters_to_readers": bool(self["matters_to_readers"].value())}

    @property
    def says_more(self) -> bool:
        """Whether something was written beside the text that is not kept yet."""
        said = self.said()
        return bool(said.pop("note")) or any(self.initial[name] != said[name] for name in said)


class SignOffForm(forms.Form):
    """A reviewer's word that a whole text is right, until a day."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    next_review_due = forms.DateField(
        label=_("Next review due"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("At the latest when a source that the page rests on is due to change."),
    )
    has_read_all = forms.BooleanField(
        label=_("I have read the whole page and its sources, and it is right as far as I know.")
    )

    def clean_next_review_due(self) -> date:
        """Refuse a day that is no review date."""
        due: date = self.cleaned_data["next_review_due"]
        if not timezone.localdate() < due < timezone.localdate() + FAR:
            raise forms.ValidationError(_("Choose a day after today, within five years."))
        return due


class PictureForm(forms.Form):
    """The one file of an upload."""

    image = forms.FileField()


class FeedbackForm(forms.Form):
    """What a reader says of a page: fixed choices only, for nothing that is typed is kept."""

    answer = forms.ChoiceField(
        label=_("Did this page help you?"),
        choices=Feedback.Answer.choices,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("What could be better?"),
        help_text=_("Tick what fits, or nothing."),
        choices=Feedback.reason_labels(),
        required=False,
    )
