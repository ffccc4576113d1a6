"""Mail servers that misbehave on purpose, on loopback sockets. No tests in here."""

import socket
import threading
from contextlib import contextmanager

from tests.support.ports import free_port


@contextmanager
def scripted(talk):
    """A server whose every connection is handed to `talk(connection, file)`; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stopping = threading.Event()
    talks = []

    def serve():
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            thread = threading.Thread(target=one, args=(connection,), daemon=True)
            thread.start()
            talks.append((thread, connection))

    def one(connection):
        with connection:
            connection.settimeout(10)
            try:
                talk(connection, connection.makefile("rb"), stopping)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        for _, connection in talks:
            with_closing(connection)
        thread.join(5)
        for one_thread, _ in talks:
            one_thread.join(5)
        listener.close()


def with_closing(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def mute(connection, lines, stopping):
    """Accepts the connection and never says a word."""
    stopping.wait(10)


def dripping(connection, lines, stopping):
    """Sends a greeting that never ends, a byte at a time."""
    while not stopping.wait(0.05):
        connection.sendall(b"2")


def busy(connection, lines, stopping):
    """Greets with 421 and hangs up."""
    connection.sendall(b"421 too busy\r\n")


def closed(connection, lines, stopping):
    """Hangs up at once."""


def after_data(answer):
    """A server that behaves until the message is there; then `answer(connection, stopping)`."""

    def talk(connection, lines, stopping):
        connection.sendall(b"220 here\r\n")
        for line in lines:
            word = line[:4].upper()
            if word == b"DATA":
                connection.sendall(b"354 go on\r\n")
                while lines.readline().rstrip(b"\r\n") != b".":
                    pass
                answer(connection, stopping)
                return
            connection.sendall(b"250 fine\r\n")

    return talk


def nobody():
    """A port on which nobody listens."""
    return free_port()
