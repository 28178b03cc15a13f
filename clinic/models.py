"""Who runs this site, and the one list of signs that need urgent help."""

import zoneinfo
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.colours import HEX, LEAST, OWN, PAPER, Looks, contrast, is_readable, looks_of
from clinic.colours import nearest_readable as nearest
from editorial.models import Held, LibraryVersion, Source
from editorial.picture_markup import STORED, WIDTHS

LOGO_WIDTH, LOGO_HEIGHT = 168, 42  # pixels that a logo may take in the header


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the IANA list (Europe/London)."""
    is_place = "/" in name or name == "UTC"
    if not is_place or name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone such as Europe/London or America/New_York."))


def too_faint(colour: str) -> str:
    """Return why a colour cannot be used, and the nearest one that can."""
    text = _(
        "Words in %(colour)s, and white words on it, cannot be read well: their contrast is "
        "%(ratio).1f, and it takes %(least)s. The nearest colour that works is %(nearest)s."
    )
    ratio = contrast(colour, PAPER)
    return text % {"colour": colour, "ratio": ratio, "least": LEAST, "nearest": nearest(colour)}


class Clinic(models.Model):
    """The clinic that runs this site: one row. Until it is filled in, the site says that it isn't.

    Every change is shown on every page at once: it raises the library version.
    """

    name = models.CharField(_("name of the clinic"), max_length=200, blank=True)
    address = models.TextField(_("address"), blank=True)
    hours = models.TextField(_("opening hours"), blank=True)
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, help_text=_("Where patients call: {clinic_phone}.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_time_zone]
    )
    emergency_number = models.CharField(
        _("emergency number"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 .-]*\Z", _("Write one number in digits: 112."))],
        help_text=_("The number for an ambulance where your patients live: {emergency}."),
    )
    crisis_line = models.CharField(
        _("crisis line"),
        max_length=80,
        blank=True,
        help_text=_("For somebody who thinks of suicide, such as 988: {crisis}."),
    )
    responsible = models.CharField(
        _("who is responsible"),
        max_length=200,
        blank=True,
        help_text=_("The person or body that answers for this site. Shown on every page."),
    )
    about = models.TextField(_("about the clinic"), blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        help_text=_("Of the header, buttons and links. Every other tone is derived from it."),
    )
    logo = models.CharField(max_length=200, blank=True, editable=False)
    counts_searches = models.BooleanField(
        _("count what readers search for"),
        default=True,
        help_text=_("Only how often a search was made on a day, from the third time on."),
    )

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_clinic")]

    def __str__(self) -> str:
        return self.name or str(_("Your clinic (not yet filled in)"))

    @transaction.atomic
    def save(self, *args: object, **kwargs: object) -> None:
        """Save as the one row and raise the library version, in one transaction."""
        self.pk = 1
        LibraryVersion.bump()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_set_up(self) -> bool:
        """Whether readers can be told who runs the site."""
        return bool(self.name and self.responsible)

    def clean(self) -> None:
        """Refuse a colour on which, or in which, words cannot be read."""
        self.colour = "" if self.colour.lower() == OWN else self.colour.lower()
        if self.colour and not HEX.fullmatch(self.colour):
            raise ValidationError({"colour": _("Write a colour as #rrggbb, such as #1d4f91.")})
        if self.colour and not is_readable(self.colour):
            raise ValidationError({"colour": too_faint(self.colour)})

    @property
    def looks(self) -> Looks:
        """The clinic's colours; LupusInfo's own until it chose one."""
        return looks_of(self.colour)

    @property
    def logo_shown(self) -> dict[str, Any] | None:
        """The logo as the header shows it: `src`, `webp`, `width`, `height`; None without one."""
        stored = STORED.fullmatch(self.logo)
        if not stored:
            return None
        stem, full, high, form = stored[1], int(stored[2]), int(stored[3]), stored[4]
        if full > WIDTHS[0]:
            stem = f"{stem}-{WIDTHS[0]}"
        scale = min(LOGO_HEIGHT / high, LOGO_WIDTH / full)
        size = {"width": max(1, round(full * scale)), "height": max(1, round(high * scale))}
        return {"src": f"{stem}.{form}", "webp": f"{stem}.webp", **size}

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clinic's time zone; UTC where this machine does not know it."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except zoneinfo.ZoneInfoNotFoundError:
            return zoneinfo.ZoneInfo("UTC")

    @classmethod
    def current(cls, version: LibraryVersion) -> "Clinic":
        """Return the clinic as of `version`; held in the process until the version changes."""
        return _clinic.at(version)


_clinic = Held(lambda _language: Clinic.objects.filter(pk=1).first() or Clinic(pk=1))


class UrgentSignQuerySet(models.QuerySet["UrgentSign"]):
    def in_language(self, language: str) -> "UrgentSignQuerySet":
        """Keep the signs shown in `language`, with their sources, in the clinic's order."""
        return self.filter(language=language, is_shown=True).prefetch_related("sources")

    def is_signed_off(self, language: str) -> bool:
        """Whether a clinician signed off every sign, those hidden from readers included."""
        signs = self.filter(language=language)
        return signs.exists() and not signs.filter(signed_off_on=None).exists()


class UrgentSign(models.Model):
    """A sign that needs urgent help, with how fast. This list is the only place for such levels."""

    class Level(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency: call now")
        SAME_DAY = "same-day", _("Same day, day or night")
        SOON = "soon", _("Within days")

    key = models.SlugField(_("key"), max_length=60, help_text=_("A short name, never shown."))
    language = models.CharField(_("language"), max_length=12, default="en", editable=False)
    level = models.CharField(_("how fast"), max_length=12, choices=Level)
    sign = models.TextField(_("sign"), help_text=_("Continues “… if you have”, in plain words."))
    why = models.TextField(_("a word more"), blank=True)
    phrases = models.TextField(
        _("patients' phrases"), blank=True, help_text=_("How patients say it, one phrase a line.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True)
    is_textbook = models.BooleanField(
        _("rests on textbook knowledge"),
        default=False,
        help_text=_(
            "At least in part, with no source read for it: your clinician must confirm it."
        ),
    )
    is_shown = models.BooleanField(_("shown to readers"), default=True)
    library_digest = models.CharField(max_length=64, blank=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_off_on = models.DateField(_("signed off"), null=True, editable=False)

    objects = UrgentSignQuerySet.as_manager()

    class Meta:
        verbose_name = _("urgent-help sign")
        verbose_name_plural = _("urgent-help list")
        ordering = ["position", "pk"]
        permissions = [("sign_off_urgentsign", "Can sign off the urgent-help list")]
        constraints = [
            models.UniqueConstraint(fields=["language", "key"], name="urgent_sign_key_is_unique"),
            models.CheckConstraint(
                condition=Q(signed_off_by=None, signed_off_on=None)
                | Q(signed_off_by__isnull=False, signed_off_on__isnull=False),
                name="urgent_sign_off_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.sign

    @transaction.atomic
    def save(self, *args: object, **kwargs: object) -> None:
        """Save and raise the library version, in one transaction."""
        LibraryVersion.bump()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
