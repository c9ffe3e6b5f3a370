// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/support/fakepollingserver.h"

#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::testing {

namespace {

constexpr char separator = '\x1e';
const QByteArray sid = "fake-sid";

} // namespace

FakePollingServer::FakePollingServer(QObject *parent)
    : QObject(parent)
    , m_webSocketServer(new QWebSocketServer(u"fake"_s, QWebSocketServer::NonSecureMode, this))
{
    connect(m_webSocketServer, &QWebSocketServer::newConnection, this,
            &FakePollingServer::onWebSocket);
}

FakePollingServer::~FakePollingServer()
{
    stop();
}

bool FakePollingServer::listen()
{
    return listenOn(new QTcpServer(this));
}

bool FakePollingServer::listenEncrypted(const QSslConfiguration &tls)
{
    auto *const server = new QSslServer(this);
    server->setSslConfiguration(tls);
    return listenOn(server);
}

void FakePollingServer::showAnother(const QSslConfiguration &tls)
{
    static_cast<QSslServer *>(m_server)->setSslConfiguration(tls);
}

bool FakePollingServer::listenOn(QTcpServer *server)
{
    m_server = server;
    connect(server, &QTcpServer::pendingConnectionAvailable, this,
            &FakePollingServer::onConnection);
    if (!server->listen(QHostAddress::LocalHost, m_port)) {
        return false;
    }
    m_port = server->serverPort();
    return true;
}

void FakePollingServer::stop()
{
    delete std::exchange(m_server, nullptr);
    dropWebSocket();
    const QList<QTcpSocket *> sockets = std::exchange(m_sockets, {});
    for (QTcpSocket *socket : sockets) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    m_queue.clear();
    m_isUpgraded = false;
}

QString FakePollingServer::address() const
{
    return u"127.0.0.1:%1"_s.arg(m_port);
}

int FakePollingServer::countOf(const QByteArray &method) const
{
    return int(std::count_if(requests.begin(), requests.end(),
                             [&](const Request &request) { return request.method == method; }));
}

void FakePollingServer::onConnection()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        ++connections;
        socket->setParent(this); // it may outlive the listener, as those of a process do not
        m_sockets.append(socket);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_sockets.removeOne(socket);
            socket->deleteLater();
        });
        onReadyRead(socket);
    }
}

void FakePollingServer::onReadyRead(QTcpSocket *socket)
{
    while (socket->bytesAvailable() > 0) {
        const QByteArray seen = socket->peek(socket->bytesAvailable());
        if (seen.front() < 'A' || seen.front() > 'Z') {
            garbage.append(seen);
            reply(socket, "400 Bad Request", {}, "Connection: close\r\n");
            socket->disconnectFromHost();
            return;
        }
        const qsizetype headEnd = seen.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return;
        }
        const QByteArray head = seen.left(headEnd + 4);
        if (head.toLower().contains("upgrade: websocket")) {
            onUpgradeRequest(socket, head);
            return;
        }
        const qsizetype found = head.toLower().indexOf("content-length: ");
        const qsizetype length = found < 0
            ? 0
            : head.mid(found + 16, head.indexOf('\r', found) - found - 16).toLongLong();
        if (seen.size() < head.size() + length) {
            return;
        }
        socket->read(head.size());
        const QByteArray body = socket->read(length);
        const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
        onRequest(socket, {words.value(0), words.value(1), head, body});
    }
}

void FakePollingServer::onUpgradeRequest(QTcpSocket *socket, const QByteArray &head)
{
    upgradeHeads.append(head);
    if (webSockets == WebSockets::Refused) {
        socket->readAll();
        reply(socket, "403 Forbidden", "no websockets here");
    } else if (webSockets == WebSockets::Unanswered) {
        socket->readAll();
    } else {
        socket->disconnect(this);
        m_sockets.removeOne(socket);
        m_webSocketServer->handleConnection(socket);
    }
}

void FakePollingServer::onWebSocket()
{
    while (QWebSocket *socket = m_webSocketServer->nextPendingConnection()) {
        socket->setParent(this);
        m_webSocket = socket;
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, socket](const QString &text) { onWebSocketText(socket, text.toUtf8()); });
        connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
        const bool isProbe = socket->requestUrl().query().contains(u"sid="_s);
        if (!isProbe && webSockets != WebSockets::Mute) {
            m_isUpgraded = true;
            m_queue.clear();
            socket->sendTextMessage(QString::fromUtf8(openPacketFor(false)));
        }
    }
}

