"""Finds out why an address cannot be reached: its name, its port, its certificate.

It opens a connection and closes it; it never sends a request or a key.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

CONNECT_S = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect. variable is what an operator sets to change it; fault says
    what is wrong with its value, where that is no usable address."""

    host: str
    port: int
    tls: bool
    variable: str
    fault: str = ""

    def __str__(self) -> str:
        usual = self.port == (443 if self.tls else 80)
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if usual else f"{shown}:{self.port}"


def place(base_url: str, variable: str) -> Place:
    """The place that a base URL names, without the credentials that it may hold."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    fault, named = "", variable or "The base URL"
    if not host or port == 0 or parts.scheme not in ("http", "https"):
        fault = (
            f"{named} is no address. Write it with its scheme, as in "
            "https://models.example.com/v1."
        )
    elif parts.username is not None or parts.password is not None:
        fault = f"{named} holds a user name or a password. Take them out of it."
    tls = parts.scheme == "https"
    return Place(host, port or (443 if tls else 80), tls, named, fault)


async def trouble(there: Place) -> str | None:
    """Why nothing can be reached there, as a sentence with the fix; None when it can.

    Where a proxy stands between, only the proxy is tried.
    """
    if there.fault:
        return there.fault
    between = _proxy(there)
    target = between or there
    try:
        found = await asyncio.wait_for(_addresses(target), CONNECT_S)
    except (OSError, UnicodeError):
        return (
            f"The name {target.host} is not known to this machine's DNS. Check the "
            f"spelling in {target.variable}, and this machine's network; a name of a "
            "private network or VPC is known only inside it."
        )
    except TimeoutError:
        return f"This machine's DNS does not answer about {target.host}. Check it."
    context = await asyncio.to_thread(httpx2.create_ssl_context) if target.tls else None
    said = None
    for address in found[:3]:
        try:
            await asyncio.wait_for(_connect(target, address, context), CONNECT_S)
        except (OSError, TimeoutError) as error:
            said = said or _why(error, target, address)
        else:
            return None
    return said


def _proxy(there: Place) -> Place | None:
    """The proxy that calls go through, as the client reads it from the environment."""
    scheme = "https" if there.tls else "http"
    url = getproxies().get(scheme) or getproxies().get("all")
    if not url or _is_loopback(there.host) or proxy_bypass(there.host):
        return None
    found = place(url if "://" in url else f"http://{url}", "")
    return Place(found.host, found.port, False, f"{scheme.upper()}_PROXY")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def _addresses(there: Place) -> list[str]:
    loop = asyncio.get_running_loop()
    kind = socket.SOCK_STREAM
    found = await loop.getaddrinfo(there.host, there.port, type=kind)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


async def _connect(there: Place, address: str, context: ssl.SSLContext | None) -> None:
    name = there.host if context else None
    _, writer = await asyncio.open_connection(
        address, there.port, ssl=context, server_hostname=name
    )
    writer.close()


def _why(error: Exception, there: Place, address: str) -> str:
    """What an error says went wrong, and what to look at."""
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = getattr(error, "verify_message", "") or "it cannot be verified"
        said = reason.rstrip(".")
        return (
            f"{there} shows a certificate that is not trusted ({said}). Check the "
            f"name in {there.variable}, the clock, or add the issuer by SSL_CERT_FILE."
        )
    if isinstance(error, ssl.SSLError):
        return (
            f"{there} does not speak TLS on port {there.port}. Write http:// instead "
            f"of https:// in {there.variable}, or name the port that does."
        )
    if isinstance(error, ConnectionRefusedError):
        return (
            f"Nothing listens at {there}. Start the server there, or check the host "
            f"and port in {there.variable}.{_private(there, address)}"
        )
    if isinstance(error, TimeoutError):
        return (
            f"{there} does not answer within {CONNECT_S:g} s. Check {there.variable} "
            f"and whether a firewall lets this machine through."
            f"{_private(there, address)}"
        )
    return (
        f"{there} cannot be connected to ({_plain(error)}). Check {there.variable} and "
        f"the network.{_private(there, address)}"
    )


def _private(there: Place, address: str) -> str:
    found = ip_address(address.partition("%")[0])
    if found.is_global or found.is_loopback:
        return ""
    named = f", {address}," if address != there.host else ""
    return (
        f" Its address{named} is private: this machine must be in the same network, "
        "VPC or VPN."
    )


def _plain(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__).lower()
