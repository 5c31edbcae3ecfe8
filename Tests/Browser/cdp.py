"""Drives Chromium over its DevTools protocol, with Python's standard library alone.

The protocol runs over a pair of pipes (--remote-debugging-pipe): messages are JSON, each ended by a zero byte.
So no driver program, no port and no package is needed, and the browser ends with the pipe.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


class BrowserError(Exception):
    """The browser answered with an error, or not at all."""


class Browser:
    """A headless Chromium with a profile of its own, thrown away at the end."""

    def __init__(self, binary=None, timeout=30.0):
        binary = binary or next((found for found in map(shutil.which, NAMES) if found), None)
        if not binary:
            raise BrowserError("no Chromium found; on Debian: apt-get install chromium")
        self.timeout = timeout
        self.profile = tempfile.mkdtemp(prefix="console-test-")
        reads, self._out = os.pipe()
        self._in, writes = os.pipe()
        # Chromium reads commands from descriptor 3 and writes answers to 4.
        reads = fcntl.fcntl(reads, fcntl.F_DUPFD, 10)
        writes = fcntl.fcntl(writes, fcntl.F_DUPFD, 10)

        def place_pipes():
            os.dup2(reads, 3)
            os.dup2(writes, 4)

        self.process = subprocess.Popen(
            [
                binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--no-default-browser-check", "--disable-extensions",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--autoplay-policy=no-user-gesture-required", "--hide-scrollbars", "--mute-audio",
                f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "about:blank",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=place_pipes,
        )
        os.close(reads)
        os.close(writes)
        self._buffer = b""
        self._next = 0
        self._answers = {}
        self._unasked = set()
        self._pages = {}

    def send(self, method, params=None, session=None):
        """Calls a method and returns its result."""
        self._next += 1
        number = self._next
        message = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + self.timeout
        while number not in self._answers:
            if not self._read(deadline):
                raise BrowserError(f"{method}: the browser did not answer in time")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def post(self, method, params, session):
        """Calls a method and does not wait: for answers to what the browser asks."""
        self._next += 1
        self._unasked.add(self._next)
        message = {"id": self._next, "method": method, "params": params, "sessionId": session}
        os.write(self._out, json.dumps(message).encode() + b"\0")

    def pump(self, seconds):
        """Takes in the browser's messages for a while."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass

    def _read(self, deadline):
        """Takes in what has come; false where nothing comes before the deadline."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self._in], [], [], left)[0]:
            return False
        piece = os.read(self._in, 1 << 20)
        if not piece:
            raise BrowserError("the browser has ended")
        self._buffer += piece
        *messages, self._buffer = self._buffer.split(b"\0")
        for raw in messages:
            message = json.loads(raw)
            if message.get("id") in self._unasked:
                self._unasked.remove(message["id"])
            elif "id" in message:
                self._answers[message["id"]] = message
            elif message.get("sessionId") in self._pages:
                self._pages[message["sessionId"]].happened(message["method"], message["params"])
        return True

    def page(self, **view):
        """Opens a tab; see `Page.resize` for the view."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})
        attached = self.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": True})
        page = Page(self, attached["sessionId"], target["targetId"])
        self._pages[attached["sessionId"]] = page
        page.start(**view)
        return page

    def close(self):
        """Ends the browser and removes its profile."""
        try:
            self.send("Browser.close")
        except (BrowserError, OSError):
            pass
        os.close(self._out)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._in)
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# The keys that the tests press, as the protocol wants them: (key, code, virtual key code, text).
KEYS = {
    "Tab": ("Tab", "Tab", 9, None), "Enter": ("Enter", "Enter", 13, "\r"), "Escape": ("Escape", "Escape", 27, None),
    " ": (" ", "Space", 32, " "), "ArrowRight": ("ArrowRight", "ArrowRight", 39, None),
    "ArrowDown": ("ArrowDown", "ArrowDown", 40, None), "End": ("End", "End", 35, None),
}


