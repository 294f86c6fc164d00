"""Sealed files in an S3 bucket, whoever runs it; what lies there nobody there can read.

The address is `s3://bucket/prefix`, with `?endpoint=https://…&region=…` where it is not Amazon's.
Credentials come from boto3's own places (`AWS_ACCESS_KEY_ID`, a profile, an instance role), so that
they are no setting of ours.

A file comes in through a folder of this machine, sealed already: its size is not known before its
end, and the lock that tells a killed process from a slow one needs a file to hang on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from intake.files.folder import FolderIncoming, FolderStore
from intake.files.store import Known, NoSuchFile

_READ = 256 * 1024
_A_DAY = dt.timedelta(days=1)


class S3Store:
    """The files of one instance, in a bucket."""

    def __init__(self, address: str, way_in: Path) -> None:
        parts = urlsplit(address)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/") + "/" if parts.path.strip("/") else ""
        self._way_in = FolderStore(way_in)
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1"),
            config=Config(retries={"mode": "standard", "max_attempts": 4}),
        )

    def receive(self) -> S3Incoming:
        """Begin a file under a new random name."""
        return S3Incoming(self, self._way_in.receive())

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes; raises `NoSuchFile`."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
        except ClientError as failure:
            if failure.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise NoSuchFile(name) from failure
            raise
        yield from found["Body"].iter_chunks(_READ)

    def put(self, name: str, sealed: Path) -> None:
        """Put back a file from a backup under its name."""
        self.upload(name, sealed)

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no fault."""
        self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def names(self) -> Iterator[str]:
        """Yield the name of every file that has been in the bucket for a day.

        Younger ones may be waiting for their transaction, on whichever machine.
        """
        yesterday = dt.datetime.now(dt.UTC) - _A_DAY
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for found in page.get("Contents", ()):
                if found["LastModified"] < yesterday:
                    yield found["Key"].removeprefix(self._prefix)

    def sweep(self, known: Known) -> int:
        """Finish or remove what killed processes left on its way in; return how many removed."""

        def known_here(names: Collection[str]) -> frozenset[str]:
            """Remove from the bucket, too, what nobody will name any more."""
            found = known(names)
            for name in set(names) - found:
                self.delete(name)
            return found

        removed = self._way_in.sweep(known_here)
        for name in list(self._way_in.names()):
            self._way_in.delete(name)
        return removed

    def upload(self, name: str, path: Path) -> None:
        """Copy a finished file into the bucket."""
        self._client.upload_file(str(path), self._bucket, self._prefix + name)


class S3Incoming:
    """A file on its way into a bucket."""

    def __init__(self, store: S3Store, here: FolderIncoming) -> None:
        self.name = here.name
        self._store = store
        self._here = here
        self._settled = False

    def write(self, sealed: bytes) -> None:
        """Add to it."""
        self._here.write(sealed)

    def finish(self) -> None:
        """Have it in the bucket before the transaction that names it is committed."""
        self._here.finish()
        self._store.upload(self.name, self._here.path)

    def keep(self) -> None:
        """Let go of the copy on this machine."""
        self._settled = True
        self._here.discard()

    def discard(self) -> None:
        """Remove it from both; after `keep`, do nothing."""
        if not self._settled:
            self._settled = True
            self._store.delete(self.name)
            self._here.discard()
