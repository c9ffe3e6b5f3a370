// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace maru::client {

/// The deadline for the server's next ping. It also notices that the machine slept: a QTimer stands
/// still then, so a suspend-aware clock is asked now and again, and by check() before anything is
/// sent.
class PingWatch : public QObject
{
    Q_OBJECT

public:
    /// \p clockMs is suspend-aware; it is looked at every \p lookMs at the latest.
    PingWatch(std::function<qint64()> clockMs, int lookMs, QObject *parent = nullptr);

    /// A ping (or the open packet) came: the next one is due within \p patienceMs.
    void restart(qint64 patienceMs);
    void stop();
    /// Emits expired(), and stops, if the deadline has passed.
    void check();

signals:
    void expired();

private:
    void arm();

    std::function<qint64()> m_clockMs;
    int m_lookMs;
    qint64 m_deadlineMs = 0;
    QTimer m_timer;
};

} // namespace maru::client
