# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""A classic client on python3-socketio, as its manual shows one. Usage: pyclient.py URL TRANSPORT…

Does what remote.js says on stdin; tells on stdout, one JSON object a line, what happens: {"event", "value"}.
Ends when stdin does.
"""
import json
import sys
import threading

import socketio

WAIT_S = 10
url, *transports = sys.argv[1:]
told = threading.Lock()


def tell(event, value=None):
    with told:  # handlers run in threads of their own
        print(json.dumps({"event": event, "value": value}), flush=True)


client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.5, randomization_factor=0)


@client.event
def connect():
    tell("connect", client.transport())


@client.event
def connect_error(why):
    tell("connect_error", str(why))


@client.event
def disconnect():
    tell("disconnect")


@client.event
def message(received):
    tell("message", received)


# Without recovery=0 each event would end in an offset, which this client does not know: a second argument for its handlers.
client.connect(f"{url}/?recovery=0", transports=transports, wait_timeout=WAIT_S)
for line in sys.stdin:
    command, _, text = line.rstrip("\n").partition(" ")
    if command == "join":
        tell("joined", client.call("join", text, timeout=WAIT_S))
    elif command == "say":
        tell("acked", client.call("sendMessage", text, timeout=WAIT_S))
    elif command == "transport":
        tell("transport", client.transport())
client.disconnect()
