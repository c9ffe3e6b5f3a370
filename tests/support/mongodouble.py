#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""Stands in for a MongoDB server in tests: the wire protocol of mockupdb, the filters of mongomock.

Listens on loopback and prints its port. What a test wants of it comes as lines of extended JSON on stdin, each answered by a line on
stdout; it ends with stdin. There are no transactions, no replica sets and no right passwords.

  {"do": "empty"}                                     no data, no faults
  {"do": "insert", "collection": …, "documents": […]} as another program would
  {"do": "index", "collection": …, "name": …, "fields": […]}  a unique one, as another program would
  {"do": "find", "collection": …, "filter": {…}}      all fields
  {"do": "set", "wire": 13, "primary": true}          what it says of itself
  {"do": "fault", "command": …, "collection": …, "skip": 0, "times": 1, "how": …, "code": …, "says": …}
       how: "before" and "after" hang up around doing it, "silence" does it and says nothing, "malformed" does it and answers with
       bytes that are none, "concern" does it and says that no majority has it, "late" does it and answers after 6 s, "error" answers
       with the code and the text and does nothing, "meanwhile" does it, and then another program inserts "document" into "into"
  {"do": "down"} / {"do": "up"}                       nothing listens, connections are cut; what was stored stays
  {"do": "faults"} / {"do": "heal"}                   how many are left; none any more
  {"do": "forget"}                                    who has the store
  {"do": "kill"}                                      who has the store is a process that is not there
  {"do": "ahead"}                                     who has the store lives on another machine, and wrote by a clock an hour ahead
  {"do": "collections"}                               their names
  {"do": "count"}                                     how many questions came since the last time, without those that only show life,
                                                      and most: the documents that one update found
  {"do": "indexes", "collection": …}                  their names
