// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/support/fakeserver.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QThread>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::testing {

namespace {

const QString seedTime = u"2026-11-23T09:12:00.123Z"_s;

QString compact(const QJsonValue &value)
{
    // QJsonDocument knows only objects and arrays at the top.
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

} // namespace

FakeServer::FakeServer(Mode serverMode, QObject *parent)
    : QObject(parent)
    , mode(serverMode)
{ }

FakeServer::~FakeServer()
{
    stop();
}

bool FakeServer::listen()
{
    const auto secure = tls ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode;
    m_server = new QWebSocketServer(u"fake"_s, secure, this);
    if (tls) {
        m_server->setSslConfiguration(*tls);
    }
    connect(m_server, &QWebSocketServer::newConnection, this, &FakeServer::onNewConnection);
    // The port of before may be somebody's outgoing one just now.
    for (int tries = 0; !m_server->listen(QHostAddress::LocalHost, m_port); ++tries) {
        if (m_port == 0 || tries == 100) {
            return false;
        }
        QThread::msleep(50);
    }
    m_port = m_server->serverPort();
    return true;
}

void FakeServer::stop()
{
    delete std::exchange(m_server, nullptr);
    drop();
}

void FakeServer::drop()
{
    const QList<QWebSocket *> sockets = std::exchange(m_sockets, {});
    for (QWebSocket *socket : sockets) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    m_joinedAs.clear();
}

QString FakeServer::address() const
{
    return u"127.0.0.1:%1"_s.arg(m_port);
}

void FakeServer::onNewConnection()
{
    while (QWebSocket *socket = m_server->nextPendingConnection()) {
        ++connections;
        m_sockets.append(socket);
        requestUrls.append(socket->requestUrl().toString(QUrl::FullyEncoded));
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, socket](const QString &frame) { onText(socket, frame); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket] {
            m_sockets.removeOne(socket);
            socket->deleteLater();
        });
        m_joinedAs.clear();
        if (mode != Mode::Silent && !isStalled) {
            socket->sendTextMessage(openPacket);
        }
    }
}

void FakeServer::onText(QWebSocket *socket, const QString &frame)
{
    frames.append(frame);
    if (isStalled || mode == Mode::Silent || mode == Mode::EngineOnly) {
        return;
    }
    if (frame.startsWith("40"_L1)) {
        onConnect(frame.mid(2));
    } else if (frame.startsWith("42"_L1)) {
        onEvent(frame.mid(2));
    } else if (frame.startsWith("41"_L1)) {
        socket->close();
    }
}

void FakeServer::onConnect(const QString &packet)
{
    m_nsp = u"/"_s;
    if (packet.startsWith(u'/')) {
        m_nsp = packet.section(u',', 0, 0);
    }
    const QByteArray payload = packet.mid(m_nsp == u"/"_s ? 0 : prefix().size()).toUtf8();
    m_saidHome = QJsonDocument::fromJson(payload)[u"home"_s].toString();
    const bool hasCode =
        classCode.isEmpty() || requestUrls.constLast().contains(u"classCode="_s + classCode);
    if (!hasCode && m_saidHome.isEmpty()) {
        connectRefusals.enqueue(
            uR"({"message":"Wrong class code","data":{"code":"BAD_CLASS_CODE"}})"_s);
    }
    if (!connectRefusals.isEmpty()) {
        sendFrame(u"44"_s + prefix() + connectRefusals.dequeue());
        return;
    }
    sendFrame(u"40"_s + prefix() + connectReply);
    if (mode == Mode::Native && saysHello) {
        sendEvent(u"server:hello"_s,
                  QJsonObject{{u"protocol"_s, 1},
                              {u"server"_s, u"fake"_s},
                              {u"version"_s, u"1"_s},
                              {u"name"_s, u"Fake school"_s},
                              {u"features"_s, QJsonArray()},
                              {u"limits"_s,
                               QJsonObject{{u"maxChatCodePoints"_s, 8000},
                                           {u"maxFileBytes"_s, maxFileBytes}}}});
    }
}

void FakeServer::onEvent(const QString &packet)
{
    QString rest = m_nsp == u"/"_s ? packet : packet.mid(prefix().size());
    Call call;
    const qsizetype bracket = rest.indexOf(u'[');
    if (bracket > 0) {
        call.wantsAck = true;
        call.ackId = rest.left(bracket).toLongLong();
    }
    const QJsonArray array = QJsonDocument::fromJson(rest.mid(bracket).toUtf8()).array();
    call.name = array.at(0).toString();
    call.argument = array.at(1);
    calls.append(call);
    if (mode == Mode::Native) {
        onNativeCall(call);
    } else if (mode == Mode::SeedLike) {
        onSeedCall(call);
    }
}

