"""Connections through a proxy: http and https (by CONNECT) and socks5. Imported only where a proxy is set.

The proxy resolves Telegram's name, and TLS to Telegram goes through it from end to end: it never sees the token.
"""

import asyncio
import ssl
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from python_socks import ProxyType

_FAULTS = (ProxyError, ProxyConnectionError, ProxyTimeoutError, OSError, EOFError)


class ThroughProxy(ProxyConnector):
    """A pool of connections through this proxy: `http://`, `https://` or `socks5://`, `user:password@` or not, host and
    port. Raises `aiohttp.ClientProxyConnectionError` when none comes about: no request has left then."""

    def __init__(self, url: str, context: ssl.SSLContext, **options: Any) -> None:  # noqa: ANN401 - of aiohttp's connector
        parts = urlsplit(url)
        assert parts.hostname is not None  # noqa: S101 - the settings have checked both
        assert parts.port is not None  # noqa: S101
        super().__init__(
            parts.hostname,
            parts.port,
            ProxyType.SOCKS5 if parts.scheme == "socks5" else ProxyType.HTTP,
            username=unquote(parts.username or "") or None,
            password=unquote(parts.password or ""),
            rdns=True,
            proxy_ssl=context if parts.scheme == "https" else None,
            ssl=context,
            **options,
        )

    async def _wrap_create_connection(  # the one place where the library makes a connection
        self, *args: Any, req: aiohttp.ClientRequest, **more: Any  # noqa: ANN401 - its signature
    ) -> tuple[asyncio.Transport, ResponseHandler]:  # fmt: skip
        try:
            return await super()._wrap_create_connection(*args, req=req, **more)
        except _FAULTS as error:
            # Its text names the proxy at most; it is left out all the same.
            raise aiohttp.ClientProxyConnectionError(req.connection_key, OSError(type(error).__name__)) from error
