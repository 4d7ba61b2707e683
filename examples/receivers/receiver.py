"""A webhook receiver in Python, standard library alone.

    WEBHOOK_KEY='helloWorld' python3 receiver.py 8080
"""

import base64
import binascii
import hashlib
import hmac
import http.server
import json
import os
import sys

KEY = os.environ["WEBHOOK_KEY"].encode()


def persons_of(body: bytes):
    """The persons of an authentic POST; ValueError where it is not authentic."""
    try:
        message = json.loads(body)["message"]
        data = base64.b64decode(message["data"], validate=True)
        attributes = message["attributes"]
        given = [base64.b64decode(attributes[name], validate=True)
                 for name in ("hash", "previousHash") if name in attributes]
    except (KeyError, TypeError, binascii.Error) as why:
        raise ValueError("not an envelope") from why
    wanted = hmac.digest(KEY, data, hashlib.sha256)
    if not any(hmac.compare_digest(wanted, one) for one in given):
        raise ValueError("not signed with our key")
    return json.loads(data)


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            persons = persons_of(body)
        except ValueError:
            self.answer(401)
            return
        print(json.dumps(persons), flush=True)  # store them durably here, before the answer
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if not KEY:
        sys.exit("WEBHOOK_KEY is empty")
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
