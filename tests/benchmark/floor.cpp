// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// The least that a chat server can do for one delivery, to hold others against: one thread, epoll,
/// one frame that is encoded once, one send() for each client. It speaks just enough Engine.IO and
/// Socket.IO for the load generator. No checks, no storage, no timeouts: a ruler, not a server.
///
/// floor PORT [COALESCE_US]: without the second argument each message leaves at once; with it the
/// messages of one turn leave in one send() for each client, and there is at most one such flush in
/// so many microseconds, the first after a pause at once.

#include <QByteArray>
#include <QCryptographicHash>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr uint64_t secondNs = 1'000'000'000;
constexpr uint64_t pingIntervalNs = 25 * secondNs;

uint64_t nowNs()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return uint64_t(time.tv_sec) * secondNs + uint64_t(time.tv_nsec);
}

std::string acceptKey(std::string_view key)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArrayView(key.data(), qsizetype(key.size())));
    hash.addData("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    return hash.result().toBase64().toStdString();
}

std::string frameOf(std::string_view text)
{
    constexpr size_t length16 = 126;
    std::string frame(1, char(0x81));
    if (text.size() < length16) {
        frame += char(text.size());
    } else {
        frame += char(length16);
        frame += char(text.size() >> 8);
        frame += char(text.size() & 0xFF);
    }
    return frame.append(text);
}

/// Both strings hold no memory while nothing is pending.
struct Connection
{
    int descriptor = -1;
    bool isWritableWatched = false;
    std::string in;
    std::string out;
    std::string name;
};

class Floor
{
public:
    /// \p coalesceUs negative: each message leaves at once.
    explicit Floor(long coalesceUs)
        : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
        , m_coalesceUs(coalesceUs)
    { }

    bool listen(uint16_t port)
    {
        const int on = 1;
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        constexpr int backlog = 4'096;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0
            || ::listen(m_listener, backlog) != 0) {
            return false;
        }
        watch(m_listener, nullptr, EPOLLIN, EPOLL_CTL_ADD);
        return true;
    }

    [[noreturn]] void run()
    {
        uint64_t lastPing = nowNs();
        for (;;) {
            turn();
            const uint64_t now = nowNs();
            if (!m_batch.empty() && now >= m_batchDue) {
                fanOut(m_batch);
                m_batch.clear();
                m_lastFlush = now;
            }
            if (now - lastPing > pingIntervalNs) {
                lastPing = now;
                fanOut(frameOf("2"));
            }
        }
    }

