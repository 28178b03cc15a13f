"""Open reviews of somebody who answers them no more: to a colleague, or to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import QuerySet

from editorial import reviewing
from editorial.models import Policy, Review, Revision
from editorial.review import links as review_links


@dataclass
class Passed:
    """What became of them. Those that nobody can take are closed."""

    reviews: list[Review] = field(default_factory=list)
    cancelled: list[Review] = field(default_factory=list)


def open_reviews_of(person: User) -> QuerySet[Review]:
    """Return what a person is asked for and has not answered."""
    return Review.objects.open().filter(reviewer=person)


def pass_on(person: User, to: User | None, *, by: User) -> Passed:
    """Have `to` asked instead, but not for a text of their own; links that were sent end."""
    passed = Passed()
    for review in open_reviews_of(person).select_related("page", "revision", "asked_by"):
        review_links.revoke(review, by=by)
        if to and _may_take(review, to):
            review.reviewer = to
            review.save(update_fields=["reviewer"])
            passed.reviews.append(review)
        else:
            reviewing.cancel(review, by=by)
            passed.cancelled.append(review)
    return passed


def _may_take(review: Review, reviewer: User) -> bool:
    """Whether a review can pass to somebody: not of their own text, nor twice."""
    asked = Review.objects.open().filter(revision=review.revision, reviewer=reviewer)
    is_own = reviewer.pk in reviewing.writers_of(review.revision)
    return not asked.exists() and (not is_own or Policy.current().allows_own_review)


def titles(held: Iterable[Review | Revision]) -> str:
    """Return the names of the pages of reviews or texts, as people read them."""
    return ", ".join(str(one.page) for one in held)
