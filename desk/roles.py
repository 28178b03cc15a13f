"""The roles of staff and what each may do. `docs/roles.md` shows the same as a table.

A role is a group of Django's; a person may have several, and what each allows adds up.
"""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

from editorial.models import page_models

CONTENT_APPS = ["articles", "glossary", "faq", "topics", "editorial", "clinic", "search", "desk"]
AUTHOR, REVIEWER, PUBLISHER, DESK_LEAD = "Author", "Reviewer", "Publisher", "Desk lead"
# role -> its name and what it may do, in the words of the desk
ROLES = {
    AUTHOR: (_("Author"), _("writes pages and asks for their review")),
    REVIEWER: (_("Reviewer"), _("reads pages, approves them or sends them back")),
    PUBLISHER: (
        _("Publisher"),
        _("writes, publishes and withdraws pages, and keeps the clinic’s numbers"),
    ),
    DESK_LEAD: (
        _("Desk lead"),
        _("looks after people, the rules of review and the clinic’s details"),
    ),
}


def _page_permissions(*actions: str) -> list[str]:
    names = [model._meta.model_name for model in page_models()]
    return [f"{action}_{name}" for name in names for action in actions]


def permissions_by_group() -> dict[str, list[str]]:
    """Return the permissions (codenames) of each role, in the order of the work."""
    reads = [*_page_permissions("view"), "view_page", "view_source", "view_revision"]
    reads += ["view_clinic", "view_urgentsign", "view_pin", "view_searchcount"]
    reads += ["view_feedback"]
    writes = [*_page_permissions("add", "change"), "add_source"]
    return {
        AUTHOR: [*reads, *writes],
        REVIEWER: [*reads, "review_page", "sign_off_urgentsign"],
        PUBLISHER: [
            *reads,
            *writes,
            "publish_page",
            "change_source",
            "change_clinic",
            "add_urgentsign",
            "change_urgentsign",
            "add_pin",
            "change_pin",
            "delete_pin",
        ],
        DESK_LEAD: [
            *reads,
            "change_clinic",
            "view_policy",
            "change_policy",
            "view_act",
            "view_person",
            "add_person",
            "change_person",
        ],
    }


def make_groups(**_signal: object) -> None:
    """Create the groups, and give each its permissions; other groups and users stay as they are."""
    for name, codenames in permissions_by_group().items():
        group, _created = Group.objects.get_or_create(name=name)
        permissions = Permission.objects.filter(
            codename__in=codenames, content_type__app_label__in=CONTENT_APPS
        )
        group.permissions.add(*permissions)
