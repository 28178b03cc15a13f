"""Who works at the desk, and what each may do with a text."""

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from editorial.models import Revision
from editorial.reviewing import is_by, texts_since_review

BACKEND = "django.contrib.auth.backends.ModelBackend"  # whose permissions count, however one enters


def colleagues(text: Revision | None) -> QuerySet[User]:
    """Return all who may sign in, each with `may_review` and `has_written`, in one query.

    `has_written` is about what was never reviewed whole of `text`; without one nobody has.
    """
    reviewers = User.objects.with_perm("editorial.review_page", backend=BACKEND)
    written = Exists(texts_since_review(text).filter(is_by(OuterRef("pk")))) if text else None
    return (
        User.objects.filter(is_active=True)
        .annotate(
            may_review=Exists(reviewers.filter(pk=OuterRef("pk"))),
            has_written=written or Value(False),
        )
        .filter(Q(is_staff=True) | Q(may_review=True))
        .order_by("first_name", "last_name", "username")
    )
