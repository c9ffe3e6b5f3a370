// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "faketransport.h"
#include "server/session/enginesession.h"

#include <memory>

namespace maru::server {

inline constexpr EngineConfig never{.pingIntervalMs = 600'000, .pingTimeoutMs = 600'000};

/// A session and what it told.
struct Peer
{
    explicit Peer(const EngineConfig &config = never)
        : transport(new FakeTransport)
        , session(std::make_unique<EngineSession>(transport, config))
    {
        QObject::connect(session.get(), &EngineSession::messageReceived, session.get(),
                         [this](const QByteArray &text) { messages.append(text); });
        QObject::connect(session.get(), &EngineSession::binaryReceived, session.get(),
                         [this](const QByteArray &bytes) { binaries.append(bytes); });
        QObject::connect(session.get(), &EngineSession::closed, session.get(),
                         [this](CloseReason reason) { closed.append(toString(reason)); });
    }

    FakeTransport *transport; // owned by the session
    std::unique_ptr<EngineSession> session;
    QList<QByteArray> messages;
    QList<QByteArray> binaries;
    QStringList closed;
};

inline QStringList only(CloseReason reason)
{
    return {toString(reason)};
}

} // namespace maru::server
