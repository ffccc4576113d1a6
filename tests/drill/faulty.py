"""A mail server that fails by seed, in a process of its own. Its log, written before it answers, is true.

It speaks TLS and insists on it, as the sender does. What it logs: each letter it took, each refusal for good,
each fault it played, and for which letters the sender has shown that it knows (its next command proves it).
"""

import asyncio
import json
import os
import random
import signal
import ssl
from collections import Counter
from contextlib import contextmanager
from email.parser import BytesParser
from multiprocessing import get_context

AT_THE_DOOR = ("busy", "silent", "no-tls", "wrong-certificate")
"""421, a greeting that never comes, STARTTLS refused, a certificate that nobody vouches for."""
OVER_A_LETTER = ("reset", "greylist", "later", "full", "gone", "cut", "mute", "slow")
"""A cut line before it was taken, 450 twice, 451, 452, 550; taken and then cut, silent, or slow to say so."""
FAULTS = AT_THE_DOOR + OVER_A_LETTER
SLOW = 0.1
LONGEST = 1 << 24


class Faulty:
    """One server; `rate` (shared) is the share of connections and of letters that meet a fault, `played`
    (shared) how often each fault came up: the rarest come next, so that every run meets them all."""

    def __init__(self, log, seed, rate, played, certificates, mute):
        self.log, self.rate, self.played, self.mute = log, rate, played, mute
        self.random = random.Random(seed)
        self.tls = {name: self.context(*pair) for name, pair in certificates.items()}
        self.grey = Counter()

    @staticmethod
    def context(certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def fault(self, kinds):
        """Whether something goes wrong now, and what."""
        if self.random.random() >= self.rate.value:
            return ""
        places = {kind: FAULTS.index(kind) if kind in FAULTS else len(FAULTS) for kind in kinds}
        least = min(self.played[place] for place in places.values())
        found = self.random.choice([kind for kind, place in places.items() if self.played[place] == least])
        self.played[places[found]] += 1
        self.note("fault", fault=found)
        return found

    def note(self, kind, **values):
        os.write(self.log, (json.dumps({"kind": kind} | values) + "\n").encode())
        os.fsync(self.log)

    async def talk(self, reader, writer):
        try:
            await Dialogue(self, reader, writer).run()
        except (OSError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()


class Dialogue:
    """One connection."""

    def __init__(self, server, reader, writer):
        self.server, self.reader, self.writer = server, reader, writer
        self.known = None  # the letter that was taken and answered, until the sender goes on
        self.to = self.fault = ""

    def say(self, text):
        self.writer.write(text.encode() + b"\r\n")

    async def run(self):
        door = self.server.fault(AT_THE_DOOR)
        if door == "busy":
            return self.say("421 too busy")
        if door == "silent":
            await asyncio.sleep(self.server.mute)
            return None
        self.say("220 here")
        while line := await self.reader.readline():
            word = line[:4].upper()
            if self.known is not None:
                self.server.note("known", id=self.known)
                self.known = None
            if word == b"QUIT":
                return self.say("221 bye")
            if word == b"STAR":
                if door == "no-tls":
                    self.say("454 no TLS today")
                    continue
                self.say("220 go on")
                await self.writer.start_tls(self.server.tls["wrong" if door else "right"])
            elif not await self.command(word, line):
                return None
        return None

    async def command(self, word, line):
        """Answers one command; whether the line stays open."""
        if word == b"EHLO":
            self.say("250-here\r\n250 STARTTLS")
        elif word == b"RCPT":
            self.to = line.partition(b"<")[2].partition(b">")[0].decode()
            self.say(self.recipient())
        elif word == b"DATA":
            self.say("354 go on")
            return await self.letter(await self.reader.readuntil(b"\r\n.\r\n"))
        else:
            self.say("250 fine")
        return True

    def recipient(self):
        self.fault = self.server.fault(OVER_A_LETTER)
        grey = self.server.grey
        if self.fault == "greylist":
            grey[self.to] = 2
        if grey[self.to] and self.server.rate.value:
            grey[self.to] -= 1
            return "450 greylisted"
        return {"later": "451 later", "greylist": "450 greylisted"}.get(self.fault, "250 fine")

    async def letter(self, body):
        name = str(BytesParser().parsebytes(body, headersonly=True)["Message-ID"])
        if self.fault in ("full", "gone"):
            if self.fault == "gone":
                self.server.note("refused", to=self.to, id=name)
            self.say("452 no room" if self.fault == "full" else "550 no such mailbox")
            return True
        if self.fault == "reset":
            self.writer.transport.abort()
            return False
        self.server.note("taken", to=self.to, id=name)
        if self.fault == "cut":
            self.writer.transport.abort()
            return False
        if self.fault in ("slow", "mute"):
            await asyncio.sleep(SLOW if self.fault == "slow" else self.server.mute)
        self.say("250 taken")
        self.known = None if self.fault == "mute" else name
        return True


def serve(path, port, *values):
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def run():
        server = await asyncio.start_server(Faulty(log, *values).talk, "127.0.0.1", port, limit=LONGEST)
        await server.serve_forever()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    asyncio.run(run())


class Server:
    """The process; `rate` may be changed at will, `kill` ends it without a word and starts another."""

    def __init__(self, path, port, seed, rate, certificates, mute):
        self.fork = get_context("fork")
        self.rate = self.fork.Value("d", rate, lock=False)  # a killed process would keep the lock
        self.played = self.fork.Array("i", len(FAULTS) + 1, lock=False)  # the last: of no kind
        self.values = path, port, certificates, mute
        self.seed = seed
        self.start()

    def start(self):
        path, port, certificates, mute = self.values
        self.seed += 1
        values = str(path), port, self.seed, self.rate, self.played, certificates, mute
        self.process = self.fork.Process(target=serve, args=values, daemon=True)
        self.process.start()

    def kill(self):
        self.process.kill()
        self.process.join()
        self.start()


@contextmanager
def faulty_server(path, port, seed, rate, certificates, mute=1.0):
    """Runs the server; `mute` is for how many seconds it keeps silent when it does."""
    server = Server(path, port, seed, rate, certificates, mute)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.join(5)


class Log:
    """What the server wrote down."""

    def __init__(self, path):
        lines = path.read_text().splitlines() if path.exists() else []
        entries = [json.loads(line) for line in lines]
        self.taken = [(each["to"], each["id"]) for each in entries if each["kind"] == "taken"]
        self.refused = {each["id"] for each in entries if each["kind"] == "refused"}
        self.faults = Counter(each["fault"] for each in entries if each["kind"] == "fault")
        self.known = sum(each["kind"] == "known" for each in entries)

    @property
    def ambiguous(self):
        """How many letters it took without the sender showing that it knows."""
        return len(self.taken) - self.known
