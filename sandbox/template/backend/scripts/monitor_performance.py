"""Times the API's own database query every few seconds and reports it to query_performance_log."""

import json
import sys
import time
import urllib.request

BASE_URL = sys.argv[1]
INTERVAL_SECONDS = 10


def call(path: str, body: object = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE_URL + path, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        response.read()


def measure() -> None:
    started = time.monotonic()
    call("/api/health")
    duration = (time.monotonic() - started) * 1000
    call("/api/metrics", {"query": "api_health", "durationMs": duration})


while True:
    try:
        measure()
    except OSError as error:
        print(f"not measured: {error}", file=sys.stderr, flush=True)
    time.sleep(INTERVAL_SECONDS)
