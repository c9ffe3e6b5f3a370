#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# Says as lines of JSON which windows ask the window manager to be activated, and by the time of which click; and what is told
# of the starts of programs.
import ctypes
import json

CLIENT_MESSAGE = 33
SUBSTRUCTURE_NOTIFY = 1 << 19
PROPERTY_CHANGE = 1 << 22


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
                ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5)]


class Event(ctypes.Union):
    _fields_ = [("message", ClientMessage), ("room", ctypes.c_long * 24)]


def say(**what):
    print(json.dumps(what), flush=True)


def main():
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XSelectInput.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long]
    x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.POINTER(Event)]
    display = x11.XOpenDisplay(None)
    x11.XSelectInput(display, x11.XDefaultRootWindow(display), SUBSTRUCTURE_NOTIFY | PROPERTY_CHANGE)
    wanted = x11.XInternAtom(display, b"_NET_ACTIVE_WINDOW", 0)
    begin = x11.XInternAtom(display, b"_NET_STARTUP_INFO_BEGIN", 0)
    more = x11.XInternAtom(display, b"_NET_STARTUP_INFO", 0)
    startups = {}  # by the window that tells
    x11.XSync(display, 0)
    say(ready=True)
    event = Event()
    while True:
        x11.XNextEvent(display, ctypes.byref(event))
        message = event.message
        if message.type == CLIENT_MESSAGE and message.message_type == wanted:
            say(window=message.window, source=message.data[0], time=message.data[1])
        if message.type == CLIENT_MESSAGE and message.message_type in (begin, more):
            before = b"" if message.message_type == begin else startups.get(message.window, b"")
            text = startups[message.window] = before + ctypes.string_at(ctypes.addressof(message.data), 20)
            if b"\0" in text:
                say(startup=text[: text.index(b"\0")].decode())


main()
