"""What the HTML of a page may hold. Anything else is taken out (never svg, math, style, iframe)."""

from django.utils.translation import gettext_lazy

# Card type -> the words above its title: the urgency or certainty, never told by colour alone.
CARDS = {
    "emergency": gettext_lazy("Emergency"),
    "same-day": gettext_lazy("Get advice the same day"),
    "self-care": gettext_lazy("What you can do yourself"),
    "evidence-strong": gettext_lazy("Evidence: strong"),
    "evidence-limited": gettext_lazy("Evidence: limited"),
    "evidence-none": gettext_lazy("Evidence: none"),
}
NUMBERS = ("emergency", "crisis", "clinic_phone")

ALLOWED_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a"),
    *("blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "img", "sup"),
    *("div", "span", "picture", "source"),
}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title", "aria-label"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
    "source": {"type", "srcset", "sizes"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
    "td": {"data-label"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
ALLOWED_CLASSES = {
    "div": {"card", "key-points", "table-wrap", *(f"card-{name}" for name in CARDS)},
    "p": {"card-label", "card-title"},
    "sup": {"citation"},
    "span": {"citation-missing", "plain", *(f"number-{name}" for name in NUMBERS)},
}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
