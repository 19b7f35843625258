"""Runs probes inside a network namespace: calls as JSON in, answers as JSON out.

`ip netns exec NAME python inside.py '[["tcp", ["192.0.2.1", 80], {"purpose": "gateway", ...}], ...]'`; all calls run
side by side. With `serve CERTIFICATE KEY ADDRESS ...` it is a DNS and a web server on every address instead, until
its standard input ends.
"""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

import msgspec

from diagnostics.model.answer import Purpose, Role
from diagnostics.model.site import Vpn
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.certificates import Pair
from tests.fakes.servers.names import over_tcp, zone
from tests.fakes.servers.packet import answering
from tests.fakes.servers.stream import says, serving

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"
KINDS = {"purpose": Purpose, "role": Role}


async def _calls(calls: list[Any]) -> None:
    probes = NetworkProbes()
    ready = []
    for method, places, named in calls:
        if method == "vpn_gateway":
            places[0] = Vpn(name="x", kind=places[0])
        typed = {key: KINDS[key](value) if key in KINDS else value for key, value in named.items()}
        ready.append(getattr(probes, method)(*places, **typed))
    sys.stdout.write(msgspec.json.encode(await asyncio.gather(*ready)).decode())


async def _serve(certificate: str, key: str, *addresses: str) -> None:
    context = Pair(Path(certificate), Path(key)).server_context()
    names = zone({("www.example.org", "A"): ["192.0.2.80"]})
    async with contextlib.AsyncExitStack() as stack:
        for address in addresses:
            await stack.enter_async_context(serving(says(PAGE), host=address, port=80))
            await stack.enter_async_context(serving(says(PAGE), host=address, port=443, context=context))
            await stack.enter_async_context(serving(over_tcp(names), host=address, port=53))
            await stack.enter_async_context(answering(names, host=address, port=53))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(_serve(*sys.argv[2:]))
    else:
        asyncio.run(_calls(json.loads(sys.argv[1])))
