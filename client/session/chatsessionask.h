// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"

#include <utility>

/// How ChatSession asks and reads answers; for its own .cpp files only.
namespace maru::client {

[[nodiscard]] RequestFailure failureOf(AckFailure reason);
/// A native message without its place in the room could not be shown in order, nor found again.
[[nodiscard]] bool isNativeMessage(const Message &message);

/// Of an ack that says nothing but ok.
[[nodiscard]] inline Result<Acknowledged, DecodeError> acknowledgedFromAck(const QJsonObject &)
{
    return Acknowledged();
}

template<class T>
void ChatSession::ask(const ClientEvent &event, Result<T, DecodeError> (*read)(const QJsonObject &),
                      QObject *context, ReplyHandler<T> handler)
{
    const EncodedEvent encoded = encodeClientEvent(event);
    const auto answered =
        [this, read, handler = std::move(handler)](const Result<QJsonArray, AckFailure> &ack) {
            if (!ack) {
                handler(failure(failureOf(ack.error())));
                return;
            }
            const QJsonObject object = ack->isEmpty() ? QJsonObject() : ack->first().toObject();
            if (const std::optional<ApiError> error = errorFromAck(object)) {
                handler(failure(RequestFailure{RequestFailure::Kind::Refused, *error}));
                return;
            }
            const Result<T, DecodeError> reply = read(object);
            if (!reply) {
                emit badEventReceived(reply.error().reason);
                handler(failure(RequestFailure{RequestFailure::Kind::BadReply, {}}));
                return;
            }
            handler(*reply);
        };
    m_connection.request(encoded.name, encoded.argument, context, answered, m_timing.ackTimeoutMs);
}

template<class T>
void ChatSession::askIfNative(const ClientEvent &event,
                              Result<T, DecodeError> (*read)(const QJsonObject &), QObject *context,
                              ReplyHandler<T> handler)
{
    if (m_mode == Mode::Native && m_phase == Phase::Joined) {
        ask<T>(event, read, context, std::move(handler));
        return;
    }
    QMetaObject::invokeMethod(
        context,
        [handler = std::move(handler)] {
            handler(failure(RequestFailure{RequestFailure::Kind::Disconnected, {}}));
        },
        Qt::QueuedConnection);
}

} // namespace maru::client
