"""Who may do what with a review, and where the desk shows it."""

from typing import Any

from django.urls import reverse

from editorial.models import Page, model_of


def may_read(user: Any) -> bool:
    """Whether the user may read drafts, and with them the reviews."""
    return bool(user.has_perm("editorial.view_page"))


def may_review(user: Any) -> bool:
    """Whether the user may answer a review; nobody whose account is switched off may."""
    return bool(user.has_perm("editorial.review_page"))


def may_ask(user: Any, page: Page) -> bool:
    """Whether the user may have a page reviewed: whoever may write pages of its kind."""
    options = model_of(page.kind)._meta
    return bool(user.has_perm(f"{options.app_label}.change_{options.model_name}"))


def desk_address(page: Page, view: str = "change", *further: int) -> str:
    """Return the desk's address of a page: of its form, or of another `view` of its kind."""
    options = model_of(page.kind)._meta
    name = f"admin:{options.app_label}_{options.model_name}_{view}"
    return reverse(name, args=[page.pk, *further])
