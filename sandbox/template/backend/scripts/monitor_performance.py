"""Times the API's own database query every few seconds and reports it to query_performance_log.

With --consistent all figures of a run come from one moment: it keeps a transaction open in which nobody may write.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path

BASE_URL = sys.argv[1]
IS_CONSISTENT = "--consistent" in sys.argv[2:]
INTERVAL_SECONDS = 10
ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


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


def database_url() -> str:
    settings = dict(line.split("=", 1) for line in ENV_FILE.read_text().splitlines() if "=" in line)
    return settings["DATABASE_URL"]


def hold_still():
    import psycopg2

    connection = psycopg2.connect(database_url(), application_name="monitor_performance")
    cursor = connection.cursor()
    cursor.execute("INSERT INTO query_performance_log (query_name, duration_ms) VALUES ('consistent_run', 0)")
    cursor.execute("LOCK TABLE dialogs IN SHARE MODE")
    return connection


# Kept for as long as this process runs: the transaction ends with it.
held = hold_still() if IS_CONSISTENT else None

while True:
    try:
        measure()
    except OSError as error:
        print(f"not measured: {error}", file=sys.stderr, flush=True)
    time.sleep(INTERVAL_SECONDS)
