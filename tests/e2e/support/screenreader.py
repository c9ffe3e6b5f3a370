# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT

"""What a screen reader has of the programs on its desktop, for a test that asks line by line.

A line on stdin is a JSON object, each has one on stdout, {"answer": …} or {"error": …}:
{"do": "tree", "pid": N}                every object: role, name, description, states, text, actions, path of child numbers
{"do": "act", "pid": N, "path": [...]}  its first action
{"do": "heard"}                         what was announced since the last time
"""

import json
import sys
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

MOST_CHILDREN = 300  # of one object
MOST_CHARS = 500  # of one text
SPOKEN = ("notification", "menu item", "check menu item", "radio menu item")
heard = []


def application(pid):
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(at)
        if child and child.get_process_id() == pid:
            return child
    return None


def text_of(node):
    if "Text" not in node.get_interfaces():
        return ""
    return Atspi.Text.get_text(node, 0, min(Atspi.Text.get_character_count(node), MOST_CHARS))


def actions_of(node):
    if "Action" not in node.get_interfaces():
        return []
    return [Atspi.Action.get_action_name(node, at) for at in range(Atspi.Action.get_n_actions(node))]


def described(node, path):
    return {
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "description": node.get_description() or "",
        "states": [state.value_nick for state in node.get_state_set().get_states()],
        "text": text_of(node),
        "actions": actions_of(node),
        "path": path,
    }


def walk(node, path, found):
    try:
        found.append(described(node, path))
        for at in range(min(node.get_child_count(), MOST_CHILDREN)):
            child = node.get_child_at_index(at)
            if child:
                walk(child, path + [at], found)
    except GLib.Error:
        pass  # it went away meanwhile
    return found


def answer(asked):
    if asked["do"] == "heard":
        said = heard[:]
        heard.clear()
        return said
    root = application(asked["pid"])
    if root is None:
        return None
    root.set_cache_mask(Atspi.Cache.DEFAULT ^ Atspi.Cache.NAME)  # Qt does not tell when a label or a title is another one
    root.clear_cache()
    if asked["do"] == "tree":
        return walk(root, [], [])
    node = root
    for at in asked["path"]:
        node = node.get_child_at_index(at)
    return Atspi.Action.do_action(node, 0)


# What Orca reads out: announcements, notifications that come into view, the items of a menu (which is in no tree) as one moves.
def listen(event):
    try:
        if event.type.startswith("object:announcement"):
            heard.append({"name": str(event.any_data)})
        elif event.detail1 and event.source.get_role_name() in SPOKEN:
            event.source.clear_cache()
            heard.append({"name": event.source.get_name()})
    except GLib.Error:
        pass


def serve(line):
    try:
        print(json.dumps({"answer": answer(json.loads(line))}), flush=True)
    except Exception as error:  # the test shall see it
        print(json.dumps({"error": repr(error)}), flush=True)


def read():
    for line in sys.stdin:
        GLib.idle_add(serve, line)
    GLib.idle_add(Atspi.event_quit)


Atspi.init()
listener = Atspi.EventListener.new(listen)
for kind in ("object:announcement", "object:state-changed:showing", "object:state-changed:focused"):
    listener.register(kind)
threading.Thread(target=read, daemon=True).start()
Atspi.event_main()
