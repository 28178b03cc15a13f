"""The desk's home: what waits, what is due, what readers say, and what happened lately.

Each function gives one panel. Together they ask the database six questions, however large the
library is.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models import Window as Over
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import figures, links
from desk.link_panels import broken_links
from desk.panels import Figure, Line, Panel, Part, address_of, columns, shares, shown
from desk.waiting import PLANNED, waiting
from editorial.feedback import pages_by_feedback
from editorial.models import Act, Page
from editorial.models.page import DUE_SOON
from editorial.notices import name_of
from editorial.review.access import desk_address

SHOWN = 5  # lines of one panel
ACTS_SHOWN = 8
# What concerns accounts is told to those who look after them.
OF_PEOPLE = [Act.Kind.ROLE, Act.Kind.HAND_OVER, Act.Kind.SWITCH_OFF, Act.Kind.TWO_FACTOR]


def panels_for(request: Any) -> list[Panel]:
    """Return the panels of the home page, by what the user may see."""
    user = request.user
    if not user.has_perm("editorial.view_page"):
        return []
    texts = waiting(user)
    known = figures.read()
    panels = [
        waits_for_me([part for group, part in texts.items() if group != PLANNED]),
        due(user),
        urgent_help(user, known),
        readers_say(known),
        searches(user, known),
        broken_links(links.known()),
        planned(texts.get(PLANNED)),
        lately(user),
    ]
    return [panel for panel in panels if panel]


def leads(user: User) -> bool:
    """Whether the user looks after the others' accounts."""
    return user.has_perm("desk.change_person")


def waits_for_me(parts: list[Part]) -> Panel:
    """What the user can go on with."""
    empty = _("Nothing waits for you. Well done.")
    return Panel("waits", _("Waits for you"), empty, parts=parts)


def planned(part: Part | None) -> Panel:
    """What is to be published by itself."""
    parts = [Part("", part.lines, part.count)] if part else []
    empty = _("No text waits for its time.")
    return Panel("planned", _("Set to be published"), empty, parts=parts)


def due(user: User) -> Panel:
    """How the published pages stand with their reviews, and the first that are due."""
    today = timezone.localdate()
    rows = list(_by_due_date(user)[:SHOWN])
    counts = {state: getattr(rows[0], f"n_{name}") if rows else 0 for state, name in STATES.items()}
    states = Page.ReviewState
    figures_shown = [
        Figure(counts[states.OVERDUE], _("overdue"), _pages(states.OVERDUE), "bad"),
        Figure(counts[states.DUE_SOON], _("due within 30 days"), _pages(states.DUE_SOON), "soon"),
        Figure(counts[states.CHANGED], _("changed since review"), _pages(states.CHANGED), "soon"),
        Figure(counts[states.NEVER], _("never reviewed"), _pages(states.NEVER), "none"),
    ]
    if leads(user) and rows and rows[0].n_ownerless:
        address = _pages(asking="?owner=nobody&status__exact=published")
        figures_shown.append(Figure(rows[0].n_ownerless, _("without an owner"), address))
    lines = [_due_line(page, user) for page in rows if _is_due(page, today)]
    total = sum(counts.values())
    words = ngettext(
        "%(reviewed)d of %(total)d published page has a review that holds.",
        "%(reviewed)d of %(total)d published pages have a review that holds.",
        total,
    ) % {"reviewed": counts[states.REVIEWED] + counts[states.DUE_SOON], "total": total}
    order = [states.REVIEWED, states.DUE_SOON, states.CHANGED, states.OVERDUE, states.NEVER]
    tones = {states.REVIEWED: "", states.OVERDUE: "bad", states.NEVER: "none"}
    picture = shares([(tones.get(state, "soon"), counts[state]) for state in order], words)
    return Panel(
        "due",
        _("Reviews of published pages"),
        _("No page is published yet."),
        figures_shown,
        [Part("", lines)] if lines else [],
        picture if total else None,
        note=words if total else "",
    )


STATES = {
    Page.ReviewState.NEVER: "never",
    Page.ReviewState.CHANGED: "changed",
    Page.ReviewState.OVERDUE: "overdue",
    Page.ReviewState.DUE_SOON: "soon",
    Page.ReviewState.REVIEWED: "reviewed",
}


def _by_due_date(user: User) -> Any:
    """Return published pages, the user's first, with how many there are in each state of review."""
    today = timezone.localdate()
    where = {STATES[state]: which for state, which in Page.in_review_states().items()}
    where["ownerless"] = Q(owner=None) | Q(owner__is_active=False)
    counts: Any = {f"n_{name}": Over(Count("pk", filter=which)) for name, which in where.items()}
    is_due = Q(next_review_due__lt=today + DUE_SOON)
    rank = Case(When(is_due & Q(owner=user), then=0), When(is_due, then=1), default=2)
    return (
        Page.objects.filter(status=Page.Status.PUBLISHED)
        .for_list()
        .select_related("owner", "reviewed_by")
        .annotate(rank=rank, **counts)
        .order_by("rank", "next_review_due", "pk")
    )


def _is_due(page: Page, today: Any) -> bool:
    return page.next_review_due is not None and page.next_review_due < today + DUE_SOON


