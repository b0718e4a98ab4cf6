"""The signature-checking storage, running in a thread of the tests' process."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.oss import BUCKET, REGION
from tests.oss.front import Fault, Front, summed


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


class Bucket:
    """One bucket over real HTTP, empty at first, with faults on demand."""

    def __init__(self, port: int = 0) -> None:
        self.front = Front()
        self.clear()
        self.server = make_server(
            "127.0.0.1", port, self.front, threaded=True, request_handler=Quiet
        )
        self.server.daemon_threads = True

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Serve no more."""
        self.server.shutdown()
        self.server.server_close()

    def clear(self) -> None:
        """As new: no object, no fault, nothing asked yet."""
        backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        backend.reset()
        backend.create_bucket(BUCKET, REGION)
        for kept in (self.faults, self.calls, self.parts, self.front.sums):
            kept.clear()
        self.front.part_sums.clear()
        self.front.now = lambda: datetime.now(UTC)

    @property
    def _kept(self) -> Any:
        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]

    @property
    def objects(self) -> dict[str, tuple[bytes, str]]:
        """Every object's content and its type, by key."""
        return {
            name: (key.value, key.metadata["Content-Type"])
            for name, key in self._kept.keys.items()
        }

    @property
    def open_uploads(self) -> list[str]:
        """The keys of multipart uploads that nobody ended."""
        return [upload.key_name for upload in self._kept.multiparts.values()]

    def put(self, name: str, content: bytes, kind: str = "image/png") -> None:
        """An object that came by another way."""
        made = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(BUCKET, name, content)
        made.set_metadata({"Content-Type": kind})
        self.front.sums.setdefault(name, summed(content))

    def fail(self, *faults: int | Fault) -> None:
        """What the next requests meet, in this order; a number is a status."""
        for fault in faults:
            self.faults.append(Fault(fault) if isinstance(fault, int) else fault)

    @property
    def faults(self) -> list[Fault]:
        """What is still to go wrong."""
        return self.front.faults

    @property
    def calls(self) -> list[str]:
        """The methods that were asked, in order."""
        return self.front.calls

    @property
    def parts(self) -> list[int]:
        """The numbers of the parts that were sent, in order, tries included."""
        return self.front.parts
