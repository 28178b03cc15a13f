"""Where staff read a text that waits for their review. Said once, so that it can move."""

from django.urls import reverse

from editorial.models import Review, model_of


def address_of_review(review: Review) -> str:
    """Return the address at the desk where its reviewer reads and answers a review."""
    options = model_of(review.page.kind)._meta
    name = f"admin:{options.app_label}_{options.model_name}_sign_off"
    return reverse(name, args=[review.page_id])
