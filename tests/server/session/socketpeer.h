// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "faketransport.h"
#include "server/session/socketsession.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>
#include <memory>

namespace maru::server {

using namespace Qt::StringLiterals;

/// A session and what it told, each thing as one line.
struct Peer
{
    explicit Peer(const SocketConfig &config = {})
        : transport(new FakeTransport)
        , session(std::make_unique<SocketSession>(new EngineSession(transport, {}), config))
    {
        SocketSession *s = session.get();
        QObject::connect(s, &SocketSession::connectRequested, s,
                         [this](const QString &nsp, const QJsonObject &auth) {
                             log.append("connect "_L1 + nsp + u' ' + json(auth));
                             if (acceptsAll) {
                                 session->accept(nsp, u"s%1"_s.arg(log.size()));
                             }
                         });
        QObject::connect(s, &SocketSession::eventReceived, s,
                         [this](const QString &nsp, const QString &name,
                                const QJsonArray &arguments, std::optional<quint64> id) {
                             QString line =
                                 "event "_L1 + nsp + u' ' + name + u' ' + json(arguments);
                             if (id) {
                                 line += u" #%1"_s.arg(*id);
                             }
                             log.append(line);
                             if (onEvent) {
                                 onEvent(name);
                             }
                         });
        QObject::connect(s, &SocketSession::namespaceLeft, s,
                         [this](const QString &nsp) { log.append("left "_L1 + nsp); });
        QObject::connect(s, &SocketSession::closed, s, [this](CloseReason reason) {
            log.append("closed "_L1 + toString(reason));
        });
    }

    template<class Json>
    static QString json(const Json &value)
    {
        return QString::fromUtf8(QJsonDocument(value).toJson(QJsonDocument::Compact));
    }
    /// What was sent since the last call, the open packet left out.
    QStringList answers()
    {
        const QStringList all = transport->sent.mid(seen);
        seen = transport->sent.size();
        return all;
    }
    /// What was told since the last call.
    QStringList told() { return std::exchange(log, {}); }
    void opens(const char *connect = "40")
    {
        acceptsAll = true;
        transport->peerSends(connect);
        acceptsAll = false;
        answers();
        told();
    }

    FakeTransport *transport; // owned by the session's engine
    std::unique_ptr<SocketSession> session;
    bool acceptsAll = false;
    std::function<void(const QString &)> onEvent;
    QStringList log;
    qsizetype seen = 1;
};

inline QString closedBy(CloseReason reason)
{
    return "closed "_L1 + toString(reason);
}

} // namespace maru::server
