// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "loadclients.h"

#include "loadframe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <set>
#include <sys/epoll.h>
#include <unistd.h>

namespace maru::bench {

namespace {

constexpr size_t readBytes = size_t{1} << 18;
// A message's text is "~^", its number, the time it counts from, and padding.
constexpr std::string_view mark = "~^";
constexpr size_t numberDigits = 12;
constexpr size_t stampDigits = 16;

uint64_t readHex(std::string_view digits)
{
    uint64_t value = 0;
    for (const char c : digits) {
        const auto digit = unsigned(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        value = value << 4 | digit;
    }
    return value;
}

unsigned joinersOf(const LoadOptions &options)
{
    if (options.idle) {
        return options.joiners < 0 ? 0 : unsigned(options.joiners);
    }
    return options.joiners < 0 ? options.clients
                               : std::max(unsigned(options.joiners), options.senders);
}

} // namespace

LoadClients::LoadClients(const LoadOptions &options)
    : m_options(options)
    , m_tls(options.tls ? makeTlsContext() : nullptr)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_clients(options.connections())
    , m_check(options.clients, options.senders)
    , m_joiners(joinersOf(options))
{ }

LoadClients::~LoadClients()
{
    ::close(m_epoll);
}

void LoadClients::lose(Client &client, const std::string &why)
{
    if (client.state == State::Dead) {
        return;
    }
    if (m_dead == 0) {
        std::fprintf(stderr, "loadgen: first lost connection: %s\n", why.c_str());
    }
    if (client.state == State::Ready) {
        --m_ready;
    }
    client.state = State::Dead;
    ++m_dead;
    client.link.close();
}

void LoadClients::watch(unsigned index, int operation)
{
    Client &client = m_clients[index];
    const bool isWritable = client.state == State::Connecting || client.link.wantsWritable();
    if (operation == EPOLL_CTL_MOD && isWritable == client.isWritableWatched) {
        return;
    }
    client.isWritableWatched = isWritable;
    epoll_event event{};
    event.events = isWritable ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(m_epoll, operation, client.link.descriptor(), &event);
}

std::string LoadClients::openNext()
{
    const unsigned index = m_opened++;
    const unsigned block = index / m_options.portsPerIp;
    constexpr uint32_t loopback = 0x7F00'0001;
    std::string error = m_clients[index].link.open(m_options.host, m_options.port,
                                                   block == 0 ? 0 : loopback + block);
    if (error.empty()) {
        watch(index, EPOLL_CTL_ADD);
    }
    return error;
}

void LoadClients::upgrade(unsigned index)
{
    Client &client = m_clients[index];
    if (const std::string error = client.link.finishOpening(m_tls.get()); !error.empty()) {
        lose(client, error);
        return;
    }
    client.state = State::Upgrading;
    put(index,
        "GET " + m_options.path + " HTTP/1.1\r\nHost: " + m_options.host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

void LoadClients::put(unsigned index, std::string_view bytes)
{
    Client &client = m_clients[index];
    if (client.state == State::Dead) {
        return;
    }
    if (!client.link.write(bytes)) {
        lose(client, std::strerror(errno));
        return;
    }
    watch(index, EPOLL_CTL_MOD);
}

bool LoadClients::hasRoom() const
{
    const Client &sender = m_clients[m_check.messages() % m_options.senders];
    return sender.state == State::Ready && sender.inFlight < m_options.window;
}

void LoadClients::sendMessage(uint64_t stampNs)
{
    const uint64_t number = m_check.addMessage();
    std::array<char, 40> head{};
    const int size = std::snprintf(head.data(), head.size(), "~^%012llx%016llx^",
                                   static_cast<unsigned long long>(number),
                                   static_cast<unsigned long long>(stampNs));
    std::string text(head.data(), size_t(size));
    text.resize(std::max<size_t>(text.size(), m_options.payload), 'x');
    const auto sender = unsigned(number % m_options.senders);
    ++m_clients[sender].inFlight;
    put(sender, clientFrame(Opcode::Text, filled(m_options.send, text)));
}

void LoadClients::takeDelivery(unsigned index, std::string_view packet)
{
    const auto *found =
        static_cast<const char *>(memmem(packet.data(), packet.size(), mark.data(), mark.size()));
    const size_t at = found == nullptr ? packet.size() : size_t(found - packet.data());
    if (packet.size() - at < mark.size() + numberDigits + stampDigits + 1
        || index >= m_options.clients) {
        ++m_others;
        return;
    }
    const uint64_t number = readHex(packet.substr(at + mark.size(), numberDigits));
    const uint64_t stamp = readHex(packet.substr(at + mark.size() + numberDigits, stampDigits));
    if (number >= m_check.messages()) {
        ++m_others;
        return;
    }
    if (!m_check.addDelivery(index, number)) {
        return;
    }
    if (m_isMeasuring) {
        m_measured.bytes += packet.size();
        m_measured.latency.add(m_readAtNs > stamp ? m_readAtNs - stamp : 0);
    }
    Client &client = m_clients[index];
    if (number % m_options.senders == index && client.inFlight > 0) {
        --client.inFlight;
    }
}

void LoadClients::becomeReady(Client &client)
{
    client.state = State::Ready;
    ++m_ready;
}

void LoadClients::takePacket(unsigned index, std::string_view packet)
{
    Client &client = m_clients[index];
    if (client.state == State::Ready && packet.starts_with(m_options.deliver)) {
        takeDelivery(index, packet);
    } else if (packet == "2") {
        put(index, clientFrame(Opcode::Text, "3"));
    } else if (client.state == State::EngineOpen && packet.starts_with('0')) {
        if (index >= m_options.clients) {
            becomeReady(client);
            return;
        }
        client.state = State::NamespaceAsked;
        put(index, clientFrame(Opcode::Text, m_options.connPacket));
    } else if (client.state == State::NamespaceAsked && packet.starts_with("44")) {
        lose(client, "connect refused");
    } else if (client.state == State::NamespaceAsked && packet.starts_with("40")) {
        if (index >= m_joiners) {
            becomeReady(client);
            return;
        }
        client.state = State::Joining;
        put(index,
            clientFrame(Opcode::Text,
                        filled(m_options.join, std::string("u").append(std::to_string(index)))));
    } else if (client.state == State::Joining && packet.starts_with(m_options.joinAck)) {
        becomeReady(client);
    } else {
        ++m_others;
    }
}

// False if more bytes are needed.
bool LoadClients::takeHandshake(unsigned index, std::string_view &bytes)
{
    Client &client = m_clients[index];
    const size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return false;
    }
    const std::string_view head = bytes.substr(0, end);
    if (!head.starts_with("HTTP/1.1 101")
        || head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == std::string_view::npos) {
        lose(client, "upgrade refused: " + std::string(head.substr(0, head.find('\r'))));
        return false;
    }
    bytes.remove_prefix(end + 4);
    client.state = State::EngineOpen;
    return true;
}

// False if more bytes are needed.
bool LoadClients::takeFrame(unsigned index, std::string_view &bytes)
{
    const FrameHead head = readHead(bytes);
    if (head.payloadBytes > readBytes - 16) {
        lose(m_clients[index], "frame too big");
        return false;
    }
    if (head.bytes == 0 || bytes.size() < head.bytes + head.payloadBytes) {
        return false;
    }
    const auto opcode = Opcode(bytes[0] & 0x0F);
    const std::string_view payload = bytes.substr(head.bytes, head.payloadBytes);
    bytes.remove_prefix(head.bytes + head.payloadBytes);
    if (opcode == Opcode::Text) {
        if (!payload.empty()) {
            takePacket(index, payload);
        }
    } else if (opcode == Opcode::Ping) {
        put(index, clientFrame(Opcode::Pong, payload));
    } else if (opcode == Opcode::Close) {
        lose(m_clients[index], "close frame");
    }
    return m_clients[index].state != State::Dead;
}

void LoadClients::read(unsigned index)
{
    static std::array<char, readBytes> buffer;
    Client &client = m_clients[index];
    do {
        const size_t have = client.in.size();
        std::copy(client.in.begin(), client.in.end(), buffer.begin());
        const ssize_t got = client.link.read(buffer.data() + have, buffer.size() - have);
        if (m_isMeasuring) {
            ++m_measured.reads;
        }
        if (got < 0) {
            lose(client, "closed by the server");
        }
        if (got <= 0) {
            return;
        }
        m_readAtNs = nowNs(); // a fresh clock for each read
        std::string_view bytes(buffer.data(), have + size_t(got));
        if (client.state != State::Upgrading || takeHandshake(index, bytes)) {
            while (takeFrame(index, bytes)) { }
        }
        if (client.state == State::Dead) {
            return;
        }
        client.in.assign(bytes);
        constexpr size_t keptBytes = 4'096;
        if (client.in.empty() && client.in.capacity() > keptBytes) {
            client.in.shrink_to_fit();
        }
    } while (client.link.hasMore());
}

void LoadClients::turn(uint64_t timeoutNs)
{
    static std::array<epoll_event, 4'096> events;
    const auto pollNs = uint64_t(m_options.pollUs * 1'000);
    if (pollNs > 0) {
        const timespec pause{0, long(std::min(pollNs, timeoutNs))};
        ::nanosleep(&pause, nullptr);
        timeoutNs = 0;
    }
    const timespec timeout{time_t(timeoutNs / 1'000'000'000), long(timeoutNs % 1'000'000'000)};
    const int count = ::epoll_pwait2(m_epoll, events.data(), int(events.size()), &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[size_t(i)];
        const auto index = unsigned(event.data.u64);
        Client &client = m_clients[index];
        if (client.state == State::Dead) {
            continue;
        }
        if (client.state == State::Connecting) {
            upgrade(index);
            continue;
        }
        // Over TLS a write may wait for bytes of the peer.
        if (client.link.hasUnsent()) {
            if (!client.link.flush()) {
                lose(client, std::strerror(errno));
                continue;
            }
            watch(index, EPOLL_CTL_MOD);
        }
        if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
            read(index);
        }
    }
}

uint64_t LoadClients::lost() const
{
    uint64_t lost = 0;
    for (unsigned i = 0; i < m_options.clients; ++i) {
        lost += m_clients[i].state == State::Ready ? m_check.missing(i) : 0;
    }
    return lost;
}

size_t LoadClients::orders() const
{
    std::set<uint64_t> orders;
    for (unsigned i = 0; i < m_options.clients; ++i) {
        if (m_clients[i].state == State::Ready) {
            orders.insert(m_check.orderOf(i));
        }
    }
    return orders.size();
}

} // namespace maru::bench
