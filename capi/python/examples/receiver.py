"""A receiver: answers 200 to what it verified, once, and prints it. SIGNING_KEY=… receiver.py [PORT]"""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import cohook
import cohook.wsgi


def application(environment, start_response):
    proved = environment["cohook.verification"]
    print(proved.id.decode(), environment["wsgi.input"].read().decode(), flush=True)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


key = cohook.Secret(os.environ["SIGNING_KEY"], cohook.Dialect.ENDPOINT)
with cohook.Verifier("standard-webhooks", key) as verifier, cohook.ReplayGuard() as guard:
    verified = cohook.wsgi.Verified(application, verifier, guard=guard)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    with make_server("127.0.0.1", port, verified, Server, Handler) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
