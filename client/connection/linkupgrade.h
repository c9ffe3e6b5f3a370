// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/pollinglink.h"
#include "client/connection/websocketlink.h"

#include <QTimer>

namespace maru::client {

/// Moves one session from polling to a websocket: `2probe`, `3probe`, polling stands still, `5`.
///
/// Nothing but the probe is written on the websocket before `5`, and `5` only after the last GET
/// and POST have ended: so no packet is lost, sent twice or out of order. Until then polling can go
/// on as if nothing had been tried.
class LinkUpgrade : public QObject
{
    Q_OBJECT

public:
    /// \p polling is open and outlives this; \p probe is not opened yet and becomes a child.
    LinkUpgrade(PollingLink &polling, WebSocketLink *probe, QObject *parent = nullptr);

    /// \p url without sid. \p timeoutMs: to the answer of the probe, and again until polling stands
    /// still.
    void start(const QUrl &url, int timeoutMs);
    /// Gives up; polling goes on. No signal.
    void abort();

signals:
    /// \p socket carries the session from now on; its owner is who receives this.
    void upgraded(maru::client::WebSocketLink *socket);
    /// Polling goes on.
    void refused(const QString &why);

private:
    void onProbeAnswer(const QByteArray &packet);
    void onPaused();
    void refuse(const QString &why);

    PollingLink &m_polling;
    WebSocketLink *m_probe; // child until it is handed on or given up
    QTimer m_deadline;
    bool m_isAnswered = false;
};

} // namespace maru::client
