// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/support/testbus.h"

#include <QDBusConnection>

#include <memory>
#include <optional>

namespace maru::testing {

/// A message bus of one's own with two programs on it: the one that is tested, and the service that
/// it speaks to.
class TestBusPeers
{
public:
    ~TestBusPeers() { stop(); }

    /// False if there is no dbus-daemon.
    [[nodiscard]] bool start()
    {
        m_bus = std::make_unique<TestBus>();
        if (!m_bus->start()) {
            return false;
        }
        ++m_number;
        ours = QDBusConnection::connectToBus(m_bus->address(), name("ours"));
        theirs = QDBusConnection::connectToBus(m_bus->address(), name("theirs"));
        return ours->isConnected() && theirs->isConnected();
    }

    /// Nobody may use the connections any more.
    void stop()
    {
        ours.reset();
        theirs.reset();
        QDBusConnection::disconnectFromBus(name("ours"));
        QDBusConnection::disconnectFromBus(name("theirs"));
        m_bus.reset();
    }

    [[nodiscard]] TestBus &bus() { return *m_bus; }

    std::optional<QDBusConnection> ours;
    std::optional<QDBusConnection> theirs;

private:
    [[nodiscard]] QString name(const char *whose) const
    {
        return QString::fromLatin1(whose) + QString::number(m_number); // Qt keeps names for a while
    }

    int m_number = 0;
    std::unique_ptr<TestBus> m_bus;
};

} // namespace maru::testing
