"""The urgent-help list in templates."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic.models import Clinic
from clinic.numbers import say
from editorial.models import Source
from editorial.rendering import NUMBER, trusted

register = template.Library()


@register.filter
def numbers_in(text: str, clinic: Clinic) -> SafeString:
    """Put the clinic's numbers into plain text: `{{ sign.sign|numbers_in:clinic }}`."""
    return trusted(NUMBER.sub(lambda found: say(clinic, found[1]), escape(text)))


@register.simple_tag
def source_mark(source: Source, numbers: dict[Source, int]) -> SafeString:
    """Show the number of a source in the list below, as a link to it."""
    number = numbers[source]
    return format_html(
        '<sup class="citation"><a href="#source-{0}" aria-label="{1}">{0}</a></sup>',
        number,
        _("Source %d") % number,
    )
