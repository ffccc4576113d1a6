"""A mail server that fails by seed, in a process of its own. Its log, written before it answers, is true."""

import asyncio
import os
import random
import signal
from contextlib import contextmanager
from email.parser import BytesParser
from multiprocessing import get_context

FAULTS = ("reset", "busy", "later", "full", "cut", "slow", "mute", "greylist")
AMBIGUOUS = ("cut", "mute")


class Faulty:
    """One server; `rate` (shared) is the share of dialogues that meet a fault."""

    def __init__(self, log, seed, rate):
        self.log, self.rate = log, rate
        self.random = random.Random(seed)

    async def talk(self, reader, writer):
        try:
            fault = self.random.choice(FAULTS) if self.random.random() < self.rate.value else ""
            await self.dialogue(reader, writer, fault)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def dialogue(self, reader, writer, fault):  # noqa: C901  # a protocol is a list of cases
        def say(text):
            writer.write(text.encode() + b"\r\n")

        if fault == "busy":
            say("421 too busy")
            return
        say("220 here")
        to = ""
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0].decode()
                say({"greylist": "450 greylisted", "later": "451 later"}.get(fault, "250 fine"))
            elif word == b"DATA":
                say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                if fault == "reset":
                    writer.transport.abort()
                    return
                if fault == "full":
                    say("452 no room")
                    continue
                self.note(to, body, fault)
                if fault == "cut":
                    writer.transport.abort()
                    return
                if fault in ("slow", "mute"):
                    await asyncio.sleep(0.1 if fault == "slow" else 1.5)
                say("250 taken")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")

    def note(self, to, body, fault):
        name = BytesParser().parsebytes(body, headersonly=True)["Message-ID"]
        line = f"{to}\t{name}\t{'ambiguous' if fault in AMBIGUOUS else 'plain'}\n"
        os.write(self.log, line.encode())
        os.fsync(self.log)


def serve(path, port, seed, rate):
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def run():
        faulty = Faulty(log, seed, rate)
        server = await asyncio.start_server(faulty.talk, "127.0.0.1", port)
        await server.serve_forever()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    asyncio.run(run())


@contextmanager
def faulty_server(path, port, seed, rate):
    """Runs the server; yields the shared share of faults, to be changed at will."""
    context = get_context("fork")
    shared = context.Value("d", rate)
    process = context.Process(target=serve, args=(str(path), port, seed, shared), daemon=True)
    process.start()
    try:
        yield shared
    finally:
        process.terminate()
        process.join(5)


def accepted(path):
    """What the server took: (address, Message-ID, whether the sender could know) for each copy."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [tuple(line.split("\t")) for line in lines]
