"""A Headwater server to measure: started on a free port over a data directory, and spoken to."""

import http.client
import json
import os
import re
import subprocess
import tempfile
import time


class BenchError(Exception):
    """Something that was to be measured didn't work."""


class Server:
    """`headwater serve` on a free port. Ends with the `with` block, as SIGTERM ends it."""

    def __init__(self, binary, data, *more):
        self.log = tempfile.TemporaryFile("w+")
        self.started = time.perf_counter()
        self.process = subprocess.Popen([binary, "serve", "--data", data, "--port", "0", *more], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.log, env=environment())
        self.port = self.wait_port()
        self.wait_ready()
        self.seconds_to_ready = time.perf_counter() - self.started

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def wait_port(self, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := re.search(r"serves at http://127\.0\.0\.1:(\d+)", self.said()):
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise BenchError(f"the server didn't start: {self.said()}")

    def wait_ready(self, seconds=600):
        deadline = time.monotonic() + seconds
        client = Client(self.port)
        while time.monotonic() < deadline:
            if client.status("/readyz") == 200:
                return
            time.sleep(0.005)
        raise BenchError("the server never became ready")

    def resident(self):
        """Bytes of memory that the process holds."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def client(self):
        return Client(self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            status = self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise BenchError("the server didn't stop within two minutes")
        if status:
            raise BenchError(f"the server ended with status {status}: {self.said()[-2000:]}")


class Client:
    """One kept-open connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def request(self, method, path, body=None, content_type="application/json"):
        self.connection.request(method, path, body, {"Content-Type": content_type} if body is not None else {})
        response = self.connection.getresponse()
        return response.status, response.read()

    def status(self, path):
        return self.request("GET", path)[0]

    def json(self, method, path, body=None, content_type="application/json"):
        status, answer = self.request(method, path, body, content_type)
        if status != 200:
            raise BenchError(f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer)

    def post(self, path, value):
        return self.json("POST", path, json.dumps(value).encode())

    def send(self, events):
        lines = "".join(json.dumps(event, separators=(",", ":")) + "\n" for event in events)
        answer = self.json("POST", "/v1/events", lines.encode(), "application/x-ndjson")
        if answer["rejected_count"]:
            raise BenchError(f"rejected: {answer['rejected'][:3]}")
        return answer


def environment():
    """This environment without Headwater's own settings, which would change what is measured; only weights stay away where
    they were sent away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEADWATER_")}
    return kept | {name: "none" for name in ["HEADWATER_WEIGHTS"] if os.environ.get(name) == "none"}


def run_import(binary, data, *files):
    """`headwater import` into a data directory, or without one where the arguments say: what it came to, by --json."""
    place = ["--data", data] if data else []
    result = subprocess.run([binary, "import", *files, *place, "--json"], stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, env=environment())
    if result.returncode:
        raise BenchError(f"import ended with status {result.returncode}: {result.stderr[-1000:]}{result.stdout[-1000:]}")
    return json.loads(result.stdout)
