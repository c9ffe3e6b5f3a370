// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What it costs to tell everybody: one message through the hub, the sessions, the transports and
/// the flush at the end of the turn, to clients over TCP on loopback. They read between two
/// messages, which is not counted (docs/performance.md).

#include "server/session/namespacesession.h"
#include "server/session/socketsession.h"
#include "server/transport/bytechannel.h"
#include "server/transport/descriptorlimit.h"
#include "server/transport/flushscheduler.h"
#include "server/transport/websockettransport.h"
#include "tests/server/session/hubworld.h"

#include <QCoreApplication>

#include <array>
#include <benchmark/benchmark.h>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// Connections over loopback, both ends in this process.
class TcpPairs
{
public:
    TcpPairs()
    {
        m_address.sin_family = AF_INET;
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof m_address;
        m_isListening = ::bind(m_listener, generic(), size) == 0 && ::listen(m_listener, 1) == 0
            && ::getsockname(m_listener, generic(), &size) == 0;
    }
    ~TcpPairs()
    {
        ::close(m_listener);
        for (const int peer : m_peers) {
            ::close(peer);
        }
    }
    Q_DISABLE_COPY_MOVE(TcpPairs)

    /// The server's end of one more; -1 if the system gives none.
    int add()
    {
        const int peer = ::socket(AF_INET, SOCK_STREAM, 0);
        if (!m_isListening || peer < 0) {
            return -1;
        }
        m_peers.push_back(peer);
        if (::connect(peer, generic(), sizeof m_address) != 0) {
            return -1;
        }
        return ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK);
    }

    /// All peers read what has come; how many had something.
    int readAll()
    {
        static std::array<char, 65'536> buffer;
        int count = 0;
        for (const int peer : m_peers) {
            count += ::recv(peer, buffer.data(), buffer.size(), MSG_DONTWAIT) > 0 ? 1 : 0;
        }
        return count;
    }

private:
    [[nodiscard]] sockaddr *generic() { return reinterpret_cast<sockaddr *>(&m_address); }

    int m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in m_address{};
    bool m_isListening = false;
    std::vector<int> m_peers;
};

/// A room and people who see it, each over a websocket whose handshake is done.
class CrowdedRoom
{
public:
    explicit CrowdedRoom(int people)
        : m_room(m_world.makeRoom(u"crowded"_s).room)
    {
        for (int i = 0; i < people && m_isWhole; ++i) {
            addPerson(i);
        }
        QCoreApplication::sendPostedEvents();
        m_pairs.readAll(); // the open packets
    }
    ~CrowdedRoom()
    {
        for (const auto &session : m_sessions) {
            m_world.hub().unbind(session.get());
        }
        m_sessions.clear();
        m_sockets.clear();
    }
    Q_DISABLE_COPY_MOVE(CrowdedRoom)

    [[nodiscard]] bool isWhole() const { return m_isWhole; }

    /// So many messages, in one turn.
    void tellAll(int messages)
    {
        for (int i = 0; i < messages; ++i) {
            tell();
        }
        QCoreApplication::sendPostedEvents(); // the end of the turn
    }
    int readAll() { return m_pairs.readAll(); }

private:
    void tell()
    {
        Message message;
        message.id = MessageId(u"6744f1c0a1b2c3d4e5f60718"_s);
        message.room = m_room.id;
        message.seq = ++m_seq;
        message.rev = m_seq;
        message.chat = u"회의 자료는 공유 폴더에 있습니다. 오늘 오후 세 시에 만나요."_s;
        message.user = {UserId(u"6744f1c0a1b2c3d4e5f6071a"_s), u"김민수"_s};
        message.createdMs = 1'795'000'000'000 + m_seq;
        message.updatedMs = message.createdMs;
        m_world.hub().messageAdded(message);
    }
    void addPerson(int number)
    {
        auto socket = std::make_unique<QTcpSocket>();
        if (!socket->setSocketDescriptor(m_pairs.add())) {
            m_isWhole = false;
            return;
        }
        auto *transport =
            new WebSocketTransport(takeChannel(socket.release()), WebSocketConfig{}, m_scheduler);
        m_sockets.push_back(
            std::make_unique<SocketSession>(new EngineSession(transport, {}), SocketConfig{}));
        const NamespaceSession::Origin origin{.nsp = u"/"_s, .home = m_room};
        m_sessions.push_back(
            std::make_unique<NamespaceSession>(m_sockets.back().get(), origin, nullptr));
        User user;
        user.id = UserId(u"%1"_s.arg(number, 24, 16, QChar(u'0')));
        user.userName = u"사람 %1"_s.arg(number);
        m_world.hub().bind(m_sessions.back().get(), user);
        m_world.hub().subscribe(m_sessions.back().get(), m_room, {});
    }

    HubWorld m_world;
    Room m_room;
    TcpPairs m_pairs;
    FlushScheduler m_scheduler{0}; // no window: each turn is written on its own, the worst case
    std::vector<std::unique_ptr<SocketSession>> m_sockets;
    std::vector<std::unique_ptr<NamespaceSession>> m_sessions;
    qint64 m_seq = 0;
    bool m_isWhole = true;
};

void fanOut(benchmark::State &state)
{
    using Clock = std::chrono::steady_clock;
    const auto people = int(state.range(0));
    const auto messages = int(state.range(1));
    CrowdedRoom room(people);
    if (!room.isWhole()) {
        state.SkipWithError("the system gives no more connections");
        return;
    }
    for (auto _ : state) {
        const auto start = Clock::now();
        room.tellAll(messages);
        state.SetIterationTime(std::chrono::duration<double>(Clock::now() - start).count());
        if (room.readAll() != people) {
            state.SkipWithError("not everybody got the message");
            break;
        }
    }
    state.counters["per delivery"] = benchmark::Counter(
        double(people) * messages,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK(fanOut)
    ->ArgNames({"people", "messages"})
    ->ArgsProduct({{10, 100, 1'000}, {1, 64}})
    ->UseManualTime();

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv); // the turn's end is a posted event
    raiseDescriptorLimit();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
}
