"""The staff groups and their permissions."""

import pytest
from django.contrib.auth.models import Group, Permission

from desk.roles import make_groups, permissions_by_group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", permissions_by_group())
def test_group_has_exactly_its_permissions(name):
    held = Group.objects.get(name=name).permissions.values_list("codename", flat=True)
    assert set(held) == set(permissions_by_group()[name])


def test_a_desk_lead_looks_after_people_and_neither_writes_approves_nor_publishes():
    may = set(permissions_by_group()["Desk lead"])
    assert {"change_person", "change_policy", "change_clinic", "view_act"} <= may
    assert may & {"publish_page", "review_page", "change_article", "sign_off_urgentsign"} == set()


def test_nobody_may_delete_and_only_publishers_publish():
    for name, codenames in permissions_by_group().items():
        deletes = [codename for codename in codenames if codename.startswith("delete")]
        assert deletes == (["delete_pin"] if name == "Publisher" else [])
        assert ("publish_page" in codenames) == (name == "Publisher")


def test_making_them_again_keeps_what_a_clinic_added():
    group = Group.objects.get(name="Author")
    group.permissions.add(Permission.objects.get(codename="review_page"))
    make_groups()
    assert group.permissions.filter(codename="review_page").exists()