"""
import collections
import datetime
import itertools
import struct
import sys
import threading
import time
import traceback
import warnings

warnings.simplefilter("ignore")
import mongomock.filtering  # noqa: E402
from bson import BSON, Int64, json_util  # noqa: E402
from mockupdb import MockupDB  # noqa: E402

DUPLICATE, NOT_FOUND, NO_CONCERN, NO_MAJORITY = 11000, 59, 79, 64
WRITES = ("insert", "update", "delete", "createIndexes", "dropIndexes", "drop")
LATE_S = 6  # more than the server waits for an answer


def scalar(value):
    return not isinstance(value, (dict, list))


def key_of(value):
    return (type(value).__name__ if not isinstance(value, int) else "int", value if scalar(value) else repr(value))


def values_at(document, path):
    """The values at a dotted path; those of every element of a list."""
    here = [document]
    for name in path.split("."):
        there = []
        for one in here:
            for candidate in one if isinstance(one, list) else [one]:
                if isinstance(candidate, dict) and name in candidate:
                    there.append(candidate[name])
        here = there
    return here


def order_key(document, fields):
    return [(1, key_of(found[0])) if (found := values_at(document, name)) and found[0] is not None else (0, ("", 0)) for name in fields]


class Collection:
    def __init__(self):
        self.documents = {}  # by the key of their _id
        self.names = set()  # of all indexes
        self.indexes = {}  # name → fields; unique ones only
        self.places = {}  # name → values → key of the document

    def place(self, fields, document):
        found = [values_at(document, name) for name in fields]
        if not any(found):
            return None  # all of our indexes are sparse
        return tuple(key_of(one[0]) if one else None for one in found)

    def make_index(self, name, fields):
        if name in self.indexes:
            return
        places = {}
        for key, document in self.documents.items():
            place = self.place(fields, document)
            if place is not None and places.setdefault(place, key) != key:
                raise ValueError(name)
        self.indexes[name], self.places[name] = fields, places

    def clash(self, key, document):
        for name, fields in self.indexes.items():
            place = self.place(fields, document)
            if place is not None and self.places[name].get(place, key) != key:
                return name
        return None

    def forget(self, key):
        document = self.documents.pop(key)
        for name, fields in self.indexes.items():
            place = self.place(fields, document)
            if self.places[name].get(place) == key:
                del self.places[name][place]

    def store(self, document, is_new):
        """What is in the way: the name of an index."""
        key = key_of(document["_id"])
        if is_new and key in self.documents:
            return "_id_"
        clash = self.clash(key, document)
        if clash:
            return clash
        if key in self.documents:
            before = self.documents[key]
            for name, fields in self.indexes.items():
                place = self.place(fields, before)
                if self.places[name].get(place) == key:
                    del self.places[name][place]
        self.documents[key] = document
        for name, fields in self.indexes.items():
            place = self.place(fields, document)
            if place is not None:
                self.places[name][place] = key
        return None

    def candidates(self, wanted):
        """Documents that may match, without a look at all of them where the filter names some."""
        for field, condition in wanted.items():
            if field == "$or":
                parts = [self.candidates(one) for one in condition]
                if all(part is not None for part in parts):
                    keys = dict.fromkeys(itertools.chain(*parts))
                    return list(keys)
                continue
            values = None
            if field[0] != "$" and scalar(condition):
                values = [condition]
            elif isinstance(condition, dict) and "$in" in condition:
                values = condition["$in"]
            if values is None:
                continue
            if field == "_id":
                return [key for key in map(key_of, values) if key in self.documents]
            for name, fields in self.indexes.items():
                if fields == [field] and None not in values:
                    found = (self.places[name].get((key_of(value),)) for value in values)
                    return [key for key in found if key is not None]
        return None

    def find(self, wanted):
        keys = self.candidates(wanted)
        keys = list(self.documents) if keys is None else keys
        documents = (self.documents[key] for key in keys)
        return [document for document in documents if matches(wanted, document)]


TYPES = {str: "string", type(None): "null"}


def matches(wanted, document):
    for field, condition in wanted.items():
        if field == "$or":
            if not any(matches(one, document) for one in condition):
                return False
            continue
        # mongomock knows types by number only.
        if isinstance(condition, dict) and "$type" in condition.get("$not", {}):
            types = condition["$not"]["$type"]
            if any(TYPES.get(type(value)) in types for value in values_at(document, field)):
                return False
            condition = {name: value for name, value in condition.items() if name != "$not"}
        if condition != {} and not mongomock.filtering.filter_applies({field: condition}, document):
            return False
    return True


def is_safe(concern):
    """Whether what is written so is on the disks of a majority when it is answered, and is answered at all."""
    return concern.get("w") == "majority" and concern.get("j") is True and concern.get("wtimeout", 0) > 0


def updated(document, change):
    if not any(name.startswith("$") for name in change):
        return dict(change, _id=change.get("_id", document.get("_id")))
    document = json_copy(document)
    for operator, fields in change.items():
        for path, value in fields.items():
            *folders, name = path.split(".")
            where = document
            for folder in folders:
                where = where.setdefault(folder, {})
            if operator == "$unset":
                where.pop(name, None)
            elif operator == "$currentDate":
                where[name] = now()
            elif operator == "$max":
                where[name] = max(where.get(name, value), value)
            elif operator == "$set":
                where[name] = value
            else:
                raise NotImplementedError(operator)
    return document


def json_copy(value):
    if isinstance(value, dict):
        return {name: json_copy(one) for name, one in value.items()}
    return [json_copy(one) for one in value] if isinstance(value, list) else value


def now():
    time = datetime.datetime.utcnow()
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


class Double:
    def __init__(self):
        self.lock = threading.RLock()
        self.wire, self.is_primary = 13, True
        self.port = self.server = None
        self.empty()
        self.up()

    def empty(self):
        self.collections, self.cursors, self.faults = {}, {}, []
        self.cursor_ids = itertools.count(1)
        self.questions = self.most = 0

    def up(self):
        if self.server:
            return
        self.server = MockupDB(port=self.port)
        self.server.autoresponds(self.respond)
        self.port = self.server.run()

    def down(self):
        self.server.stop()
        self.server = None

    def collection(self, name):
        return self.collections.setdefault(name, Collection())

    # ---- requests ----

    def respond(self, request):
        try:
            with self.lock:
                self.answer(request)
        except OSError:
            pass  # whoever asked has gone
        except Exception:
            traceback.print_exc()
            request.reply({"ok": 0.0, "errmsg": "the double is at its end", "code": 1, "codeName": "InternalError"})
        return True

    def answer(self, request):
        command = request.doc
        name = next(iter(command))
        shows_life = name.lower() in ("ismaster", "hello") or (name, command[name]) == ("update", "maru_store")
        self.questions += not shows_life
        concern = command.get("writeConcern", {})
        if name in WRITES and concern.get("w") == 0:
            request.hangup()  # nothing may be answered
            return
        if name in WRITES and not is_safe(concern):
            request.reply({"ok": 0.0, "errmsg": f"{name} that may be lost", "code": NO_CONCERN, "codeName": "UnknownReplWriteConcern"})
            return
        fault = self.fault(name, command[name])
        if fault and fault["how"] == "before":
            request.hangup()
            return
        if fault and fault["how"] == "error":
            request.reply({"ok": 0.0, "errmsg": fault.get("says", "injected"), "code": fault["code"], "codeName": "Injected"})
            return
        handle = getattr(self, "do_" + name.lower(), None)
        reply = handle(command) if handle else {"ok": 0.0, "errmsg": f"no such command: '{name}'", "code": NOT_FOUND}
        if fault and fault["how"] == "concern":
            reply["writeConcernError"] = {"code": NO_MAJORITY, "codeName": "WriteConcernFailed", "errmsg": "waiting for replication timed out"}
        if fault and fault["how"] == "meanwhile":
            self.collection(fault["into"]).store(fault["document"], True)
        if fault and fault["how"] == "late":
            time.sleep(LATE_S)
        if not fault or fault["how"] in ("concern", "late", "meanwhile"):
            request.reply(reply)
        elif fault["how"] == "after":
            request.hangup()
        elif fault["how"] == "malformed":
            # An element of a type that there is none of. (One that is longer than its message ends a program with libmongoc 1.23.)
            element = b"\x63ok\x00\xff\xff\xff\xff\x00"
            body = struct.pack("<IBi", 0, 0, 4 + len(element)) + element
            head = struct.pack("<iiii", 16 + len(body), 7, request.request_id, 2013)
            request._client.sendall(head + body)

    def fault(self, name, target):
        for fault in self.faults:
            if fault["command"].lower() != name.lower() or fault.get("collection", target) != target:
                continue
            if fault.get("skip", 0) > 0:
                fault["skip"] -= 1
                return None
            fault["times"] = fault.get("times", 1) - 1
            if fault["times"] == 0:
                self.faults.remove(fault)
            return fault
        return None

    # ---- commands ----

    def do_ismaster(self, command):
        reply = {"helloOk": True, "ismaster": self.is_primary, "maxBsonObjectSize": 16777216, "maxMessageSizeBytes": 48000000,
                 "maxWriteBatchSize": 100000, "localTime": now(), "minWireVersion": 0, "maxWireVersion": self.wire, "ok": 1.0}
        if not self.is_primary:
            reply.update(setName="rs", secondary=True, hosts=[f"127.0.0.1:{self.port}"], me=f"127.0.0.1:{self.port}")
        if "saslSupportedMechs" in command:
            reply["saslSupportedMechs"] = ["SCRAM-SHA-256"]
        return reply

    do_hello = do_ismaster

    def do_saslstart(self, command):
        return {"ok": 0.0, "errmsg": "Authentication failed.", "code": 18, "codeName": "AuthenticationFailed"}

    def do_ping(self, command):
        return {"ok": 1.0}

    do_endsessions = do_ping

    def do_killcursors(self, command):
        for cursor in command.get("cursors", []):
            self.cursors.pop(int(cursor), None)
        return {"ok": 1.0}

    def batch(self, name, documents, size, first=True):
        cursor = 0
        if len(documents) > size:
            cursor = next(self.cursor_ids)
            self.cursors[cursor] = (name, documents[size:])
        return {"cursor": {"firstBatch" if first else "nextBatch": documents[:size], "id": Int64(cursor), "ns": name}, "ok": 1.0}

    def do_listcollections(self, command):
        names = [{"name": name, "type": "collection"} for name in self.collections]
        return self.batch(command["$db"] + ".$cmd.listCollections", names, len(names))

    def do_createindexes(self, command):
        for index in command["indexes"]:
            self.collection(command["createIndexes"]).names.add(index["name"])
            if index.get("unique"):
                try:
                    self.collection(command["createIndexes"]).make_index(index["name"], list(index["key"]))
                except ValueError as name:
                    return {"ok": 0.0, "errmsg": f"E11000 duplicate key error index: {name}", "code": DUPLICATE}
        return {"ok": 1.0}

    def do_dropindexes(self, command):
        names = self.collection(command["dropIndexes"]).names
        if command["index"] not in names:
            return {"ok": 0.0, "errmsg": f"index not found with name [{command['index']}]", "code": 27, "codeName": "IndexNotFound"}
        names.remove(command["index"])
        self.collection(command["dropIndexes"]).indexes.pop(command["index"], None)
        return {"ok": 1.0}

    @staticmethod
    def clash(index, name):
        return {"index": index, "code": DUPLICATE, "errmsg": f"E11000 duplicate key error index: {name}"}

    def do_insert(self, command):
        errors, count = [], 0
        for index, document in enumerate(command["documents"]):
            clash = self.collection(command["insert"]).store(document, True)
            count += not clash
            if clash:
                errors.append(self.clash(index, clash))
                if command.get("ordered", True):
                    break
        return {"n": count, "ok": 1.0, **({"writeErrors": errors} if errors else {})}

    def do_update(self, command):
        collection = self.collection(command["update"])
        errors, upserted, count = [], [], 0
        for index, one in enumerate(command["updates"]):
            found = collection.find(one["q"])
            found = found if one.get("multi") else found[:1]
            self.most = max(self.most, len(found))
            is_new = not found and one.get("upsert")
            clash = None
            for before in found or ([{}] if is_new else []):
                clash = collection.store(updated(before, one["u"]), is_new)
                count += not clash
            if clash:
                errors.append(self.clash(index, clash))
                if command.get("ordered", True):
                    break
            elif is_new:
                upserted.append({"index": index, "_id": one["u"]["_id"]})
        more = {**({"upserted": upserted} if upserted else {}), **({"writeErrors": errors} if errors else {})}
        return {"n": count, "nModified": count - len(upserted), **more, "ok": 1.0}

    def do_delete(self, command):
        collection, count = self.collection(command["delete"]), 0
        for one in command["deletes"]:
            for document in collection.find(one["q"]):
                collection.forget(key_of(document["_id"]))
                count += 1
        return {"n": count, "ok": 1.0}

    def do_drop(self, command):
        if self.collections.pop(command["drop"], None) is None:
            return {"ok": 0.0, "errmsg": "ns not found", "code": 26, "codeName": "NamespaceNotFound"}
        return {"ok": 1.0}

    def do_dbstats(self, command):
        sizes = (len(BSON.encode(one)) for collection in self.collections.values() for one in collection.documents.values())
        return {"dataSize": float(sum(sizes)), "ok": 1.0}

    def do_find(self, command):
        if command["find"] == "chats" and command.get("sort") and not command.get("filter"):
            # Its indexes are sparse, and MongoDB takes none of those for a sort alone: it would read every message.
            return {"ok": 0.0, "errmsg": "operation exceeded time limit", "code": 50, "codeName": "MaxTimeMSExpired"}
        documents = self.collections.get(command["find"], Collection()).find(command.get("filter", {}))
        for field, direction in reversed(list(command.get("sort", {}).items())):
            documents.sort(key=lambda document, field=field: order_key(document, [field]), reverse=direction < 0)
        if command.get("limit"):
            documents = documents[: int(command["limit"])]
        hidden = [name for name, shown in command.get("projection", {}).items() if not shown]
        if hidden:
            documents = [{name: value for name, value in document.items() if name not in hidden} for document in documents]
        return self.batch(f"{command['$db']}.{command['find']}", documents, int(command.get("batchSize", 101)))

    def do_getmore(self, command):
        name, documents = self.cursors.pop(int(command["getMore"]), (None, None))
        if name is None:
            return {"ok": 0.0, "errmsg": "cursor id not found", "code": 43, "codeName": "CursorNotFound"}
        cursor = int(command["getMore"])
        size = int(command.get("batchSize", 0)) or len(documents)
        if len(documents) > size:
            self.cursors[cursor] = (name, documents[size:])
        rest = cursor if len(documents) > size else 0
        return {"cursor": {"nextBatch": documents[:size], "id": Int64(rest), "ns": name}, "ok": 1.0}

    def do_count(self, command):
        return {"n": len(self.collections.get(command["count"], Collection()).find(command.get("query", {}))), "ok": 1.0}

    def do_aggregate(self, command):
        """What is counted by one field."""
        match, group = command["pipeline"]
        field = group["$group"]["_id"][1:]
        if group["$group"]["count"] != {"$sum": 1}:
            raise NotImplementedError(group)
        found = self.collections.get(command["aggregate"], Collection()).find(match["$match"])
        counts = collections.Counter(document[field] for document in found)
        documents = [{"_id": value, "count": Int64(count)} for value, count in counts.items()]
        return self.batch(f"{command['$db']}.{command['aggregate']}", documents, int(command["cursor"]["batchSize"]))

    # ---- what the test wants ----

    def control(self, order):
        what = order["do"]
        if what in ("up", "down"):
            getattr(self, what)()  # without the lock: who waits for it is sent away
            return {}
        with self.lock:
            if what == "empty":
                self.empty()
            elif what == "insert":
                for document in order["documents"]:
                    self.collection(order["collection"]).store(document, True)
            elif what == "index":
                self.collection(order["collection"]).names.add(order["name"])
                self.collection(order["collection"]).make_index(order["name"], order["fields"])
            elif what == "find":
                return {"documents": self.collections.get(order["collection"], Collection()).find(order.get("filter", {}))}
            elif what == "set":
                self.wire = order.get("wire", self.wire)
                self.is_primary = order.get("primary", self.is_primary)
            elif what == "fault":
                self.faults.append(order)
            elif what == "heal":
                self.faults = []
            elif what == "kill":
                for store in self.collection("maru_store").documents.values():
                    store["holder"]["process"] = Int64(2**30)  # more than Linux counts
            elif what == "ahead":
                for store in self.collection("maru_store").documents.values():
                    store["holder"].update(machine="elsewhere", at=now() + datetime.timedelta(hours=1))
            elif what == "forget":
                for store in self.collection("maru_store").documents.values():
                    store.pop("holder", None)
            elif what == "faults":
                return {"left": len(self.faults)}
            elif what == "count":
                count = {"count": self.questions, "most": self.most}
                self.questions = self.most = 0
                return count
            elif what == "indexes":
                return {"names": sorted(self.collection(order["collection"]).names)}
            elif what == "collections":
                return {"names": sorted(self.collections)}
            else:
                raise ValueError(what)
        return {}


def main():
    double = Double()
    print(double.port, flush=True)
    for line in sys.stdin:
        try:
            reply = double.control(json_util.loads(line))
        except Exception as error:
            reply = {"error": repr(error)}
        print(json_util.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
