// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QMap>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

namespace maru::client {

/// Why an ack will not come.
enum class AckFailure : quint8 {
    TimedOut,
    Disconnected, ///< lost before the answer: the server may or may not have done it
    TooLarge, ///< never sent
    TooMany, ///< never sent: limits::maxUnansweredAcks wait already
};

/// The arguments of the ack, or why there is none.
using AckHandler = std::function<void(const Result<QJsonArray, AckFailure> &)>;

/// The questions that wait for an answer, each with its own deadline.
class PendingAcks : public QObject
{
    Q_OBJECT

public:
    explicit PendingAcks(QObject *parent = nullptr);

    /// False, and \p handler is not kept, if too many wait.
    [[nodiscard]] bool add(quint64 id, QObject *context, AckHandler handler, int timeoutMs);
    /// Unknown ids (late or invented) are ignored.
    void answer(quint64 id, const QJsonArray &arguments);
    void forget(quint64 id) { m_pending.remove(id); }
    void failAll(AckFailure failure);

private:
    struct Pending
    {
        QPointer<QObject> context;
        AckHandler handler;
        qint64 deadlineMs = 0;
    };

    void armTimer(qint64 deadlineMs);
    void expire();

    QMap<quint64, Pending> m_pending; // ordered: they fail in the order they were asked
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_armedForMs = 0;
};

} // namespace maru::client
