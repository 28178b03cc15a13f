"""Related pages, and the names of kinds, in templates."""

from django import template

from editorial.reading import Reading
from search.related import Related, related_pages
from search.views import ONE_OF

register = template.Library()


@register.simple_tag
def related_to(reading: Reading) -> list[Related]:
    """Give the pages to read after this one: `{% related_to reading as related %}`."""
    return related_pages(reading)


@register.filter
def kind_name(kind: str) -> str:
    """Show a page's kind as a word: `{{ page.kind|kind_name }}`."""
    return str(ONE_OF[kind])