private:
    void watch(int descriptor, Connection *connection, uint32_t events, int operation) const
    {
        epoll_event event{};
        event.events = events;
        event.data.ptr = connection;
        ::epoll_ctl(m_epoll, operation, descriptor, &event);
    }

    void watchWritable(Connection &connection, bool on) const
    {
        if (connection.isWritableWatched != on) {
            connection.isWritableWatched = on;
            watch(connection.descriptor, &connection, on ? EPOLLIN | EPOLLOUT : EPOLLIN,
                  EPOLL_CTL_MOD);
        }
    }

    void put(Connection &connection, std::string_view bytes) const
    {
        if (connection.out.empty()) {
            const ssize_t sent =
                ::send(connection.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent == ssize_t(bytes.size())) {
                return;
            }
            bytes.remove_prefix(sent > 0 ? size_t(sent) : 0);
            watchWritable(connection, true);
        }
        connection.out.append(bytes);
    }

    void fanOut(std::string_view frame) const
    {
        for (Connection *connection : m_open) {
            put(*connection, frame);
        }
    }

    void broadcast(const std::string &text)
    {
        if (m_coalesceUs < 0) {
            fanOut(frameOf(text));
            return;
        }
        if (m_batch.empty()) {
            m_batchDue = m_lastFlush + uint64_t(m_coalesceUs) * 1'000;
        }
        m_batch += frameOf(text);
    }

    void turn()
    {
        const uint64_t now = m_batch.empty() ? 0 : nowNs();
        const uint64_t wait = m_batch.empty() ? secondNs : m_batchDue > now ? m_batchDue - now : 0;
        const timespec timeout{time_t(wait / secondNs), long(wait % secondNs)};
        std::array<epoll_event, 512> events;
        const int count =
            ::epoll_pwait2(m_epoll, events.data(), int(events.size()), &timeout, nullptr);
        for (int i = 0; i < count; ++i) {
            auto *connection = static_cast<Connection *>(events[size_t(i)].data.ptr);
            if (connection == nullptr) {
                accept();
                continue;
            }
            if ((events[size_t(i)].events & EPOLLOUT) != 0) {
                flush(*connection);
            }
            if ((events[size_t(i)].events & ~uint32_t(EPOLLOUT)) != 0) {
                read(*connection);
            }
        }
    }

    void accept()
    {
        for (;;) {
            const int descriptor = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK);
            if (descriptor < 0) {
                return;
            }
            const int on = 1;
            ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (size_t(descriptor) >= m_connections.size()) {
                m_connections.resize(size_t(descriptor) + 1);
            }
            auto &connection = m_connections[size_t(descriptor)];
            connection = std::make_unique<Connection>();
            connection->descriptor = descriptor;
            watch(descriptor, connection.get(), EPOLLIN, EPOLL_CTL_ADD);
        }
    }

    void drop(Connection &connection)
    {
        std::erase(m_open, &connection);
        ::close(connection.descriptor);
        m_connections[size_t(connection.descriptor)].reset();
    }

    void flush(Connection &connection) const
    {
        const ssize_t sent = ::send(connection.descriptor, connection.out.data(),
                                    connection.out.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            connection.out.erase(0, size_t(sent));
        }
        if (connection.out.empty()) {
            std::string().swap(connection.out);
            watchWritable(connection, false);
        }
    }

    void read(Connection &connection)
    {
        static std::array<char, size_t{1} << 17> buffer;
        const size_t have = connection.in.size();
        std::memcpy(buffer.data(), connection.in.data(), have);
        const ssize_t got =
            ::recv(connection.descriptor, buffer.data() + have, buffer.size() - have, 0);
        if (got <= 0) {
            if (got == 0 || errno != EAGAIN) {
                drop(connection);
            }
            return;
        }
        size_t taken = 0;
        const size_t end = have + size_t(got);
        if (std::string_view(buffer.data(), end).starts_with("GET ")) {
            taken = takeHandshake(connection, {buffer.data(), end});
        } else {
            for (size_t frame = 1; frame > 0 && taken < end; taken += frame) {
                frame = takeFrame(connection, buffer.data() + taken, end - taken);
                if (frame == closing) {
                    drop(connection);
                    return;
                }
            }
        }
        if (taken < end) {
            connection.in.assign(buffer.data() + taken, end - taken);
        } else if (have > 0) {
            std::string().swap(connection.in);
        }
    }

    /// How many bytes it had; 0: it is not whole.
    [[nodiscard]] size_t takeHandshake(Connection &connection, std::string_view head) const
    {
        if (!head.ends_with("\r\n\r\n")) {
            return 0;
        }
        constexpr std::string_view name = "Sec-WebSocket-Key: ";
        constexpr size_t keyChars = 24;
        const size_t at = head.find(name);
        const std::string_view key =
            at == std::string_view::npos ? "" : head.substr(at + name.size(), keyChars);
        put(connection,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: "
                + acceptKey(key) + "\r\n\r\n"
                + frameOf("0{\"sid\":\"AAAAAAAAAAAAAAAAAAAA\",\"upgrades\":[],\"pingInterval\":"
                          "25000,\"pingTimeout\":20000,\"maxPayload\":1000000}"));
        return head.size();
    }

    static constexpr size_t closing = SIZE_MAX;

    /// How many bytes it had; 0: it is not whole; or `closing`.
    [[nodiscard]] size_t takeFrame(Connection &connection, char *bytes, size_t size)
    {
        constexpr size_t maskBytes = 4;
        constexpr size_t length16 = 126;
        if (size < 2 + maskBytes) {
            return 0;
        }
        size_t length = uint8_t(bytes[1]) & 0x7FU;
        size_t head = 2;
        if (length == length16) {
            length = size_t(uint8_t(bytes[2])) << 8 | uint8_t(bytes[3]);
            head = 4;
        }
        constexpr unsigned closeOpcode = 8;
        if ((uint8_t(bytes[0]) & 0x0FU) == closeOpcode || (length == length16 + 1 && head == 2)) {
            return closing; // frames over 64 KiB are not for it
        }
        if (size < head + maskBytes + length) {
            return 0;
        }
        const char *mask = bytes + head;
        char *text = bytes + head + maskBytes;
        for (size_t i = 0; i < length; ++i) {
            text[i] = char(text[i] ^ mask[i % maskBytes]);
        }
        takePacket(connection, {text, length});
        return head + maskBytes + length;
    }

    void takePacket(Connection &connection, std::string_view packet)
    {
        if (packet == "40") {
            put(connection, frameOf("40{\"sid\":\"AAAAAAAAAAAAAAAAAAAB\"}"));
            m_open.push_back(&connection);
            return;
        }
        const size_t bracket = packet.find('[');
        if (!packet.starts_with("42") || bracket == std::string_view::npos) {
            return;
        }
        const std::string_view ack = packet.substr(2, bracket - 2);
        const std::string_view event = packet.substr(bracket);
        constexpr std::string_view send = "[\"sendMessage\",\"";
        constexpr std::string_view join = "[\"join\",\"";
        if (event.starts_with(send)) {
            tell(connection, event.substr(send.size(), event.rfind('"') - send.size()));
        } else if (event.starts_with(join)) {
            connection.name = event.substr(join.size(), event.rfind('"') - join.size());
            broadcast("42[\"message\",{\"chat\":\"" + connection.name
                      + " joined\",\"user\":{\"id\":null,\"name\":\"system\"}}]");
            put(connection,
                frameOf("43" + std::string(ack)
                        + "[{\"succese\":true,\"user\":{\"_id\":\"000000000000000000000001\","
                          "\"userName\":\""
                        + connection.name + "\"}}]"));
        }
    }

    void tell(const Connection &author, std::string_view chat)
    {
        std::array<char, 32> id{};
        std::snprintf(id.data(), id.size(), "%024llx", static_cast<unsigned long long>(m_nextId++));
        broadcast("42[\"message\",{\"chat\":\"" + std::string(chat)
                  + "\",\"user\":{\"id\":\"000000000000000000000001\",\"userName\":\"" + author.name
                  + "\"},\"_id\":\"" + id.data()
                  + "\",\"createdAt\":\"2026-01-01T00:00:00.000Z\",\"updatedAt\":"
                    "\"2026-01-01T00:00:00.000Z\",\"__v\":0}]");
    }

    int m_epoll;
    int m_listener = -1;
    long m_coalesceUs;
    std::vector<std::unique_ptr<Connection>> m_connections; // by descriptor
    std::vector<Connection *> m_open; // who gets messages
    std::string m_batch; // frames that wait
    uint64_t m_batchDue = 0;
    uint64_t m_lastFlush = 0;
    uint64_t m_nextId = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const int port = argc > 1 ? std::atoi(argv[1]) : 0;
    if (argc > 3 || port < 1 || port > UINT16_MAX) {
        std::fprintf(stderr, "Usage: floor PORT [COALESCE_US]\n");
        return 2;
    }
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const std::string warm = acceptKey("x"); // what Qt needs for it is no connection's memory
    Floor floor(argc > 2 ? std::atol(argv[2]) : -1);
    if (!floor.listen(uint16_t(port))) {
        std::fprintf(stderr, "floor: cannot listen on port %d: %s\n", port, std::strerror(errno));
        return 1;
    }
    floor.run();
}
