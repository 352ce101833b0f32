"""blob.put: keep text by its content hash, for anchors to point into."""

from rusta_server.contracts.tools import BlobParams, BlobResult
from rusta_server.probes.context import ProbeContext
from rusta_server.traces.blobs import BlobStore


def run(params: BlobParams, ctx: ProbeContext) -> BlobResult:
    return BlobResult(blob_sha256=BlobStore(ctx.state.blobs).put(params.text.encode()))
