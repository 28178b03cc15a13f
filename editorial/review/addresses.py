"""Where staff read a text that waits for their review. Said once, so that it can move."""

from django.urls import reverse

from editorial.models import Review


def address_of_review(review: Review) -> str:
    """Return the address at the desk where its reviewer reads and answers a review."""
    return reverse("admin:editorial_review_read", args=[review.pk])
