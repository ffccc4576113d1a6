"""The application behind a real socket, for browsers and other clients. Not here: what they ask it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress.server import create_server

from tests.support.ports import free_port, wait_for


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serves `app` on a free loopback port in a thread; yields its address without a slash at the end."""
    port = free_port()
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=server.run, name="live-server", daemon=True)
    thread.start()
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(10)
