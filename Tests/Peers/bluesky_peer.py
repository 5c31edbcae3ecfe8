"""Bluesky's side of a feed generator, for tests: the PLC directory, a host of accounts (PDS) that serves repositories and
signs service tokens, and the public `atproto` client as the caller.

Serves on a free port of 127.0.0.1, says `PORT n`, and ends when its standard input is closed. Beside what the network
serves, `POST /control` takes one JSON object `{"do": NAME, …}` and answers with another.
"""

import base64
import hashlib
import http.server
import json
import secrets
import sys
import threading
import time

from atproto import Client, models
from atproto_core.car import CAR
from atproto_core.did_doc import DidDocument
from atproto_crypto.did import format_did_key, format_multikey
from atproto_server.auth.jwt import verify_jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

import bluesky_repository

ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES256K": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}
CURVES = {"ES256": ec.SECP256R1, "ES256K": ec.SECP256K1}


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Account:
    def __init__(self, did, algorithm, legacy=False):
        self.did, self.algorithm, self.legacy = did, algorithm, legacy
        self.records, self.expected = bluesky_repository.sample(did, likes=50)
        self.raw = None
        self.rotate()

    def rotate(self):
        self.key = ec.generate_private_key(CURVES[self.algorithm]())

    @property
    def point(self):
        form = serialization.PublicFormat.CompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    def document(self, host):
        method = {"id": f"{self.did}#atproto", "type": "Multikey", "controller": self.did,
                  "publicKeyMultibase": format_multikey(self.algorithm, self.point)}
        if self.legacy:
            from atproto_crypto.multibase import bytes_to_multibase
            method["id"] = "#atproto"
            method["type"] = {"ES256": "EcdsaSecp256r1VerificationKey2019", "ES256K": "EcdsaSecp256k1VerificationKey2019"}[self.algorithm]
            form = serialization.PublicFormat.UncompressedPoint
            point = self.key.public_key().public_bytes(serialization.Encoding.X962, form)
            method["publicKeyMultibase"] = bytes_to_multibase("z", point)
        return {
            "@context": ["https://www.w3.org/ns/did/v1"], "id": self.did, "alsoKnownAs": [f"at://{self.did[8:]}.test.example"],
            "verificationMethod": [method],
            "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": host}],
        }

    def token(self, claims, header=None, high=False, flip=False):
        header = {"typ": "JWT", "alg": self.algorithm, **(header or {})}
        message = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.key.sign(message.encode(), ec.ECDSA(hashes.SHA256())))
        order = ORDERS[self.algorithm]
        # Of the two values of s that fit, the high or the low one.
        s = max(s, order - s) if high else min(s, order - s)
        signature = bytearray(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        if flip:
            signature[40] ^= 1
        return f"{message}.{b64(signature)}"


class Peer:
    def __init__(self):
        self.accounts, self.counts, self.lock = {}, {}, threading.Lock()
        self.host, self.is_down, self.delay = "", False, 0.0

    def account(self, request):
        return self.accounts[request["did"]]

    def do(self, request):
        return getattr(self, "do_" + request.pop("do"))(request)

    def do_account(self, request):
        name = hashlib.sha256(request["name"].encode()).hexdigest()[:24]
        did = f"did:plc:{name}"
        self.accounts[did] = Account(did, request["algorithm"], request.get("legacy", False))
        return {"did": did}

    def do_token(self, request):
        account = self.account(request)
        claims = {"iss": account.did, "aud": request["aud"], "lxm": request["lxm"], "iat": request["now"],
                  "exp": request["now"] + 60, "jti": secrets.token_hex(16), **request.get("claims", {})}
        claims = {name: value for name, value in claims.items() if value is not None}
        return {"token": account.token(claims, request.get("header"), request.get("high", False), request.get("flip", False))}

    def do_check(self, request):
        """Whether the public package takes tokens that are signed here, by the clock on the wall."""
        account = self.account(request)
        key = format_did_key(account.algorithm, account.point)
        token = account.token({"iss": account.did, "aud": request["aud"], "exp": int(time.time()) + 60})
        return {"iss": verify_jwt(token, lambda iss, fresh: key, request["aud"]).iss}

    def do_rotate(self, request):
        self.account(request).rotate()
        return {}

    def do_records(self, request):
        account = self.account(request)
        account.records, account.expected = bluesky_repository.sample(account.did, request["likes"], post=request["post"])
        return {"expected": account.expected}

    def do_raw(self, request):
        self.account(request).raw = base64.b64decode(request["bytes"])
        return {}

    def do_expected(self, request):
        return {"expected": self.account(request).expected}

    def do_counts(self, request):
        return dict(self.counts)

    def do_down(self, request):
        self.is_down = request["down"]
        return {}

    def do_delay(self, request):
        self.delay = request["seconds"]
        return {}

    def do_call(self, request):
        """A call of the public client; what it read, in the client's own words."""
        client = Client(request["base"] + "/xrpc")
        if request.get("token"):
            client.request.add_additional_header("Authorization", "Bearer " + request["token"])
        bsky = client.app.bsky.feed
        try:
            if request["method"] == "describe":
                answer = bsky.describe_feed_generator()
                return {"did": answer.did, "feeds": [feed.uri for feed in answer.feeds]}
            if request["method"] == "skeleton":
                answer = bsky.get_feed_skeleton(models.AppBskyFeedGetFeedSkeleton.Params(**request["params"]))
                return {"posts": [item.post for item in answer.feed], "contexts": [item.feed_context for item in answer.feed],
                        "cursor": answer.cursor, "reqId": answer.req_id}
            interactions = [models.AppBskyFeedDefs.Interaction(**item) for item in request["interactions"]]
            data = models.AppBskyFeedSendInteractions.Data(interactions=interactions)
            bsky.send_interactions(data)
            return {"ok": True}
        except Exception as error:
            content = getattr(getattr(error, "response", None), "content", None)
            status = getattr(getattr(error, "response", None), "status_code", 0)
            return {"failed": type(error).__name__, "status": status, "error": getattr(content, "error", None)}

    def do_document(self, request):
        document = DidDocument.from_dict(json.loads(request["document"]))
        return {"endpoint": document.service[0].service_endpoint, "did": document.id}


def main():
    peer = Peer()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self, status, data, kind="application/json"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                self.answer(200, json.dumps(peer.do(request)).encode())
            except Exception as error:
                self.answer(500, repr(error).encode(), "text/plain")

        def do_GET(self):
            path = self.path.split("?")[0].lstrip("/")
            name = "getRepo" if path == "xrpc/com.atproto.sync.getRepo" else path
            with peer.lock:
                peer.counts[name] = peer.counts.get(name, 0) + 1
            if peer.is_down:
                return self.answer(503, b"{}")
            if path in peer.accounts:
                return self.answer(200, json.dumps(peer.accounts[path].document(peer.host)).encode())
            if name == "getRepo":
                account = peer.accounts[self.path.split("did=")[1]]
                time.sleep(peer.delay)
                car = account.raw or bluesky_repository.Repository(account.did, account.records).car()
                if account.raw is None:
                    assert len(CAR.from_bytes(car).blocks) > 0
                return self.answer(200, car, "application/vnd.ipld.car")
            return self.answer(404, b'{"message":"not registered"}')

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    peer.host = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"PORT {server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
