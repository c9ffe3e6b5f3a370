// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/servers/openserver.h"

#include <memory>
#include <vector>

class QSettings;

namespace maru::client {

/// All servers that are open in the window, in the order of the rail, and which of them is shown.
/// The one place that knows all conversations. Thread: GUI.
class OpenServers : public QObject
{
    Q_OBJECT

public:
    explicit OpenServers(QObject *parent = nullptr);
    ~OpenServers() override;

    [[nodiscard]] QList<OpenServer *> list() const;
    [[nodiscard]] int count() const { return int(m_servers.size()); }
    [[nodiscard]] OpenServer *at(int index) const; ///< null outside
    [[nodiscard]] int indexOf(const OpenServer *server) const; ///< -1 if it is not there
    [[nodiscard]] OpenServer *current() const { return m_current; } ///< null: none is shown
    /// The one at \p hostAndPort; with \p userName only one that is joined under that name, in any
    /// spelling that the name rule takes for the same.
    [[nodiscard]] OpenServer *find(const QString &hostAndPort, const QString &userName = {}) const;
    [[nodiscard]] bool isFull() const; ///< limits::maxOpenServers

    /// At the end of the rail. It must not be full.
    OpenServer *add(std::unique_ptr<OpenServer> server);
    void setCurrent(OpenServer *server); ///< one of list(), or null
    void move(int from, int to);
    void close(OpenServer *server); ///< what is stored of it stays; it is deleted later

    [[nodiscard]] int unread() const; ///< of all servers, as OpenServer::unread()
    [[nodiscard]] int forReader() const;

signals:
    void opened(maru::client::OpenServer *server);
    void aboutToClose(maru::client::OpenServer *server); ///< still whole, but no more in list()
    void currentChanged(maru::client::OpenServer *server);
    void moved();
    void serverChanged(maru::client::OpenServer *server); ///< OpenServer::changed()
    void countsChanged(); ///< unread() or forReader()
    void placesChanged(); ///< what the next start has to know

private:
    void noteCounts();

    std::vector<std::unique_ptr<OpenServer>> m_servers;
    OpenServer *m_current = nullptr;
    int m_unread = 0;
    int m_forReader = 0;
};

/// What the last run had open; \p current is the index of the one that was shown.
struct OpenPlaces
{
    QList<ServerPlace> servers;
    int current = 0;

    friend bool operator==(const OpenPlaces &, const OpenPlaces &) = default;
};
/// At most limits::maxOpenServers, only those with an address and a name, none twice.
[[nodiscard]] OpenPlaces readOpenPlaces(QSettings &settings);
void writeOpenPlaces(QSettings &settings, const OpenPlaces &places);

} // namespace maru::client
