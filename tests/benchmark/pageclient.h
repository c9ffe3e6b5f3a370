// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QString>
#include <QWebSocket>

#include <functional>

namespace maru::bench {

/// One native client in the room `big` that knows when it asked what. It reads no more of an answer
/// than it must, so that its own work is not what is measured.
class PageClient : public QObject
{
public:
    /// \p ms from the question to the answer; \p ack: the array of its values
    using Done = std::function<void(double ms, const QByteArray &ack)>;

    /// \p joined: it may ask from now on
    PageClient(quint16 port, const QString &name, std::function<void()> joined);

    /// \p argument: one JSON object
    void ask(const QByteArray &event, const QByteArray &argument, Done done);
    [[nodiscard]] const QByteArray &room() const { return m_room; }

private:
    struct Asked
    {
        qint64 atNs = 0;
        Done done;
    };

    void receive(const QString &frame);

    QWebSocket m_socket;
    QElapsedTimer m_clock;
    QString m_name;
    QByteArray m_room;
    std::function<void()> m_joined;
    QHash<quint64, Asked> m_asked; // by ack id
    quint64 m_nextId = 0;
};

} // namespace maru::bench
