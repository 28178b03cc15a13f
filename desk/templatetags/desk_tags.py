"""The desk's home and its lists in templates."""

from django import template
from django.template.context import Context

from desk import figures, home, lists
from desk.panels import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_panels(context: Context) -> list[Panel]:
    """Give the panels of the home page: `{% desk_panels as panels %}`."""
    return home.panels_for(context["request"])


@register.simple_tag(takes_context=True)
def desk_lists(context: Context) -> list[lists.Group]:
    """Give what the user may open, by plain names: `{% desk_lists as groups %}`."""
    return lists.groups(context.get("available_apps") or [])


@register.simple_tag(takes_context=True)
def desk_writing(context: Context) -> list[tuple[str, str]]:
    """Give what the user may write anew, each with its address: `{% desk_writing as kinds %}`."""
    return lists.kinds_to_write(context.get("available_apps") or [])


@register.simple_tag
def signs_unsigned() -> tuple[int, int]:
    """Give how many signs of urgent help nobody signed off, and how many there are."""
    known = figures.read()
    return known.signs - known.signed, known.signs
