"""Advice in the form of a page, for the text with which it opens."""

from typing import Any

from django import template
from django.template.context import Context

from editorial.models import Page, library_version_of
from editorial.writing import advice

register = template.Library()


@register.simple_tag(takes_context=True)
def findings_of(context: Context, form: Any) -> advice.Findings | None:
    """Give the advice on what a form holds; None while it holds nothing.

    `{% findings_of adminform.form as findings %}`
    """
    page: Page = form.instance
    if form.is_bound:
        content = form.content() if hasattr(form, "cleaned_data") else {}
    else:
        content = form.newest.content if form.newest else {}
    if not content.get("title") and not content.get("body", "").strip():
        return None
    newest = form.newest  # where it is live, so are its patients' words
    live_also = newest.content.get("also", "") if newest and newest.published_at else ""
    version = library_version_of(context["request"])
    return advice.findings(page, content, version, live_also if page.is_public else "")
