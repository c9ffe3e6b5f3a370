#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# A mouse of a Wayland compositor that has none, and what launchers do there: `waylandclient.py WIDTH HEIGHT` for an output of that
# size, then lines of `left X Y`, `right X Y` or `move X Y`, each answered by `done`, or `token`, answered by an activation token.
# Speaks wlr-virtual-pointer-unstable-v1 and xdg-activation-v1 by itself.
import os
import socket
import struct
import sys
import time

BUTTONS = {"left": 0x110, "right": 0x111}
DISPLAY = 1


class Compositor:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.path.join(os.environ["XDG_RUNTIME_DIR"], os.environ["WAYLAND_DISPLAY"]))
        self.objects = DISPLAY
        self.globals = {}
        self.registry = self.new_object()
        self.send(DISPLAY, 1, struct.pack("=I", self.registry))
        self.round_trip()
        manager = self.bind("zwlr_virtual_pointer_manager_v1")
        self.pointer = self.new_object()
        self.send(manager, 0, struct.pack("=II", 0, self.pointer))  # of the first seat
        self.activation = self.bind("xdg_activation_v1")
        self.round_trip()

    def new_object(self):
        self.objects += 1  # numbers are taken in turn
        return self.objects

    def bind(self, interface):
        made = self.new_object()
        raw = interface.encode() + b"\0"
        text = struct.pack("=I", len(raw)) + raw + b"\0" * (-len(raw) % 4)
        self.send(self.registry, 0, struct.pack("=I", self.globals[interface]) + text + struct.pack("=II", 1, made))
        return made

    def send(self, target, opcode, arguments=b""):
        self.socket.sendall(struct.pack("=II", target, (8 + len(arguments)) << 16 | opcode) + arguments)

    def receive(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                sys.exit("the compositor has gone")
            data += more
        return data

    # Until the first event of an object; its arguments.
    def event_of(self, wanted):
        while True:
            source, head = struct.unpack("=II", self.receive(8))
            body = self.receive((head >> 16) - 8)
            opcode = head & 0xFFFF
            if source == wanted:
                return body
            if source == DISPLAY and opcode == 0:
                sys.exit(f"the compositor says: {body!r}")
            if source == self.registry and opcode == 0:
                name, length = struct.unpack_from("=II", body)
                self.globals[body[8 : 8 + length - 1].decode()] = name

    def round_trip(self):
        callback = self.new_object()
        self.send(DISPLAY, 0, struct.pack("=I", callback))
        self.event_of(callback)

    def point(self, x, y, size):
        self.send(self.pointer, 1, struct.pack("=IIIII", self.now(), x, y, *size))
        self.frame()

    def press(self, button):
        for state in (1, 0):
            self.send(self.pointer, 2, struct.pack("=III", self.now(), button, state))
            self.frame()

    def frame(self):
        self.send(self.pointer, 4)
        self.round_trip()

    def token(self):
        made = self.new_object()
        self.send(self.activation, 1, struct.pack("=I", made))
        self.send(made, 3)
        body = self.event_of(made)
        return body[4 : 4 + struct.unpack_from("=I", body)[0] - 1].decode()

    @staticmethod
    def now():
        return int(time.monotonic() * 1000) & 0xFFFFFFFF


def main():
    size = (int(sys.argv[1]), int(sys.argv[2]))
    compositor = Compositor()
    print("ready", flush=True)
    for line in sys.stdin:
        what, *place = line.split()
        if what == "token":
            print(compositor.token(), flush=True)
            continue
        compositor.point(int(place[0]), int(place[1]), size)
        if what in BUTTONS:
            compositor.press(BUTTONS[what])
        print("done", flush=True)


main()