class Page:
    """One tab, with a cookie jar and storage of its own."""

    def __init__(self, browser, session, target):
        self.browser = browser
        self.session = session
        self.target = target
        self.errors = []
        self.ignored = None
        self.requests = []
        self._served = None

    def send(self, method, params=None):
        """Calls a method of this tab."""
        return self.browser.send(method, params, self.session)

    def start(self, width=1280, height=900, mobile=False, dark=False):
        """Switches on what the tests need to know."""
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.resize(width, height, mobile)
        self.prefer(dark=dark)

    def resize(self, width, height, mobile=False):
        """Sets the window in CSS pixels; mobile adds touch and a phone's view of the page's width."""
        self.send("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 2 if mobile else 1, "mobile": mobile,
        })
        self.send("Emulation.setTouchEmulationEnabled", {"enabled": mobile, "maxTouchPoints": 1})

    def prefer(self, dark=False, less_motion=True):
        """Sets what the reader prefers."""
        self.send("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if less_motion else "no-preference"},
        ]})

    def happened(self, method, params):
        """Keeps errors and requests."""
        if method == "Runtime.exceptionThrown":
            detail = params["exceptionDetails"]
            text = detail.get("exception", {}).get("description") or detail.get("text", "")
            self.errors.append(f"exception: {text}")
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            words = " ".join(str(a.get("value", a.get("description", ""))) for a in params["args"])
            self.errors.append(f"console.{params['type']}: {words}")
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.errors.append(f"log: {entry['text']} {entry.get('url', '')}")
        elif method == "Fetch.requestPaused":
            self.browser.post("Fetch.fulfillRequest", {
                "requestId": params["requestId"], "responseCode": 200, "body": self._served[1],
                "responseHeaders": [{"name": "Content-Type", "value": self._served[0]}],
            }, self.session)
        elif method == "Network.requestWillBeSent":
            request = params["request"]
            self.requests.append((request["method"], request["url"], request.get("postData", "")))

    def serve(self, pattern, content_type, body):
        """Answers requests for a pattern with a body in base64, in the server's place."""
        self._served = (content_type, body)
        self.send("Fetch.enable", {"patterns": [{"urlPattern": pattern}]})

    def before_load(self, script):
        """Runs a script in every page before its own."""
        self.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})

    def goto(self, url):
        """Loads an address."""
        result = self.send("Page.navigate", {"url": url})
        if result.get("errorText"):
            raise BrowserError(f"{url}: {result['errorText']}")
        self.wait("document.readyState === 'complete'", "the page to load")

    def eval(self, expression):
        """The value of an expression in the page, awaited where it is a promise."""
        result = self.send("Runtime.evaluate", {
            "expression": expression, "returnByValue": True, "awaitPromise": True, "userGesture": True,
        })
        if "exceptionDetails" in result:
            detail = result["exceptionDetails"]
            raise BrowserError(detail.get("exception", {}).get("description") or detail["text"])
        return result["result"].get("value")

    def wait(self, expression, what=None, seconds=15.0):
        """Waits until an expression is true, and returns its value."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = self.eval(f"(() => {{ const v = ({expression}); return v instanceof Node || v; }})()")
            except BrowserError as error:
                # A page that is being replaced has no context to evaluate in.
                if "context" not in str(error).lower():
                    raise
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                raise BrowserError(f"waited {seconds:.0f} s for {what or expression}")
            self.browser.pump(0.05)

    def click(self, selector, seconds=5):
        """Clicks on the middle of the first element that matches, once it stands still, as a mouse does."""
        deadline = time.monotonic() + seconds
        last = None
        while True:
            box = self.eval(f"""(() => {{
                const element = document.querySelector({json.dumps(selector)});
                if (!element) return null;
                element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const box = element.getBoundingClientRect();
                const x = box.left + box.width / 2, y = box.top + box.height / 2;
                const hit = document.elementFromPoint(x, y);
                return {{ x, y, covered: !(hit && (element.contains(hit) || hit.contains(element))) }};
            }})()""")
            # Cards that come in and scrolling that goes on move what is aimed at.
            if box and box == last and not box["covered"]:
                break
            if time.monotonic() > deadline:
                if not box:
                    raise BrowserError(f"nothing to click at {selector}")
                if box["covered"]:
                    raise BrowserError(f"{selector} is covered by another element")
                raise BrowserError(f"{selector} doesn't stand still")
            last = box
            self.browser.pump(0.05)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", {
                "type": kind, "x": box["x"], "y": box["y"], "button": "left", "clickCount": 1,
            })

    def press(self, key, shift=False):
        """Presses one key."""
        if key in KEYS:
            name, code, number, text = KEYS[key]
        else:
            name, code, number, text = key, f"Key{key.upper()}", ord(key.upper()), key
        common = {"key": name, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        self.send("Input.dispatchKeyEvent", {
            **common, "type": "keyDown" if text else "rawKeyDown", **({"text": text} if text else {}),
        })
        self.send("Input.dispatchKeyEvent", {**common, "type": "keyUp"})

    def type(self, text):
        """Types into what has the focus."""
        self.send("Input.insertText", {"text": text})

    def swipe(self, selector, dx):
        """Draws a finger across an element, horizontally."""
        box = self.eval(f"""(() => {{
            const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
            return {{ x: box.left + box.width / 2, y: box.top + Math.min(box.height, innerHeight - box.top) / 2 }};
        }})()""")
        self.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [box]})
        for step in range(1, 9):
            point = {"x": box["x"] + dx * step / 8, "y": box["y"]}
            self.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        self.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def screenshot(self, path):
        """Writes what is in the window as PNG."""
        data = self.send("Page.captureScreenshot", {"format": "png"})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        """Closes the tab."""
        self.browser.send("Target.closeTarget", {"targetId": self.target})
