// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/servers/openservers.h"

#include "client/connection/serveraddress.h"
#include "common/clientlimits.h"
#include "common/text/username.h"

#include <QSettings>

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto listKey = "servers/open"_L1;
constexpr auto currentKey = "servers/current"_L1;
constexpr auto addressKey = "address"_L1;
constexpr auto nameKeyName = "name"_L1;
constexpr auto offKey = "off"_L1;

QString keyOf(const QString &userName)
{
    const auto name = normalisedUserName(userName);
    return name ? nameKey(*name) : QString();
}

} // namespace

OpenServers::OpenServers(QObject *parent)
    : QObject(parent)
{ }

OpenServers::~OpenServers() = default;

QList<OpenServer *> OpenServers::list() const
{
    QList<OpenServer *> servers;
    servers.reserve(count());
    for (const auto &server : m_servers) {
        servers.append(server.get());
    }
    return servers;
}

OpenServer *OpenServers::at(int index) const
{
    return index >= 0 && index < count() ? m_servers[size_t(index)].get() : nullptr;
}

int OpenServers::indexOf(const OpenServer *server) const
{
    const auto found = std::find_if(m_servers.begin(), m_servers.end(),
                                    [server](const auto &one) { return one.get() == server; });
    return found == m_servers.end() ? -1 : int(found - m_servers.begin());
}

OpenServer *OpenServers::find(const QString &hostAndPort, const QString &userName) const
{
    for (const auto &server : m_servers) {
        if (!hostAndPort.isEmpty() && server->hostAndPort() == hostAndPort
            && (userName.isEmpty() || keyOf(server->place().userName) == keyOf(userName))) {
            return server.get();
        }
    }
    return nullptr;
}

bool OpenServers::isFull() const
{
    return count() >= limits::maxOpenServers;
}

OpenServer *OpenServers::add(std::unique_ptr<OpenServer> server)
{
    Q_ASSERT_X(server && !isFull(), "OpenServers::add", "there is no room for it");
    OpenServer *const made = server.get();
    m_servers.push_back(std::move(server));
    connect(made, &OpenServer::changed, this, [this, made] {
        emit serverChanged(made);
        noteCounts();
    });
    connect(made, &OpenServer::placeChanged, this, &OpenServers::placesChanged);
    emit opened(made);
    emit placesChanged();
    noteCounts();
    return made;
}

void OpenServers::setCurrent(OpenServer *server)
{
    if (m_current != server && (!server || indexOf(server) >= 0)) {
        m_current = server;
        emit currentChanged(server);
        emit placesChanged();
    }
}

void OpenServers::move(int from, int to)
{
    if (from == to || !at(from) || !at(to)) {
        return;
    }
    const auto begin = m_servers.begin();
    if (from < to) {
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    } else {
        std::rotate(begin + to, begin + from, begin + from + 1);
    }
    emit moved();
    emit placesChanged();
}

void OpenServers::close(OpenServer *server)
{
    const int index = indexOf(server);
    if (index < 0) {
        return;
    }
    std::unique_ptr<OpenServer> closing = std::move(m_servers[size_t(index)]);
    m_servers.erase(m_servers.begin() + index);
    if (m_current == server) { // the one that took its place, or the last
        setCurrent(m_servers.empty() ? nullptr : at(std::min(index, count() - 1)));
    }
    emit aboutToClose(server);
    closing->disconnect(this);
    emit placesChanged();
    noteCounts();
    server->conversation()->stop();
    closing.release()->deleteLater(); // it may be what told to be closed
}

int OpenServers::unread() const
{
    return std::accumulate(m_servers.begin(), m_servers.end(), 0,
                           [](int sum, const auto &one) { return sum + one->unread(); });
}

int OpenServers::forReader() const
{
    return std::accumulate(m_servers.begin(), m_servers.end(), 0,
                           [](int sum, const auto &one) { return sum + one->forReader(); });
}

void OpenServers::noteCounts()
{
    const int unreadNow = unread();
    const int forReaderNow = forReader();
    if (unreadNow != m_unread || forReaderNow != m_forReader) {
        m_unread = unreadNow;
        m_forReader = forReaderNow;
        emit countsChanged();
    }
}

OpenPlaces readOpenPlaces(QSettings &settings)
{
    OpenPlaces places;
    QList<std::pair<QString, QString>> seen;
    const int wanted = settings.value(currentKey).toInt();
    const int count = std::min(settings.beginReadArray(listKey), limits::maxOpenServers);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const ServerPlace place{settings.value(addressKey).toString(),
                                settings.value(nameKeyName).toString(),
                                settings.value(offKey).toBool()};
        const auto address = parseServerAddress(place.address);
        const QString name = keyOf(place.userName);
        if (!address || name.isEmpty() || seen.contains({address->hostAndPort(), name})) {
            continue;
        }
        seen.append({address->hostAndPort(), name});
        if (i == wanted) {
            places.current = int(places.servers.size());
        }
        places.servers.append(place);
    }
    settings.endArray();
    return places;
}

void writeOpenPlaces(QSettings &settings, const OpenPlaces &places)
{
    settings.remove(listKey);
    settings.beginWriteArray(listKey, int(places.servers.size()));
    for (int i = 0; i < places.servers.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(addressKey, places.servers.at(i).address);
        settings.setValue(nameKeyName, places.servers.at(i).userName);
        if (places.servers.at(i).isOff) {
            settings.setValue(offKey, true);
        }
    }
    settings.endArray();
    settings.setValue(currentKey, places.current);
}

} // namespace maru::client