def _due_line(page: Page, user: User) -> Line:
    when = date_format(page.next_review_due, "DATE_FORMAT") if page.next_review_due else ""
    if page.owner_id == user.pk:
        said = _("due %(when)s; yours")
    elif page.owner is None:
        said = _("due %(when)s; nobody owns it")
    elif not page.owner.is_active:
        said = _("due %(when)s; %(owner)s, who has left, owns it")
    else:
        said = _("due %(when)s; owner %(owner)s")
    owner = name_of(page.owner) if page.owner else ""
    return Line(page.title, desk_address(page), said % {"when": when, "owner": owner})


def _pages(state: str = "", *, asking: str = "") -> str:
    asking = asking or f"?review={state}&status__exact=published"
    return address_of("admin:editorial_page_changelist", asking=asking)


def urgent_help(user: User, known: figures.Known) -> Panel | None:
    """Whether a clinician stands behind the urgent-help list; nothing once that is so."""
    if known.signs and known.signed == known.signs:
        return None
    address = address_of("admin:clinic_urgentsign_changelist")
    if not known.signs:
        line = Line(_("Write the first sign"), address)
        note = _("The urgent-help list is empty. Readers find no sign on it.")
    else:
        may_sign = user.has_perm("clinic.sign_off_urgentsign")
        line = Line(
            _("Read the signs and sign them off") if may_sign else _("See the list"), address
        )
        unsigned = known.signs - known.signed
        note = ngettext(
            "%(unsigned)d of %(signs)d sign is not signed off by a clinician.",
            "%(unsigned)d of %(signs)d signs are not signed off by a clinician.",
            known.signs,
        ) % {"unsigned": unsigned, "signs": known.signs}
    return Panel("urgent", _("Urgent-help list: not signed off"), note=note, more=line)


def readers_say(known: figures.Known) -> Panel:
    """The pages that did not help, and how many answers came in."""
    pages = list(pages_by_feedback().filter(Q(no__gt=0))[:SHOWN])
    lines = [
        Line(page.title, desk_address(page), _no_and_yes(page.no, page.yes))  # type: ignore[attr-defined]
        for page in pages
    ]
    weeks = known.answers
    words = _("Answers a week, the newest last: %s.") % ", ".join(map(str, weeks))
    return Panel(
        "feedback",
        _("Readers say"),
        _("No page was called unhelpful in the last 90 days."),
        parts=[Part(_("Pages that did not help"), lines)] if lines else [],
        picture=columns(weeks, words) if any(weeks) else None,
        more=_more("admin:editorial_feedback_changelist", _("All that readers say")),
        note=_("%(answers)d answers in 12 weeks, %(no)d of them “No”.")
        % {"answers": sum(weeks), "no": known.noes}
        if any(weeks)
        else "",
    )


def _no_and_yes(no: int, yes: int) -> str:
    return _("“No”: %(no)d, “Yes”: %(yes)d") % {"no": no, "yes": yes}


def searches(user: User, known: figures.Known) -> Panel:
    """What readers looked for and did not find."""
    may_pin = user.has_perm("search.add_pin")
    lines = [
        Line(word, _search_address(word, may_pin), _times(times)) for word, times in known.missed
    ]
    days = known.searches
    said = _("Searches a day, today last: %s.") % ", ".join(map(str, days))
    return Panel(
        "searches",
        _("Searches that found nothing"),
        _("Every search that was counted in the last 30 days found something."),
        parts=[Part("", lines)] if lines else [],
        picture=columns(days, said) if any(days) else None,
        more=_more("admin:search_searchcount_changelist", _("All searches")),
        note=_("%d searches were counted in 30 days.") % sum(days) if any(days) else "",
    )


def _times(times: int) -> str:
    return ngettext("%d time", "%d times", times) % times


def _search_address(words: str, may_pin: bool) -> str:
    if may_pin:
        return address_of("admin:search_pin_add", asking=f"?{urlencode({'words': words})}")
    return address_of("admin:search_searchcount_changelist", asking=f"?{urlencode({'q': words})}")


def lately(user: User) -> Panel:
    """The last acts: who did what."""
    acts = Act.objects.all() if leads(user) else Act.objects.exclude(kind__in=OF_PEOPLE)
    kinds = Page.objects.filter(pk=OuterRef("page_id")).values("kind")[:1]
    lines = [_act_line(act) for act in acts.annotate(page_kind=Subquery(kinds))[:ACTS_SHOWN]]
    may_read = user.has_perm("editorial.view_act")
    more = _more("admin:editorial_act_changelist", _("The whole log")) if may_read else None
    empty = _("Nothing has happened yet.")
    parts = [Part("", lines)] if lines else []
    return Panel("lately", _("Recent changes"), empty, parts=parts, more=more)


def _act_line(act: Any) -> Line:
    page = Page(pk=act.page_id, kind=act.page_kind) if act.page_kind else None
    return Line(
        f"{act.get_kind_display()}: {act.subject}" if act.subject else act.get_kind_display(),
        desk_address(page) if page else "",
        _("%(who)s, %(when)s") % {"who": act.who or _("by itself"), "when": shown(act.at)},
    )


def _more(name: str, text: str) -> Line | None:
    address = address_of(name)
    return Line(text, address) if address else None
