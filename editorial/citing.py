"""What a text cites: the keys in it, and the numbered list of sources under it."""

from editorial.drafts import Content
from editorial.models import Source
from editorial.rendering import CITATION, KEY, Rendering, render


def known_sources(text: str) -> set[str]:
    """Return the keys, in lower case, that a text cites and that exist."""
    return set(Source.objects.by_key(keys_in(text)))


def keys_in(text: str) -> list[str]:
    """Return the keys of sources that a text cites, whether they exist or not."""
    return [
        key[1]
        for citation in CITATION.finditer(text)
        for part in citation[1].split(";")
        if (key := KEY.fullmatch(part.strip()))
    ]


def render_content(content: Content) -> Rendering:
    """Render a revision's text against the sources that exist."""
    text = content.get("body", "")
    return render(text, known_sources(text))


def sources_of(content: Content, rendering: Rendering) -> list[Source]:
    """Return the numbered list of a text: cited sources in order, then those only listed."""
    by_key = Source.objects.by_key(rendering.cited)
    listed = Source.objects.in_bulk(content.get("sources", []))
    return _numbered(content, rendering, by_key, listed)


def render_with_sources(content: Content) -> tuple[Rendering, list[Source]]:
    """Render a text and return its numbered list of sources too, with one look at the sources."""
    text = content.get("body", "")
    by_key = Source.objects.by_key(keys_in(text), or_ids=content.get("sources", []))
    rendering = render(text, set(by_key))
    by_id = {source.pk: source for source in by_key.values()}
    return rendering, _numbered(content, rendering, by_key, by_id)


def _numbered(
    content: Content, rendering: Rendering, by_key: dict[str, Source], by_id: dict[int, Source]
) -> list[Source]:
    cited = [by_key[key] for key in rendering.cited]
    further = [by_id[pk] for pk in content.get("sources", []) if pk in by_id]
    return list(dict.fromkeys([*cited, *further]))
