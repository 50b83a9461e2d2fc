"""A small client of QTable: keeps a copy of one restaurant's floor by the rules of docs/sync-spec.md.

Prints the floor as one line of canonical JSON on SIGUSR1, and once more on SIGTERM before it ends.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import time
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from websockets.exceptions import WebSocketException
from websockets.legacy.client import connect

LISTS = {"section": "sections", "table": "tables", "combination": "combinations", "guest": "guests",
         "reservation": "reservations"}


class Api:
    """Signs in over HTTP and renews the access token."""

    def __init__(self, url, email, password):
        self.url, self.email, self.password = url, email, password
        self.session, self.expires_at = None, 0.0

    def post(self, path, body):
        request = Request(self.url + "/api/v1" + path, json.dumps(body).encode(), {"content-type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            self.session = json.load(answer)
        self.expires_at = time.monotonic() + self.session["expires_in"]

    def renew(self):
        """A refresh token works once. Where it is refused, the password starts a new session."""
        try:
            if self.session:
                return self.post("/auth/refresh", {"refresh_token": self.session["refresh_token"]})
        except HTTPError as refused:
            if refused.code not in (401, 403):
                raise
        self.post("/auth/login", {"email": self.email, "password": self.password})

    def token(self):
        if self.expires_at - time.monotonic() < 30:
            self.renew()
        return self.session["access_token"]


class Floor:
    """The floor at one version, and the cursor to resume from there."""

    def __init__(self):
        self.epoch, self.version, self.cursor, self.restaurant, self.rows = None, None, None, None, {}

    def replace(self, full):
        self.epoch, self.version, self.cursor = full["epoch"], full["version"], full["cursor"]
        self.restaurant = full["restaurant"]
        self.rows = {kind: {row["id"]: row for row in full[plural]} for kind, plural in LISTS.items()}

    def apply(self, frame):
        """Applies all of a frame or nothing, and returns whether it links to the floor."""
        if frame["version"] <= self.version:
            return True
        if frame["prev_version"] != self.version:
            return False
        for change in frame["changes"]:
            kind = change["entity_type"]
            if kind == "restaurant":
                self.restaurant = change["data"]
            elif kind in self.rows and change["action"] == "delete":
                self.rows[kind].pop(change["entity_id"], None)
            elif kind in self.rows:
                self.rows[kind][change["entity_id"]] = change["data"]
        self.version, self.cursor = frame["version"], frame["cursor"]
        return True

    def print(self):
        floor = {plural: [row for _, row in sorted(self.rows.get(kind, {}).items())] for kind, plural in LISTS.items()}
        floor |= {"version": self.version, "restaurant": self.restaurant}
        print(json.dumps(floor, sort_keys=True, separators=(",", ":"), ensure_ascii=False), flush=True)


async def follow(socket, api, floor):
    """Applies the messages of one connection. Returns the delay in seconds where the server announces that it stops."""
    waiting = False  # for the answer to `resume`, or for a full sync: an earlier frame may not link
    async for text in socket:
        message = json.loads(text)
        kind = message["type"]
        if kind == "full_sync":
            floor.replace(message)
            waiting = False
        elif kind == "resumed":
            waiting = message["from_version"] != floor.version
        elif kind == "resync_required" or message.get("epoch", floor.epoch) != floor.epoch:
            waiting = True
        elif kind in ("delta_update", "atomic_transaction_complete") and not waiting:
            if floor.apply(message):
                await socket.send(json.dumps({"type": "ack", "version": floor.version}))
            else:
                waiting = True
                await socket.send(json.dumps({"type": "resume", "cursor": floor.cursor}))
        elif kind == "ping":
            await socket.send(json.dumps({"type": "pong"}))
        elif kind == "token_expiring":
            await asyncio.to_thread(api.renew)
            await socket.send(json.dumps({"type": "auth_refresh", "token": api.session["access_token"]}))
        elif kind == "server_draining":
            return message["reconnect_after_ms"] / 1000


async def stay(api, floor):
    """Keeps a connection. Reconnects after 0.5 to 30 seconds with full jitter."""
    attempt = 0
    while True:
        opened_at = wait = None
        try:
            headers = {"Authorization": f"Bearer {await asyncio.to_thread(api.token)}"}
            query = f"?cursor={quote(floor.cursor)}" if floor.cursor else ""
            address = f"{api.url.replace('http', 'ws', 1)}/ws/restaurant/sync{query}"
            async with connect(address, extra_headers=headers, max_size=None, compression=None) as socket:
                opened_at = time.monotonic()
                print("connected", file=sys.stderr)
                wait = await follow(socket, api, floor)
        except (OSError, EOFError, asyncio.TimeoutError, WebSocketException) as error:
            print(f"disconnected: {error!r}", file=sys.stderr)
            if 401 in (getattr(error, "status_code", 0), getattr(error, "code", 0) - 4000):
                api.expires_at = 0
        attempt = 0 if opened_at and time.monotonic() - opened_at > 10 else attempt + 1
        await asyncio.sleep(random.uniform(0.5, min(30, 0.5 * 2 ** attempt)) if wait is None else wait)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "email", "password"):
        parser.add_argument(name)
    api, floor, ended = Api(**vars(parser.parse_args())), Floor(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_signal_handler(signal.SIGUSR1, floor.print)
    staying = asyncio.create_task(stay(api, floor))
    await asyncio.wait([staying, asyncio.create_task(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
    floor.print()


asyncio.run(main())