void FakeServer::onSeedCall(const Call &call)
{
    if (call.name == "join"_L1) {
        if (!call.wantsAck) {
            die(u"join without an ack"_s);
            return;
        }
        m_joinedAs = call.argument.toString();
        sendEvent(
            u"message"_s,
            QJsonObject{
                {u"chat"_s, m_joinedAs + u" 님이 채팅방에 들어왔습니다."_s},
                {u"user"_s, QJsonObject{{u"id"_s, QJsonValue::Null}, {u"name"_s, u"system"_s}}}});
        answer(call.ackId,
               {{u"succese"_s, true},
                {u"user"_s,
                 QJsonObject{{u"_id"_s, u"id-"_s + m_joinedAs},
                             {u"userName"_s, m_joinedAs},
                             {u"socketId"_s, u"s1"_s},
                             {u"isOnline"_s, true},
                             {u"__v"_s, 0}}}});
    } else if (call.name == "sendMessage"_L1) {
        if (m_joinedAs.isEmpty() || !call.argument.isString()) {
            die(u"sendMessage before join, or without a text"_s);
            return;
        }
        if (echoes) {
            const QJsonObject user{{u"id"_s, u"id-"_s + m_joinedAs}, {u"userName"_s, m_joinedAs}};
            sendEvent(u"message"_s,
                      QJsonObject{{u"chat"_s, call.argument},
                                  {u"user"_s, user},
                                  {u"_id"_s, u"m%1"_s.arg(m_nextId++)},
                                  {u"createdAt"_s, seedTime},
                                  {u"updatedAt"_s, seedTime},
                                  {u"__v"_s, 0}});
        }
    } else {
        die(u"event %1"_s.arg(call.name));
    }
}

void FakeServer::die(const QString &why)
{
    crash = why;
    stop();
}

void FakeServer::sendFrame(const QString &frame)
{
    for (QWebSocket *socket : std::as_const(m_sockets)) {
        socket->sendTextMessage(frame);
    }
}

void FakeServer::sendBinary(const QByteArray &bytes)
{
    for (QWebSocket *socket : std::as_const(m_sockets)) {
        socket->sendBinaryMessage(bytes);
    }
}

void FakeServer::sendRaw(const QByteArray &bytes)
{
    // The TCP sockets of a QWebSocketServer's connections are children of the server.
    const auto raw = m_server->findChildren<QTcpSocket *>();
    for (QTcpSocket *socket : raw) {
        socket->write(bytes);
    }
}

void FakeServer::sendEvent(const QString &name, const QJsonValue &argument)
{
    sendFrame(u"42"_s + prefix() + compact(QJsonArray{name, argument}));
}

void FakeServer::answer(qint64 ackId, const QJsonObject &reply)
{
    sendFrame(u"43"_s + prefix() + QString::number(ackId) + compact(QJsonArray{reply}));
}

QList<FakeServer::Call> FakeServer::callsOf(const QString &name) const
{
    QList<Call> found;
    std::copy_if(calls.begin(), calls.end(), std::back_inserter(found),
                 [&](const Call &call) { return call.name == name; });
    return found;
}

FakeServer::Room &FakeServer::addRoom(const QString &id, const QString &name)
{
    if (homeRoom.isEmpty()) {
        homeRoom = id;
    }
    Room &room = rooms[id];
    room.id = id;
    room.name = name;
    return room;
}

QJsonObject FakeServer::addMessage(const QString &roomId, const QString &author,
                                   const QString &text, bool quietly)
{
    Room &room = rooms[roomId];
    const qint64 seq = room.messages.size() + 1;
    const QJsonObject message{
        {u"_id"_s, u"%1-%2"_s.arg(roomId).arg(seq)},
        {u"room"_s, roomId},
        {u"seq"_s, seq},
        {u"rev"_s, ++room.rev},
        {u"type"_s, u"chat"_s},
        {u"chat"_s, text},
        {u"user"_s,
         QJsonObject{{u"id"_s, u"id-"_s + author}, {u"userName"_s, author}, {u"name"_s, author}}},
        {u"createdAt"_s, seedTime},
        {u"updatedAt"_s, seedTime},
        {u"__v"_s, 0}};
    room.messages.append(message);
    if (!quietly) {
        sendEvent(u"message"_s, message);
    }
    return message;
}

QJsonObject FakeServer::editMessage(const QString &roomId, qint64 seq, const QString &text,
                                    bool quietly)
{
    return changeMessage(roomId, seq, {{u"chat"_s, text}, {u"editedAt"_s, seedTime}}, quietly);
}

QJsonObject FakeServer::changeMessage(const QString &roomId, qint64 seq, const QJsonObject &fields,
                                      bool quietly)
{
    Room &room = rooms[roomId];
    QJsonObject message = room.messages.at(seq - 1);
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        message.insert(field.key(), field.value());
    }
    message.insert(u"rev"_s, ++room.rev);
    room.messages[seq - 1] = message;
    if (!quietly) {
        sendEvent(u"message:changed"_s, message);
    }
    return message;
}

QJsonObject FakeServer::refusal(const QString &code, const QJsonObject &extras)
{
    QJsonObject reply = extras;
    reply.insert(u"ok"_s, false);
    reply.insert(u"code"_s, code);
    reply.insert(u"error"_s, u"refused by the test"_s);
    return reply;
}

QString FakeServer::prefix() const
{
    return m_nsp == u"/"_s ? QString() : m_nsp + u',';
}

} // namespace maru::testing
