"""How a person's permissions are read: with one question to the database instead of two."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class OneQueryBackend(ModelBackend):
    """Django's own sign-in by password; every page of the desk asks for all permissions."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what a person may do by themselves and by their roles, as "app.codename"."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            theirs = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj))
            names = theirs.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names}
        held: set[str] = user_obj._perm_cache
        return held
