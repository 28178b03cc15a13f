"""System checks of the site as a whole, run by `manage.py check`."""

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateSyntaxError
from django.template.loader import get_template


@register()
def templates_compile(**_kwargs: object) -> list[CheckMessage]:
    """Every template under templates/ compiles: an error is found before a reader finds it."""
    problems: list[CheckMessage] = []
    root = Path(settings.BASE_DIR) / "templates"
    for path in sorted(root.rglob("*.*")):
        name = path.relative_to(root).as_posix()
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            problems.append(Error(f"templates/{name}: {error}", id="lupusinfo.E001"))
    return problems
