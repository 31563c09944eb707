"""Who owns and who controls a party, and why."""

from collections.abc import Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

import strawberry

from cim_graph.access.rights import Special
from cim_graph.api.base import Connection, Info, connection, of_level, of_row
from cim_graph.api.lookup import parties_at
from cim_graph.api.network import Path, path_of
from cim_graph.api.party import Party
from cim_graph.api.sight import courses
from cim_graph.columnar import batched
from cim_graph.kernel.pages import Slice, length
from cim_graph.kernel.times import AsOf
from cim_graph.ownership.model import answer
from cim_graph.ownership.model.answer import FAMILY
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.view import View

_MASKED = answer.Warned("MASKED", "Something that is not open to you.")


async def _party(roots: Sequence[Any], info: Info) -> list[Party | None]:
    return await parties_at(info, [(root.as_of, root.row.party) for root in roots])


def _listed(name: str) -> Any:  # noqa: ANN401 (a batch function, whatever has found parties)
    ids = attrgetter(f"row.{name}")

    async def of_each(roots: Sequence[Any], info: Info) -> list[list[Party]]:
        found = iter(await parties_at(info, [(root.as_of, id_) for root in roots for id_ in ids(root)]))
        return [[party for party in islice(found, len(ids(root))) if party is not None] for root in roots]

    return of_each


@strawberry.type
class OwnershipRegime:
    """A regime of beneficial ownership."""

    row: strawberry.Private[Regime]
    id: strawberry.ID
    title: str = of_row("title")
    threshold: float = of_row("threshold")
    inclusive: bool = of_row("inclusive")
    source: str = of_row("source")


def regime_of(row: Regime) -> OwnershipRegime:
    """Return a regime as the API has it."""
    return OwnershipRegime(id=strawberry.ID(row.id), row=row)


@strawberry.type
class OwnershipReason:
    """A route by which a regime counts somebody."""

    row: strawberry.Private[answer.Reason]
    code: str = of_row("code")
    text: str = of_row("text")
    source: str = of_row("source")


@strawberry.type
class DataWarning:
    """Something about the data that whoever reads the answer has to know."""

    row: strawberry.Private[answer.Warned]
    as_of: strawberry.Private[AsOf]
    code: str = of_row("code")
    text: str = of_row("text")
    parties: list[Party] = of_level(_listed("parties"))


def warnings_of(rows: Sequence[answer.Warned], as_of: AsOf, info: Info) -> list[DataWarning]:
    """Return warnings as the API has them: of one that tells of family life, that there is one."""
    sees = Special.FAMILY in info.context.rights.sees
    return [DataWarning(row=row if sees or not row.code.startswith(FAMILY) else _MASKED, as_of=as_of) for row in rows]


def _reasons(root: "BeneficialOwner") -> list[OwnershipReason]:
    return [OwnershipReason(row=reason) for reason in root.row.reasons]


async def _paths(owners: "Sequence[BeneficialOwner]", info: Info, first: int = 10) -> list[list[Path]]:
    mask, moments = info.context.mask, [one.as_of for one in owners]
    found = await courses(info, [(one.view, one.row.party) for one in owners], moments, length(first))
    return [[path_of(way, at, mask, one.parties) for way in one.ways] for one, at in zip(found, moments, strict=True)]


@strawberry.type
class BeneficialOwner:
    """Somebody who owns or controls a party in the end."""

    row: strawberry.Private[answer.Owner]
    view: strawberry.Private[View]
    as_of: strawberry.Private[AsOf]
    party: Party = of_level(_party)
    ownership: float = of_row("ownership", "Integrated share of capital, percent.")
    ownership_min: float = of_row("ownership_min", "Where a source gave only a band: the least and the most it can be.")
    ownership_max: float = of_row("ownership_max")
    voting: float = of_row("voting", "Integrated share of votes, percent.")
    reasons: list[OwnershipReason] = strawberry.field(
        resolver=_reasons, description="Every route by which the regime counts this party."
    )
    paths: list[Path] = batched(_paths)


def _owners(root: "BeneficialOwnership") -> list[BeneficialOwner]:
    return [BeneficialOwner(row=row, view=root.view, as_of=root.as_of) for row in root.row.owners]


def _warnings(root: "BeneficialOwnership", info: Info) -> list[DataWarning]:
    return warnings_of(root.row.warnings, root.as_of, info)


@strawberry.type
class BeneficialOwnership:
    """The beneficial owners of a party under a regime."""

    row: strawberry.Private[answer.Ownership]
    view: strawberry.Private[View]
    as_of: strawberry.Private[AsOf]
    subject: Party
    regime: OwnershipRegime
    owners: list[BeneficialOwner] = strawberry.field(resolver=_owners)
    fallback: list[Party] = of_level(
        _listed("fallback"),
        description=(
            "Senior managing officials, where nobody else is found and the regime falls back on them. They are not "
            "beneficial owners."
        ),
    )
    unknown_share: float = of_row(
        "unknown_share", "Percent of the subject's capital that leads to no known ultimate holder."
    )
    warnings: list[DataWarning] = strawberry.field(resolver=_warnings)


def ownership_of(subject: Party, view: View, regime: Regime, row: answer.Ownership, as_of: AsOf) -> BeneficialOwnership:
    """Return the beneficial owners of a party as the API has them."""
    return BeneficialOwnership(row=row, view=view, as_of=as_of, subject=subject, regime=regime_of(regime))


@strawberry.type
class Holding:
    """What one party ultimately holds in another."""

    row: strawberry.Private[answer.Holding]
    as_of: strawberry.Private[AsOf]
    party: Party = of_level(_party)
    ownership: float = of_row("ownership")
    voting: float = of_row("voting")


def holding_connection(found: Slice[answer.Holding], as_of: AsOf) -> Connection[Holding]:
    """Return a page of holdings."""
    return connection(found, lambda row: Holding(row=row, as_of=as_of))


@strawberry.type
class Control:
    """Somebody who controls a party."""

    row: strawberry.Private[answer.Control]
    as_of: strawberry.Private[AsOf]
    party: Party = of_level(_party)
    means: list[str] = of_row("means")
    through: list[Party] = of_level(_listed("through"))
    voting: float = of_row("voting")


def control_of(row: answer.Control, as_of: AsOf) -> Control:
    """Return a control as the API has it."""
    return Control(row=row, as_of=as_of)
