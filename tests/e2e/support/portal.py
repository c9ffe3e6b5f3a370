#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
#
# A scripted org.freedesktop.portal.Settings on libdbus: portal.py COLOR-SCHEME. What it is asked goes to stdout as lines of JSON; commands
# come on stdin: "color-scheme NUMBER", "contrast NUMBER".
import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.portal.Settings"
GROUP = "org.freedesktop.appearance"


def say(**what):
    print(json.dumps(what), flush=True)


class Portal(dbus.service.Object):
    values = {"color-scheme": dbus.UInt32(0), "contrast": dbus.UInt32(0)}

    @dbus.service.method(NAME, in_signature="as", out_signature="a{sa{sv}}")
    def ReadAll(self, groups):
        say(asked=[str(group) for group in groups])
        return {GROUP: dbus.Dictionary(self.values, signature="sv")}

    @dbus.service.signal(NAME, signature="ssv")
    def SettingChanged(self, group, key, value):
        pass


def command(portal, loop):
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    key, number = line.split()
    Portal.values[key] = dbus.UInt32(int(number))
    portal.SettingChanged(GROUP, key, Portal.values[key])
    return True


def main():
    Portal.values["color-scheme"] = dbus.UInt32(int(sys.argv[1]))
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    portal = Portal(bus, "/org/freedesktop/portal/desktop")
    name = dbus.service.BusName("org.freedesktop.portal.Desktop", bus)
    loop = GLib.MainLoop()
    GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, lambda *_: command(portal, loop))
    say(ready=name.get_name())
    loop.run()


main()
