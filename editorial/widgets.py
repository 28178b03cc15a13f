"""The field in which a page's text is written."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from markdownx.widgets import AdminMarkdownxWidget


class Editor(AdminMarkdownxWidget):
    """markdownx's field with its live preview, and our buttons above it."""

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        """Render a template of the roof, which the renderer of forms does not know."""
        return render_to_string("admin/editorial/includes/editor.html", context)
