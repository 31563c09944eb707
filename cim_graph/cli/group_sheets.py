"""Groups, their members, their changes and decisions about them, as rows."""

from collections.abc import Iterator, Mapping, Sequence

from cim_graph.cli.sheets import Cell, Sheet
from cim_graph.groups.model.group import Group, Member
from cim_graph.groups.run_store import ChangeRow
from cim_graph.groups.store import Decided

_GROUP = (
    "group",
    "core",
    "members",
    "exposure",
    "currency",
    "% of capital",
    "large",
    "breached",
    "exceptions",
    "warnings",
)
_NARROW = ("core", "members", "exposure", "% of capital", "", "group")
_MEMBER = ("group", "party", "name", "exposure", "currency", "reasons", "why", "relationships")
_CHANGE = ("at", "group", "change", "parties", "groups", "relationships", "text")
_DECISION = ("decision", "party", "group of", "belongs", "reason", "by", "at", "until")

Names = Mapping[str, str | None]


def group_sheet(groups: Sequence[Group], names: Names) -> Sheet:
    """Return a row a group."""
    return Sheet("Groups", _GROUP, [_group(group, names) for group in groups])


def group_table(groups: Sequence[Group], names: Names) -> Sheet:
    """Return a row a group, as wide as a terminal."""
    return Sheet("Groups", _NARROW, [_narrow(group, names) for group in groups])


def member_sheet(groups: Sequence[Group], names: Names) -> Sheet:
    """Return a row for each member of each group, with its reasons and what shows them."""
    return Sheet("Members", _MEMBER, [row for group in groups for row in _members(group, names)])


def change_sheet(changes: Sequence[ChangeRow]) -> Sheet:
    """Return a row a change."""
    return Sheet("Changes", _CHANGE, [_change(change) for change in changes])


def decision_sheet(decisions: Sequence[Decided]) -> Sheet:
    """Return a row a decision."""
    rows = [(one.id, one.party, one.anchor, one.included, one.reason, one.by, one.at, one.until) for one in decisions]
    return Sheet("Decisions", _DECISION, rows)


def _group(group: Group, names: Names) -> tuple[Cell, ...]:
    return (
        group.id,
        names.get(group.core) or group.core,
        len(group.members),
        group.exposure,
        group.currency,
        group.share,
        group.large,
        group.breached,
        len(group.exceptions),
        ", ".join(sorted({warning.code for warning in group.warnings})),
    )


def _narrow(group: Group, names: Names) -> tuple[Cell, ...]:
    verdict = "too much" if group.breached else "large" if group.large else ""
    owed = f"{group.exposure:,.2f} {group.currency}"
    share = None if group.share is None else f"{group.share:.1f}"
    return names.get(group.core) or group.core, len(group.members), owed, share, verdict, group.id


def _members(group: Group, names: Names) -> Iterator[tuple[Cell, ...]]:
    for member in group.members:
        yield (group.id, member.party, names.get(member.party), member.exposure, group.currency, *_reasons(member))


def _reasons(member: Member) -> tuple[Cell, ...]:
    codes = ", ".join(dict.fromkeys(reason.code for reason in member.reasons))
    why = "; ".join(reason.text for reason in member.reasons)
    shown = " ".join(dict.fromkeys(id_ for reason in member.reasons for id_ in reason.relationships))
    return codes, why, shown


def _change(change: ChangeRow) -> tuple[Cell, ...]:
    return (
        change.at,
        change.group,
        change.change,
        " ".join(change.parties),
        " ".join(change.groups),
        " ".join(change.relationships),
        change.text,
    )
