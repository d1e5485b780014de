# SPDX-License-Identifier: MIT
"""A tracker that watches the local stand-in for the platform, with its page."""
import contextlib
import http.client
import re
import signal
import socket
import subprocess
import tempfile
import time

# A loaded machine is slow: seconds until something has started or ended.
PATIENCE = 300


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    """Status, text and seconds of a request with a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    begin = time.perf_counter()
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, body.decode(), time.perf_counter() - begin


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if condition():
                return
        time.sleep(0.2)
    raise SystemExit(f"{what}: not within {PATIENCE} s")


class LiveTracker:
    """Windows of so many seconds, traded by one wallet; stopped by `stop`."""

    def __init__(self, build, window_seconds, settings=()):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.exchange = subprocess.Popen(
            [build + "/tests/exchange_server", "--port", "0", "--wallets", "1",
             "--since", "600", "--window-length", str(window_seconds),
             "--resolution-delay", "0.5"], stdout=subprocess.PIPE, text=True)
        told = {}
        while "wallet" not in told:
            name, _, value = self.exchange.stdout.readline().strip().partition(" ")
            if not name:
                raise SystemExit("the stand-in for the platform has ended")
            told[name] = value
        self.port = free_port()
        urls = [f"--http.{name}-url={told[name]}" for name in ("gamma", "data", "clob")]
        self.process = subprocess.Popen(
            [build + "/performance_tracker", "run", f"--web.listen=127.0.0.1:{self.port}",
             f"--tracker.window-length={window_seconds}s", "--tracker.grade-delay=500ms",
             "--tracker.wallets=" + told["wallet"], *urls, *settings],
            env={"HOME": self.home.name}, stdout=subprocess.DEVNULL)
        wait_for("/health of the tracker", lambda: get(self.port, "/health")[0] == 200)

    def metric(self, name):
        """The sum over the series of a metric."""
        text = get(self.port, "/metrics")[1]
        return sum(float(value) for value in re.findall(
            r"(?m)^performance_tracker_" + name + r"(?:\{.*\})? (\S+)$", text))

    def stop(self):
        for process, order in ((self.process, signal.SIGTERM),
                               (self.exchange, signal.SIGKILL)):
            process.send_signal(order)
            process.wait(PATIENCE)
