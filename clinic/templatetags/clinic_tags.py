"""The clinic's numbers in templates."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from clinic.models import Clinic
from clinic.numbers import say
from editorial.rendering import fill_numbers, trusted

register = template.Library()


@register.simple_tag(takes_context=True)
def number(context: Context, name: str) -> SafeString:
    """Show a number of the clinic: `{% number "emergency" %}`."""
    return trusted(say(context["clinic"], name))


@register.filter
def with_numbers(clean_html: str, clinic: Clinic) -> SafeString:
    """Put the clinic's numbers into a page's HTML: `{{ reading.html|with_numbers:clinic }}`."""
    return fill_numbers(clean_html, lambda name: say(clinic, name))
