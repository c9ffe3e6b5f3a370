// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/serverlistmodel.h"

#include "client/model/searchadvice.h"
#include "client/model/securitytexts.h"
#include "common/clientlimits.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr int dropIntervalMs = 1'000;

std::function<qint64()> monotonicClock()
{
    QElapsedTimer timer;
    timer.start();
    return [timer] {
        return timer.elapsed();
    };
}

/// People can tell an IPv4 address to each other; that of loopback means something on this computer
/// only.
int rankOf(const QString &host)
{
    if (host.contains(u':')) {
        return 2;
    }
    return host.startsWith(QLatin1StringView("127.")) ? 1 : 0;
}

} // namespace

ServerListModel::ServerListModel(QObject *parent)
    : ServerListModel(monotonicClock(), parent)
{ }

ServerListModel::ServerListModel(std::function<qint64()> clockMs, QObject *parent)
    : QAbstractListModel(parent)
    , m_clockMs(std::move(clockMs))
{
    m_dropTimer.setInterval(dropIntervalMs);
    connect(&m_dropTimer, &QTimer::timeout, this, &ServerListModel::dropSilent);
    m_patience.setSingleShot(true);
    m_patience.setInterval(limits::searchPatienceMs);
    m_patience.setTimerType(Qt::PreciseTimer); // a coarse one may come 150 ms too early
    connect(&m_patience, &QTimer::timeout, this, [this] { setSearch(Search::InVain); });
}

int ServerListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(qsizetype(m_found.size()) + m_shown.size());
}

QVariant ServerListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const auto row = std::size_t(index.row());
    return row < m_found.size() ? foundData(m_found[row], role)
                                : recentData(m_shown.at(qsizetype(row - m_found.size())), role);
}

QVariant ServerListModel::foundData(const Found &found, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return found.ways.front().name;
    case AddressRole:
        return addressOf(found);
    case FingerprintWordsRole:
        return fingerprintStart(found.fingerprint);
    case LinkRole:
        return found.fingerprint.isEmpty()
            ? addressOf(found)
            : QStringLiteral("maru://%1#%2")
                  .arg(addressOf(found), QString::fromLatin1(found.fingerprint.toHex()));
    case Qt::ToolTipRole: // without the name: a tool tip takes what looks like HTML for HTML
        return QString(addressOf(found) + u'\n' + fingerprintWordsText(found.fingerprint) + u'\n'
                       + fingerprintText(found.fingerprint))
            .trimmed();
    case IsFoundRole:
        return true;
    case Qt::AccessibleTextRole:
        return tr("%1 at %2, fingerprint %3")
            .arg(found.ways.front().name, addressOf(found), fingerprintStart(found.fingerprint));
    default:
        return {};
    }
}

QVariant ServerListModel::recentData(const RecentServer &server, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return server.name.isEmpty() ? server.address : server.name;
    case NameRole:
        return server.name;
    case AddressRole:
    case LinkRole:
        return server.address;
    case FingerprintWordsRole:
        return QString();
    case IsFoundRole:
        return false;
    case Qt::AccessibleTextRole:
        return tr("%1 at %2, joined before").arg(server.name, server.address);
    default:
        return {};
    }
}

QString ServerListModel::addressOf(const Found &found)
{
    const QString &host = found.ways.front().host;
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(found.port);
}

void ServerListModel::startSearch()
{
    beginResetModel();
    m_found.clear();
    m_shown = m_recent;
    endResetModel();
    m_dropTimer.start();
    m_patience.start();
    setSearch(Search::Running);
}

void ServerListModel::stopSearch()
{
    m_dropTimer.stop();
    m_patience.stop();
    setSearch(Search::Off);
}

QStringList ServerListModel::advice() const
{
    return searchAdvice(m_links);
}

void ServerListModel::setLinks(const QList<LocalLink> &links)
{
    const QStringList before = advice();
    m_links = links;
    if (advice() != before) {
        emit searchChanged();
    }
}

