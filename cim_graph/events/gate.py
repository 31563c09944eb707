"""Which addresses a webhook may lead to: the open internet, and what networks the operator names besides.

It is looked at when the connection is made, at the address that it is made to: a name that was harmless when a webhook
was registered may lead into the bank's own network the next time, or at the metadata of a cloud machine.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

import httpcore

from cim_graph.kernel.errors import SetupError

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_NAT64: Final = IPv6Network("64:ff9b::/96")


class ShutError(httpcore.ConnectError):
    """An address that may not be reached."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be reached beside the open internet."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> "Gate":
        """Return the gate for networks like `10.2.0.0/16`; SetupError for a text that is none."""
        try:
            return cls(tuple(ip_network(network) for network in networks))
        except ValueError as error:
            raise SetupError(f"CIM_WEBHOOK_NETWORKS: {error}; name networks as 10.2.0.0/16 or 10.2.3.4/32") from error

    def named(self, address: Address) -> bool:
        """Whether the operator names a network of this address."""
        inner = _inner(address)
        return any(inner.version == network.version and inner in network for network in self.networks)

    def opens(self, address: Address) -> bool:
        """Whether an address may be reached."""
        inner = _inner(address)
        return self.named(address) or (inner.is_global and not inner.is_multicast)


def _inner(address: Address) -> Address:
    """Return the address that one leads to which only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connections to addresses that were looked at; what was looked at is what is connected to."""

    def __init__(self, gate: Gate, *, in_the_clear: bool) -> None:
        self._gate = gate
        self._in_the_clear = in_the_clear
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's own)
        local_address: str | None = None,
        socket_options: "Iterable[httpcore.SOCKET_OPTION] | None" = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers; ShutError where one of them may not be reached."""
        addresses = await _addresses(host, port)
        for address in addresses:
            self._check(address, host)
        for address in addresses[:-1]:
            try:
                return await self._backend.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._backend.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 (httpcore's own)
        socket_options: "Iterable[httpcore.SOCKET_OPTION] | None" = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no webhook leads there."""
        raise ShutError(f"{path} is no address of a webhook")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def _check(self, address: Address, host: str) -> None:
        if not self._gate.opens(address):
            raise ShutError(f"{host} leads to {address}, which is not on the open internet; see CIM_WEBHOOK_NETWORKS")
        if self._in_the_clear and not self._gate.named(address):
            raise ShutError(f"{host} is asked for without TLS; use https, or name its network in CIM_WEBHOOK_NETWORKS")


async def _addresses(host: str, port: int) -> Sequence[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"{host} has no address: {error}") from error
    return [ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
