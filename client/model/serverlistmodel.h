// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/recentservers.h"
#include "common/clientlimits.h"
#include "common/discovery/locallinks.h"
#include "common/protocol/beaconpacket.h"

#include <QAbstractListModel>
#include <QTimer>

#include <functional>
#include <vector>

namespace maru::client {

/// The servers a person may choose from: first those that announce themselves now, in the order in
/// which they were found, then those that were joined before.
///
/// A found server is known by its certificate and port, so two servers of one name are two rows,
/// and one server that is heard from several of its addresses is one. Which of the addresses is
/// shown does not change while it lasts. Everything here was told by strangers: the row is a
/// suggestion, the fingerprint in its link is what the server then has to prove.
class ServerListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole, ///< QString; may be empty of a server that was joined before
        AddressRole, ///< QString: "192.168.0.12:5000"
        FingerprintWordsRole, ///< QString: as many as tell servers apart; empty without TLS
        LinkRole, ///< QString: what to join; with the fingerprint, if there is one
        IsFoundRole, ///< bool
    };
    enum class Search : quint8 {
        Off,
        Running, ///< nothing found yet
        InVain, ///< nothing found for limits::searchPatienceMs; it goes on
        Successful, ///< a found server is in the list
    };
    Q_ENUM(Search)

    explicit ServerListModel(QObject *parent = nullptr);
    /// \p clockMs replaces the clock, for tests.
    explicit ServerListModel(std::function<qint64()> clockMs, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    /// Forgets what was found before, and looks anew.
    void startSearch();
    void stopSearch();
    [[nodiscard]] Search search() const { return m_search; }
    [[nodiscard]] int foundCount() const { return int(m_found.size()); }
    /// Translated: what may be the matter if nothing is found, the likeliest first.
    [[nodiscard]] QStringList advice() const;

    void setRecent(const QList<RecentServer> &servers);

public slots:
    /// \p announcement came from \p host.
    void take(const maru::Announcement &announcement, const QString &host);
    /// The networks of this computer, for advice().
    void setLinks(const QList<maru::LocalLink> &links);
    /// Drops servers not heard for limits::foundServerMs; called every second while it searches.
    void dropSilent();

signals:
    void searchChanged(); ///< search() or advice()

private:
    struct Way
    {
        QString host;
        QString name; ///< as announced from there
        qint64 heardMs = 0;
    };
    struct Found
    {
        quint16 port = 0;
        QByteArray fingerprint;
        std::vector<Way> ways; ///< by rank of their kind, then by age; the first is shown
    };
    void add(const Announcement &announcement, const Way &way);
    void showRecent();
    void setSearch(Search search);
    [[nodiscard]] QVariant foundData(const Found &found, int role) const;
    [[nodiscard]] static QVariant recentData(const RecentServer &server, int role);
    [[nodiscard]] static QString addressOf(const Found &found);

    std::function<qint64()> m_clockMs;
    std::vector<Found> m_found;
    QList<RecentServer> m_recent; // all
    QList<RecentServer> m_shown; // those of them that are not found
    QList<LocalLink> m_links;
    QTimer m_dropTimer;
    QTimer m_patience;
    Search m_search = Search::Off;
};

} // namespace maru::client