void FakePollingServer::onWebSocketText(QWebSocket *socket, const QByteArray &packet)
{
    onPacket(packet, 'w');
    if (packet == "2probe") {
        if (webSockets == WebSockets::Work && !holdsProbes) {
            answerProbe();
        } else if (webSockets == WebSockets::ProbeWrong) {
            socket->sendTextMessage(u"4hello"_s);
        } else if (webSockets == WebSockets::ProbeClosed) {
            socket->abort();
        }
    } else if (packet == "5") {
        m_isProbed = false;
        m_isUpgraded = true;
        flush();
    }
}

QByteArray FakePollingServer::openPacketFor(bool isPolling) const
{
    if (!openPacket.isEmpty()) {
        return openPacket;
    }
    const QByteArray upgrades = isPolling && offersUpgrade ? R"(["websocket"])" : "[]";
    return R"(0{"sid":")" + sid + R"(","upgrades":)" + upgrades
        + R"(,"pingInterval":25000,"pingTimeout":20000,"maxPayload":)"
        + QByteArray::number(maxPayload) + '}';
}

void FakePollingServer::onRequest(QTcpSocket *socket, const Request &request)
{
    requests.append(request);
    if (request.method == "CONNECT") { // somebody takes this for a proxy: it is one without tunnels
        reply(socket, "403 Forbidden", "no tunnels here");
        return;
    }
    if (pollingStatus != "200 OK") {
        reply(socket, pollingStatus, R"({"code":0,"message":"Transport unknown"})");
        return;
    }
    if (request.method == "GET") {
        onGet(socket, request);
        return;
    }
    if (dropsPosts) {
        socket->abort();
        return;
    }
    const QList<QByteArray> body = request.body.split(separator);
    if (holdsPosts) {
        m_posts.append(socket);
    } else {
        reply(socket, postStatus, "ok");
    }
    for (const QByteArray &packet : body) {
        onPacket(packet, 'p');
    }
}

void FakePollingServer::onGet(QTcpSocket *socket, const Request &request)
{
    if (!request.target.contains("sid=")) {
        m_isProbed = false;
        m_isUpgraded = false;
        m_queue.clear();
        reply(socket, "200 OK", openPacketFor(true) + afterOpen, handshakeHead);
        return;
    }
    m_get = socket;
    flush();
    if (m_isProbed && releasesGets) {
        answerGet("6");
    }
}

void FakePollingServer::onPacket(const QByteArray &packet, char transport)
{
    packets.append(QByteArray(1, transport) + ':' + packet);
    if (packet.startsWith("40")) {
        send(R"(40{"sid":"s1"})");
    }
}

void FakePollingServer::send(const QByteArray &packet)
{
    m_queue.append(packet);
    flush();
}

void FakePollingServer::flush()
{
    if (m_queue.isEmpty()) {
        return;
    }
    if (m_isUpgraded && m_webSocket) {
        for (const QByteArray &packet : std::exchange(m_queue, {})) {
            m_webSocket->sendTextMessage(QString::fromUtf8(packet));
        }
    } else if (!m_isUpgraded && m_get) {
        answerGet(std::exchange(m_queue, {}).join(separator));
    }
}

bool FakePollingServer::answerGet(const QByteArray &body, const QByteArray &status)
{
    QTcpSocket *const socket = std::exchange(m_get, nullptr);
    if (!socket) {
        return false;
    }
    reply(socket, status, body);
    return true;
}

bool FakePollingServer::writeToGet(const QByteArray &bytes)
{
    return m_get && m_get->write(bytes) == bytes.size() && m_get->flush();
}

void FakePollingServer::dropGet()
{
    if (QTcpSocket *const socket = std::exchange(m_get, nullptr)) {
        socket->abort();
    }
}

void FakePollingServer::answerPosts()
{
    for (const QPointer<QTcpSocket> &socket : std::exchange(m_posts, {})) {
        if (socket) {
            reply(socket, postStatus, "ok");
        }
    }
}

void FakePollingServer::answerProbe()
{
    m_isProbed = true;
    m_webSocket->sendTextMessage(u"3probe"_s);
    if (releasesGets) {
        answerGet("6");
    }
}

void FakePollingServer::dropWebSocket()
{
    if (m_webSocket) {
        m_webSocket->abort();
    }
}

void FakePollingServer::reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &body,
                              const QByteArray &head)
{
    socket->write("HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=UTF-8\r\n" + head
                  + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

} // namespace maru::testing
