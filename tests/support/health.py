"""Whether a server answers; for the tests and the bench, which start servers of their own."""

from __future__ import annotations

import http.client
import subprocess
import time


def is_healthy(port: int) -> bool:
    """Whether `GET /healthz` answers 200 on this port now."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def is_healthy_within(seconds: int, port: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether a started server answers in time; False at once when its process has ended."""
    until = time.monotonic() + seconds
    while not is_healthy(port):
        if process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
