"""The form of a page, as tests fill and send it."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.models import Page, Policy
from tests.builders import newest


def desk(page: Page | None, action: str = "change", kind: str = "article") -> str:
    model = {"article": "articles_article", "term": "glossary_term", "question": "faq_question"}
    name = model.get(page.kind if page else kind, "topics_topic")
    return reverse(f"admin:{name}_{action}", args=[page.pk] if page else [])


def form_of(client: Client, address: str) -> dict:
    """Return what a browser would send back from the form at `address`."""
    return dict(client.get(address).context["adminform"].form.initial)


def filled(page: Page | None = None, **changes) -> dict:
    """Return a form's fields, as a browser sends them."""
    revision = newest(page) if page else None
    content = revision.content if revision else {}
    values = {name: content.get(name, "") for name in ("title", "slug", "summary", "also", "body")}
    values |= {name: content.get(name, []) for name in ("topics", "picks", "sources")}
    values |= {"topic_kind": content.get("topic_kind", "condition"), "note": ""}
    values |= {"body_area": content.get("body_area", ""), "codes": "", "pronunciation": ""}
    values["base_revision"] = revision.pk if revision else ""
    if page:
        live = Page.objects.get(pk=page.pk)
        values["opened"] = f"{live.status} {Policy.current().readers_see} {live.slug}"
    return {**values, **changes}


def sign_off_form(page: Page) -> dict:
    return {
        "revision": newest(page).pk,
        "next_review_due": f"{timezone.localdate() + timedelta(days=365)}",
        "has_read_all": "on",
    }


def at(days: int) -> dict:
    return {
        "publish_at_0": f"{timezone.localdate() + timedelta(days=days)}",
        "publish_at_1": "08:00",
    }
