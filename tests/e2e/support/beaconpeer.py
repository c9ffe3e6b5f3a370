# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""A neighbour who writes and reads the datagrams of discovery by hand. One JSON object a line.

  ask HOST COUNT          asks COUNT times at once; what comes back within a second
  listen SECONDS          everything that is said to all
  listen-while NAMESPACE  how much of one multicast and one broadcast from there arrives
  spoof HOST ADDRESS      asks in the name of ADDRESS; how many answers to it come by
  hostile HOST            packets of all wrong kinds, to HOST and to everybody; how many
  forge NAME HEX PORT     an announcement, to everybody
  flood COUNT             COUNT announcements of servers that are not there
  storm HOST SECONDS      questions and rubbish to HOST, as fast as it goes; how many
  hold                    takes the port for itself until it is ended
"""
import json
import os
import random
import socket
import struct
import subprocess
import sys
import time

PORT = 26500
GROUP = "239.255.77.65"
QUERY = b"MARU\x01\x01".ljust(128, b"\0")
IP_TTL, IP_PKTINFO, IP_RECVTTL = 2, 8, 12


def tell(**what):
    print(json.dumps(what), flush=True)


def own_address():
    out = subprocess.run(["ip", "-4", "-o", "address", "show", "lan0"], capture_output=True, text=True, check=True).stdout
    return out.split()[3].split("/")[0]


def announcement(name, fingerprint, port, flags=1, size=None):
    head = b"MARU\x01\x02" + bytes([flags, len(name) if size is None else size]) + struct.pack(">H", port)
    return (head + fingerprint + name).ljust(128, b"\0")


def speaker():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own_address()))
    s.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
    return s


def to_all(s, packet):
    s.sendto(packet, (GROUP, PORT))
    s.sendto(packet, (own_address().rsplit(".", 1)[0] + ".255", PORT))


def listener():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
    s.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    s.bind(("", PORT))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(own_address()))
    return s


def incoming(s, seconds):
    end = time.monotonic() + seconds
    while True:
        s.settimeout(max(0.001, end - time.monotonic()))
        try:
            data, extra, _, sender = s.recvmsg(2048, 512)
        except (socket.timeout, TimeoutError):
            return
        values = {kind: value for _, kind, value in extra}
        yield data, sender, values


def ttl_of(values):
    return struct.unpack("i", values[IP_TTL])[0]


def ask(host, count):
    s = speaker()
    for _ in range(int(count)):
        s.sendto(QUERY, (host, PORT))
    for data, sender, values in incoming(s, 1):
        tell(bytes=len(data), **{"from": sender[0]}, ttl=ttl_of(values))


def listen(seconds):
    s = listener()
    start = time.monotonic()
    for _, sender, values in incoming(s, float(seconds)):
        target = socket.inet_ntoa(values[IP_PKTINFO][8:12])
        kind = "multicast" if target == GROUP else "broadcast"
        tell(kind=kind, **{"from": sender[0]}, ttl=ttl_of(values), at=round(time.monotonic() - start, 2))


def listen_while(namespace):
    s = listener()
    code = "import sys; sys.path.insert(0, sys.argv[1]); import beaconpeer as b; b.to_all(b.speaker(), b'one of each')"
    subprocess.run(["ip", "netns", "exec", namespace, "/usr/bin/python3", "-B", "-c", code, os.path.dirname(__file__)], check=True)
    kinds = {"multicast": 0, "broadcast": 0}
    for _, _, values in incoming(s, 0.5):
        kinds["multicast" if socket.inet_ntoa(values[IP_PKTINFO][8:12]) == GROUP else "broadcast"] += 1
    for kind, count in kinds.items():
        tell(kind=kind, count=count)


# The server's answer to a stranger would leave it for its router: that is us.
def spoof(host, address):
    subprocess.run(["ip", "netns", "exec", namespace_of(host), "ip", "route", "replace", "default", "via", own_address()], check=True)
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    udp = struct.pack(">HHHH", 40000, PORT, 8 + len(QUERY), 0) + QUERY
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, socket.inet_aton(address), socket.inet_aton(host))
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(0x0800))
    for _ in range(5):
        raw.sendto(head + udp, (host, 0))
        time.sleep(0.15)
    end = time.monotonic() + 0.5
    heard = 0
    sniffer.settimeout(0.1)
    while time.monotonic() < end:
        try:
            packet, info = sniffer.recvfrom(2048)
        except (socket.timeout, TimeoutError):
            continue
        heard += info[2] != socket.PACKET_OUTGOING and packet[16:20] == socket.inet_aton(address)
    subprocess.run(["ip", "netns", "exec", namespace_of(host), "ip", "route", "delete", "default"], check=True)
    tell(heard=heard)


def namespace_of(host):
    for line in subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout.splitlines():
        name = line.split()[0]
        shown = subprocess.run(["ip", "-n", name, "-4", "-o", "address"], capture_output=True, text=True, check=False).stdout
        if f" {host}/" in shown:
            return name
    raise SystemExit(f"no namespace has {host}")


def hostile(host):
    print_ = bytes(range(1, 33))
    good = announcement("좋은 서버".encode(), print_, 5000)
    packets = [
        b"", b"M", b"MARU", QUERY[:127], QUERY + b"\0", b"MARU" * 300, bytes(128), b"\xff" * 128,
        QUERY[:4] + b"\x02" + QUERY[5:], QUERY[:5] + b"\x07" + QUERY[6:], QUERY[:127] + b"x",
        good[:6] + b"\xff" + good[7:], good[:8] + b"\0\0" + good[10:], good[:10] + bytes(32) + good[42:],
        announcement(b"", print_, 5000), announcement(b"n" * 86, print_, 5000), announcement(b"abc", print_, 5000, size=255),
        announcement(b"a\nb", print_, 5000), announcement(b"\x1b[2J", print_, 5000), announcement("\u202eevil".encode(), print_, 5000),
        announcement(b"\xed\xa0\x80", print_, 5000), announcement(b"a\0b", print_, 5000), announcement(b"a", print_, 5000, flags=0),
        good[:127] + b"\x01", b"GET / HTTP/1.1\r\n\r\n".ljust(128), bytes(60000),
    ]
    random.seed(1)
    packets += [random.randbytes(128) for _ in range(20)]
    s = speaker()
    for packet in packets:
        s.sendto(packet, (host, PORT))
        if len(packet) < 1400:
            s.sendto(packet, (GROUP, PORT))
    tell(sent=sum(len(packet) < 1400 for packet in packets))


def forge(name, fingerprint, port):
    to_all(speaker(), announcement(name.encode(), bytes.fromhex(fingerprint), int(port)))


def flood(count):
    s = speaker()
    for i in range(int(count)):
        s.sendto(announcement(b"flood", struct.pack(">I", i + 1).ljust(32, b"f"), 5000), (GROUP, PORT))
        if i % 50 == 0:
            time.sleep(0.01)


def storm(host, seconds):
    s = speaker()
    count = 0
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        for packet in (QUERY, bytes(128)):
            for _ in range(50):
                s.sendto(packet, (host, PORT))
        count += 100
    tell(sent=count)


def hold():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", PORT))
    tell(held=True)
    sys.stdin.read()


if __name__ == "__main__":
    words = {"listen-while": listen_while}
    command = sys.argv[1]
    (words.get(command) or globals()[command])(*sys.argv[2:])
