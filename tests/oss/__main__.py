"""`python -m tests.oss PORT`: serves the bucket until it is ended."""

import sys

from tests.oss.bucket import Bucket

if __name__ == "__main__":
    bucket = Bucket(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(f"oss is ready: {bucket.endpoint}", flush=True)
    bucket.server.serve_forever()
