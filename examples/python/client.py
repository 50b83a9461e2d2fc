"""Keeps a copy of a restaurant's floor by docs/sync-spec.md. Prints it on SIGUSR1, and on SIGTERM before it ends."""
import asyncio, json, random, signal, sys, time
from urllib.parse import quote
from urllib.request import Request, urlopen
from websockets.exceptions import WebSocketException
from websockets.legacy.client import connect
KINDS = ("section", "table", "combination", "guest", "reservation")
class Client:
    def __init__(self, url, email, password):
        self.url, self.login, self.session, self.auth = url, {"email": email, "password": password}, None, {}
        self.version, self.cursor, self.partial = -1, "", None
        self.rows = {kind: {} for kind in (*KINDS, "restaurant")}
    def http(self, path, body=None):
        headers, data = {"content-type": "application/json", **self.auth}, body and json.dumps(body).encode()
        return json.load(urlopen(Request(f"{self.url}/api/v1/{path}", data, headers), timeout=10))
    def renew(self):  # A refresh token works once. Where that fails, the next attempt signs in with the password.
        body = {"refresh_token": self.session["refresh_token"]} if self.session else self.login
        way, self.session, self.auth = "refresh" if self.session else "login", None, {}
        self.session = self.http("auth/" + way, body)
        self.auth = {"authorization": "Bearer " + self.session["access_token"]}
    def replace(self, full):
        self.version, self.cursor, self.waiting, self.partial = full["version"], full["cursor"], False, None
        self.rows = {kind: {row["id"]: row for row in full[kind + "s"]} for kind in KINDS}
        self.rows["restaurant"] = {str(full["restaurant_id"]): full["restaurant"]}
    def take(self, message):  # Returns what to answer, if anything.
        kind, version = message["type"], message.get("version", -1)
        if self.partial and (kind != "full_sync_part" or message["offset"] != len(self.partial["reservations"])):
            self.partial = None  # A part was lost.
            return {"type": "full_sync_request"}
        if kind == "full_sync" or kind == "full_sync_part" and self.partial:
            rows = self.partial["reservations"] if self.partial else []
            self.partial = {**message, **(self.partial or {}), "reservations": rows + message["reservations"]}
            if not message.get("has_more"):
                self.replace(self.partial)
        elif kind in ("connection_confirmation", "resync_required", "resumed"):
            self.waiting = kind != "resumed" or message["from_version"] != self.version
        elif not self.waiting and version > self.version:  # A frame, or the ping after one that was lost.
            self.waiting = message.get("prev_version") != self.version
            if self.waiting:  # Asks once: until the answer, frames are ignored.
                return {"type": "resume", "cursor": self.cursor}
            for change in message["changes"]:
                rows = self.rows.get(change["entity_type"], {})
                rows.pop(change["entity_id"], None)
                rows.update({change["entity_id"]: change["data"]} if "data" in change else {})
            self.version, self.cursor = version, message["cursor"]
            return {"type": "ack", "version": version}
        elif kind == "token_expiring":
            self.renew()
            return {"type": "auth_refresh", "token": self.session["access_token"]}
        return {"type": "pong"} if kind == "ping" else None
    async def stay(self, attempt=0):
        began, pause = time.monotonic(), random.uniform(0.5, min(30, 2 ** attempt))
        try:
            await asyncio.to_thread(self.renew)
            url = self.url.replace("http", "ws", 1) + f"/ws/restaurant/sync?cursor={quote(self.cursor)}"
            async with connect(url, extra_headers=self.auth, max_size=512 * 1024) as socket:
                print("connected", file=sys.stderr)
                async for text in socket:
                    message = json.loads(text)
                    pause = message.get("reconnect_after_ms", pause * 1000) / 1000  # Of `server_draining`.
                    if answer := self.take(message):
                        await socket.send(json.dumps(answer))
        except (OSError, EOFError, asyncio.TimeoutError, WebSocketException) as error:
            print("disconnected:", repr(error), file=sys.stderr)
            if getattr(error, "code", None) == 4410:
                self.replace(await asyncio.to_thread(self.http, "sync/full"))
        await asyncio.sleep(pause)
        return 0 if time.monotonic() - began > 10 else attempt + 1
    def print(self):
        floor = {kind + "s": [row for _, row in sorted(self.rows[kind].items())] for kind in KINDS}
        restaurant = next(iter(self.rows["restaurant"].values()), None)
        floor |= {"version": self.version if restaurant else None, "restaurant": restaurant}
        print(json.dumps(floor, sort_keys=True, separators=(",", ":"), ensure_ascii=False), flush=True)
async def main(client, attempt=0):
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, client.print)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: sys.exit(client.print()))
    while True:
        attempt = await client.stay(attempt)
asyncio.run(main(Client(*sys.argv[1:])))
