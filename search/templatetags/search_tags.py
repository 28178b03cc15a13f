"""Related pages in templates."""

from django import template

from editorial.reading import Reading
from search.related import Related, related_pages

register = template.Library()


@register.simple_tag
def related_to(reading: Reading) -> list[Related]:
    """Give the pages to read after this one: `{% related_to reading as related %}`."""
    return related_pages(reading)
