"""Stands between the collector and the helpdesk, and loses every n-th answer after the helpdesk has done its work."""

import random
import socket
import threading
from contextlib import suppress

CHUNK = 65_536
WAIT_S = 20.0


class Relay:
    """A TCP relay in daemon threads. `lost` counts the answers that never came back."""

    def __init__(self, to_port: int, share_lost: float, seed: int) -> None:
        self._to_port = to_port
        self._share = share_lost
        self._chance = random.Random(seed)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.lost = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._share = 0.0
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def spare(self) -> None:
        """Lose nothing from now on."""
        self._share = 0.0

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self._to_port), timeout=WAIT_S) as desk:
            client.settimeout(WAIT_S)
            loses = self._chance.random() < self._share
            up = threading.Thread(target=self._pump, args=(client, desk), daemon=True)
            up.start()
            while data := desk.recv(CHUNK):
                if loses:  # the whole work is done once the first byte of the answer is there
                    self.lost += 1
                    break
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)  # closing alone would wait for the other thread's recv

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                target.sendall(data)
