"""Permissions come with one question, and are those that Django itself would give."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User

from tests.builders import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.mark.parametrize("groups", [[], ["Author"], ["Author", "Reviewer", "Publisher"]])
def test_they_are_those_of_django_with_one_query(django_assert_num_queries, groups):
    user = make_user("ada", *groups)
    user.user_permissions.add(Permission.objects.get(codename="change_policy"))
    theirs = ModelBackend().get_all_permissions(User.objects.get(pk=user.pk))
    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        assert fresh.get_all_permissions() == theirs
        assert fresh.has_perm("editorial.change_policy")


def test_whoever_is_switched_off_has_none_and_who_runs_the_site_all(superuser):
    gone = make_user("bea", "Publisher", is_active=False)
    assert gone.get_all_permissions() == set()
    assert superuser.has_perm("editorial.publish_page")
