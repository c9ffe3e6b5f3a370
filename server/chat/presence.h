// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/serverlimits.h"
#include "server/chat/domainbasics.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace maru::server {

/// Who is online: a lease that one's connections hold, and that ends a moment after the last one,
/// so that a short loss is nobody's news. It lives in memory only: no crash leaves somebody online.
class Presence : public QObject
{
    Q_OBJECT

public:
    explicit Presence(const DomainBasics &basics, int leaseMs = limits::presenceLeaseMs,
                      int seenLookMs = usualLookMs, QObject *parent = nullptr);

    static constexpr int usualLookMs = 60'000; ///< between two looks for devices that stay
    enum class Device : quint8 { Known, New };
    /// A session of \p user is attached and sees its rooms. \p tokenHash: of the device that it
    /// came with, if it has one; its time begins anew, and once a day for as long as it stays. That
    /// of a new one has just begun. Whether everybody was told, as nobody knew it to be online.
    bool arrive(const User &user, const QByteArray &tokenHash, Device device = Device::Known);
    /// A session of \p user is detached; \p rooms are those it was a member of until then.
    void depart(const User &user, const QByteArray &tokenHash, const QList<RoomId> &rooms);
    /// The devices of \p user that are here are seen now.
    void touchDevices(const UserId &user);
    /// The devices of these tokens are signed out: their sessions end.
    void endDevices(const UserId &user, const QList<QByteArray> &tokenHashes);

private:
    struct Lease
    {
        QList<RoomId> rooms;
        QDeadlineTimer end;
    };

    struct Stay
    {
        UserId user;
        int sessions = 0;
        qint64 seenMs = 0;
    };

    void touch(const UserId &user, const QByteArray &tokenHash);
    void lease(const UserId &user, const QList<RoomId> &rooms);
    void endLeases();
    void touchStaying();
    void tellGone(const UserId &user, const QList<RoomId> &rooms);

    DomainBasics m_basics;
    int m_leaseMs;
    QHash<UserId, Lease> m_leases; // of those whose last connection is gone
    QSet<UserId> m_told; // of whom everybody knows that they are online
    QTimer m_timer; // until the next lease ends
    QHash<QByteArray, Stay> m_stays; // by the token hash of the device
    QTimer m_seenTimer;
};

} // namespace maru::server
