"""What somebody has typed into the form of a page and not saved: for advice and preview."""

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.text import slugify

from editorial.drafts import Content
from editorial.models import Page, Revision, page_models
from editorial.writing.choices import RELATED, is_id

SLUG = re.compile(r"[-\w]{1,100}", re.ASCII)
UNNAMED = "new-page"  # the address of a page that has none yet
NO_ROW = 0  # the id of a page that was never saved: no row has it


def typed_page(request: HttpRequest) -> tuple[Page, Content]:
    """Return the page that a form is about, as stored, and the content that was typed.

    Raises Http404 for a kind or page that there is not, PermissionDenied for who may not write it.
    """
    page = _page(request)
    newest = Revision.objects.newest_of(page) if page.pk else None
    base: Content = newest.content if newest else {}
    content: Content = {
        name: _text(request.POST.get(name, base.get(name, getattr(page, name))))
        for name in page.EDITED_FIELDS
    }
    content["title"] = content["title"].strip()
    slug = content["slug"].strip() or slugify(content["title"])[:100].strip("-")
    content["slug"] = slug if SLUG.fullmatch(slug) else UNNAMED
    for name in RELATED:
        content[name] = [int(pk) for pk in request.POST.getlist(name) if is_id(pk)]
    return page, content


def _page(request: HttpRequest) -> Page:
    models = {model._meta.label_lower: model for model in page_models()}
    model = models.get(request.POST.get("_kind", ""))
    if model is None:
        raise Http404
    pk = request.POST.get("_page", "")
    action = "change" if pk else "add"
    if not request.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}"):
        raise PermissionDenied
    if not pk:
        return model(pk=NO_ROW)
    page = model.objects.filter(pk=pk).first() if is_id(pk) else None
    if page is None:
        raise Http404
    return page


def _text(typed: str) -> str:
    """Return text as a revision keeps it: line endings as LF, without NUL."""
    return typed.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
