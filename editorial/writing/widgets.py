"""The field in which a page's text is written."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from markdownx.widgets import AdminMarkdownxWidget


class Editor(AdminMarkdownxWidget):
    """markdownx's field with its live preview, and our buttons above it."""

    textarea = "django/forms/widgets/textarea.html"

    def _render(self, name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """Render a template of the roof, which the renderer of forms does not know."""
        field = super()._render(self.textarea, context, renderer)
        return render_to_string(
            "admin/editorial/includes/editor.html", {**context, "textarea": field}
        )
