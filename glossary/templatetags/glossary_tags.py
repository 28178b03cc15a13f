"""A page's text in templates."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from clinic.numbers import say
from editorial.models import library_version_of
from editorial.reading import Reading
from editorial.rendering import fill_numbers
from glossary.linking import TermLinker

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Context, reading: Reading) -> SafeString:
    """Show a page's text with its terms linked and numbers filled in: `{% prose reading %}`."""
    page = reading.page
    linker = TermLinker.current(library_version_of(context["request"]), page.language)
    linked = linker.link(reading.html, own={page.pk, *linker.named(page.title)})
    return fill_numbers(linked, lambda name: say(context["clinic"], name))
