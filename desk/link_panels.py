"""Broken and moved links, as the desk's home and a page of their own show them."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.links import Found
from desk.panels import Line, Panel, Part, address_of, shown
from editorial.links.inner import BrokenLink
from editorial.links.outer import OuterLink, Place, what_to_do
from editorial.review.access import desk_address

SHOWN = 5  # lines of one part on the home page
MOST = 300  # on the page of their own


def broken_links(found: Found | None) -> Panel:
    """The pages and sources whose links are broken, on the home; None: nobody has looked yet."""
    title = _("Broken links")
    if found is None:
        return Panel("links", title, note=_being_checked())
    torn, moved, gone, gone_on = _parts(found, SHOWN)
    parts = [part for part in (torn, gone) if part.lines]
    count = len(found.inner) + len(found.outer)
    address = address_of("desk:broken_links")
    more = Line(_("All broken and moved links"), address) if count and address else None
    if moved_count := moved.count + gone_on.count:
        said = ngettext("%d link has moved.", "%d links have moved.", moved_count) % moved_count
        note = f"{said} {_asked(found)}"
    else:
        note = _asked(found)
    return Panel("links", title, _("No link is known to be broken."), [], parts, None, more, note)


def all_links(found: Found | None) -> list[Panel]:
    """The panels of the page of their own, with everything that is known."""
    if found is None:
        return [Panel("links", _("Broken links"), note=_being_checked())]
    torn, moved, gone, gone_on = _parts(found, MOST)
    nothing = _("No link is known to be broken.")
    return [
        Panel("inner", _("Links within this site"), nothing, parts=_full(torn, moved)),
        Panel(
            "outer",
            _("Links and sources at other sites"),
            nothing,
            parts=_full(gone, gone_on),
            note=_asked(found),
        ),
    ]


def _parts(found: Found, most: int) -> tuple[Part, Part, Part, Part]:
    """Return what is torn and what has moved within the site, then the same at other sites."""
    inner = [[link for link in found.inner if link.is_moved == moved] for moved in (False, True)]
    outer = [[link for link in found.outer if link.is_broken != moved] for moved in (False, True)]
    return (
        Part(_("They lead nowhere"), _inner_lines(inner[0][:most]), len(inner[0])),
        Part(_("They lead to a new address"), _inner_lines(inner[1][:most]), len(inner[1])),
        Part(_("Broken at other sites"), _outer_lines(outer[0][:most]), len(outer[0])),
        Part(_("Moved at other sites"), _outer_lines(outer[1][:most]), len(outer[1])),
    )


def _full(*parts: Part) -> list[Part]:
    return [part for part in parts if part.lines]


def _inner_lines(links: Sequence[BrokenLink]) -> list[Line]:
    return [
        Line(
            link.page.title,
            desk_address(link.page),
            _("%(old)s is now %(new)s") % {"old": link.target, "new": link.leads_to}
            if link.is_moved
            else link.target,
        )
        for link in links
    ]


def _outer_lines(links: Sequence[OuterLink]) -> list[Line]:
    return [
        Line(_name(link.place), _edit(link.place), what_to_do(link.said), link.place.written)
        for link in links
    ]


def _name(place: Place) -> str:
    """Return what a place is called: a page by its title, a source by its key."""
    if place.page:
        return place.page.title
    said = ngettext(
        "Source %(key)s, cited by %(count)d page",
        "Source %(key)s, cited by %(count)d pages",
        place.pages,
    )
    return said % {"key": place.name, "count": place.pages}


def _edit(place: Place) -> str:
    """Return where the address can be put right."""
    if place.page:
        return desk_address(place.page)
    return address_of("admin:editorial_source_change", place.source.pk) if place.source else ""


def _being_checked() -> str:
    return _("Links are being checked. Look again in a minute.")


def _asked(found: Found) -> str:
    """Say when other sites were asked last."""
    if found.asked_at:
        return _("Other sites were last asked on %s.") % shown(found.asked_at)
    if settings.CHECKS_LINKS:
        return _("Other sites have not been asked yet.")
    return _("Links to other sites are not checked. Whoever runs this site can switch that on.")
