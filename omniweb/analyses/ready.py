"""Waits until a file can be sent; it never prepares one."""

from __future__ import annotations

import asyncio
from uuid import UUID

from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run
from omniweb.library.models import Asset, State

POLL_S = 0.5


async def ready(run: Run, asset_id: UUID) -> Asset:
    """The asset once it is ready; Failure with its reason when it never will be."""
    said = False
    while True:
        asset = await Asset.objects.select_related("job").aget(id=asset_id)
        if asset.state == State.READY and asset.deleted_at is None:
            return asset
        refusal = _refusal(asset)
        if refusal:
            raise Failure("asset_rejected", refusal, "you", billed=False)
        if not said:
            await run.log.state("preparing", "Preparing the file")
            said = True
        await asyncio.sleep(POLL_S)


def _refusal(asset: Asset) -> str:
    if asset.deleted_at is not None:
        return "The file was deleted. Restore it from the trash, then ask again."
    if asset.state == State.REJECTED:
        return asset.reason
    if asset.job is not None and asset.job.ended:
        return "The file could not be prepared. Upload it again."
    return ""
