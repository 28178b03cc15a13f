"""What `manage.py check --deploy` says of signing in."""

from django.conf import settings
from django.core import checks


@checks.register(deploy=True)
def two_step_is_on(**_kwargs: object) -> list[checks.CheckMessage]:
    """A real site asks those who can publish for a second step."""
    if settings.TWO_FACTOR != "off":
        return []
    hint = "Leave LUPUSINFO_TWO_FACTOR unset, or set it to publishers or everyone."
    return [
        checks.Warning("A stolen password is enough to publish pages.", hint=hint, id="desk.W001")
    ]
