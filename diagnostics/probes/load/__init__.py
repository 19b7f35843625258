"""Tests that load the line: the site's own endpoint over HTTP, or public servers. `load` is `Probes.load`."""

from collections.abc import Callable

from diagnostics.model.answer import LoadAnswer
from diagnostics.model.event import LoadProgress
from diagnostics.model.site import LoadTargets
from diagnostics.probes.load.http_load import site_load
from diagnostics.probes.load.volume import announced_megabytes

__all__ = ["announced_megabytes", "load"]


async def load(
    targets: LoadTargets | None,
    *,
    timeout_s: float,
    progress: Callable[[LoadProgress], None],
    metered: bool = False,
) -> LoadAnswer:
    """See `diagnostics.model.port.Probes.load`."""
    if targets is None:
        from diagnostics.probes.load.speedtest_adapter import public_load  # noqa: PLC0415  # an optional, slow import

        return await public_load(timeout_s=timeout_s, progress=progress, metered=metered)
    return await site_load(targets, timeout_s=timeout_s, progress=progress, metered=metered)
