"""What a topic gathers, in templates."""

from django import template
from django.db.models import QuerySet

from editorial.models import Page
from topics.models import Topic

register = template.Library()


@register.simple_tag
def gathered_under(topic: Topic) -> QuerySet[Page]:
    """Give the published pages about a topic: `{% gathered_under page as gathered %}`."""
    about = Page.objects.published().filter(topics=topic.pk, language=topic.language)
    return about.for_list().order_by("kind", "title")