void ServerListModel::setRecent(const QList<RecentServer> &servers)
{
    m_recent = servers;
    showRecent();
}

// Those of the servers joined before that are not found now.
void ServerListModel::showRecent()
{
    QList<RecentServer> wanted = m_recent;
    wanted.removeIf([this](const RecentServer &server) {
        return std::any_of(m_found.begin(), m_found.end(), [&server](const Found &found) {
            return addressOf(found) == server.address;
        });
    });
    if (wanted == m_shown) {
        return;
    }
    const int first = int(m_found.size());
    if (!m_shown.isEmpty()) {
        beginRemoveRows({}, first, first + int(m_shown.size()) - 1);
        m_shown.clear();
        endRemoveRows();
    }
    if (!wanted.isEmpty()) {
        beginInsertRows({}, first, first + int(wanted.size()) - 1);
        m_shown = wanted;
        endInsertRows();
    }
}

void ServerListModel::take(const Announcement &announcement, const QString &host)
{
    if (m_search == Search::Off) {
        return;
    }
    const Way way{host, announcement.name, m_clockMs()};
    const auto known = std::find_if(m_found.begin(), m_found.end(), [&](const Found &found) {
        return found.port == announcement.port && found.fingerprint == announcement.fingerprint
            && (announcement.speaksTls() || found.ways.front().host == host);
    });
    if (known == m_found.end()) {
        add(announcement, way);
        return;
    }
    std::vector<Way> &ways = known->ways;
    const auto same = std::find_if(ways.begin(), ways.end(),
                                   [&host](const Way &other) { return other.host == host; });
    const QString before = ways.front().host + ways.front().name;
    if (same != ways.end()) {
        *same = way;
    } else if (ways.size() < limits::maxServerAddresses) {
        const auto behind = std::find_if(ways.begin(), ways.end(), [&host](const Way &other) {
            return rankOf(other.host) > rankOf(host);
        });
        ways.insert(behind, way);
    }
    if (ways.front().host + ways.front().name != before) {
        const QModelIndex changed = index(int(known - m_found.begin()));
        emit dataChanged(changed, changed);
        showRecent();
    }
}

void ServerListModel::add(const Announcement &announcement, const Way &way)
{
    const auto ofHost = std::count_if(m_found.begin(), m_found.end(), [&way](const Found &found) {
        return found.ways.front().host == way.host;
    });
    // One computer with very many servers, or all of them together, is somebody who wants to hide
    // the others.
    if (m_found.size() >= limits::maxFoundServers || ofHost >= limits::maxServersPerHost) {
        return;
    }
    const int row = int(m_found.size());
    beginInsertRows({}, row, row);
    m_found.push_back({announcement.port, announcement.fingerprint, {way}});
    endInsertRows();
    showRecent();
    m_patience.stop();
    setSearch(Search::Successful);
}

void ServerListModel::dropSilent()
{
    const qint64 oldest = m_clockMs() - limits::foundServerMs;
    for (int row = int(m_found.size()) - 1; row >= 0; --row) {
        std::vector<Way> &ways = m_found[std::size_t(row)].ways;
        const auto isSilent = [oldest](const Way &way) {
            return way.heardMs < oldest;
        };
        if (std::all_of(ways.begin(), ways.end(), isSilent)) {
            beginRemoveRows({}, row, row);
            m_found.erase(m_found.begin() + row);
            endRemoveRows();
        } else if (isSilent(ways.front())) {
            std::erase_if(ways, isSilent);
            emit dataChanged(index(row), index(row));
        } else {
            std::erase_if(ways, isSilent);
        }
    }
    showRecent();
    if (m_search == Search::Successful && m_found.empty()) {
        setSearch(Search::Running);
        m_patience.start();
    }
}

void ServerListModel::setSearch(Search search)
{
    if (search != m_search) {
        m_search = search;
        emit searchChanged();
    }
}

} // namespace maru::client
