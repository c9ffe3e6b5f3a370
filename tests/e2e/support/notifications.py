#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# A scripted org.freedesktop.Notifications with inline replies, on libdbus. What it is told goes to stdout as lines of JSON; commands
# come on stdin: "reply ID TEXT", "click ID [TOKEN]", "close ID".
import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"


def say(**what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


class Notifications(dbus.service.Object):
    last = 40

    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["body", "body-markup", "actions", "inline-reply"]

    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return ("test", "maru", "1", "1.2")

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        if not replaces:
            Notifications.last += 1
        number = int(replaces) or Notifications.last
        picture = hints.get("image-data")
        say(shown=number, replaces=int(replaces), app=app, title=title, body=body, actions=list(actions),
            picture=[int(picture[0]), int(picture[1])] if picture else None, entry=hints.get("desktop-entry"))
        return dbus.UInt32(number)

    @dbus.service.method(NAME, in_signature="u", out_signature="")
    def CloseNotification(self, number):
        say(closed=int(number))

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NAME, signature="us")
    def ActivationToken(self, number, token):
        pass

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, number, action):
        pass

    @dbus.service.signal(NAME, signature="us")
    def NotificationReplied(self, number, text):
        pass


def command(service, loop):
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    what, number, *text = line.rstrip("\n").split(" ", 2)
    number = dbus.UInt32(int(number))
    if what == "reply":
        service.NotificationReplied(number, text[0])
    elif what == "click":
        if text:
            service.ActivationToken(number, text[0])
        service.ActionInvoked(number, "default")
    elif what == "close":
        service.NotificationClosed(number, dbus.UInt32(2))
    return True


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    name = dbus.service.BusName(NAME, bus)
    service = Notifications(bus, "/org/freedesktop/Notifications")
    loop = GLib.MainLoop()
    GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, lambda *_: command(service, loop))
    say(ready=name.get_name())
    loop.run()


main()
