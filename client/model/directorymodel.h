// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace maru::client {

/// Rooms or people as a server lists them: searched while one types, a page at a time, the next one
/// when a view comes to the end. At most limits::maxDirectoryRows.
class DirectoryModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< QString
        NameRole, ///< QString
        DetailRole, ///< QString: the topic of a room; may be empty
        KindRole, ///< int of maru::RoomKind; -1 for people
        OnlineRole, ///< bool
    };
    struct Row
    {
        QString id;
        QString name;
        QString detail = {};
        int kind = -1;
        bool isOnline = false;
    };
    struct Page
    {
        QList<Row> rows;
        QString last; ///< what the next page follows; not always the last of `rows`
        bool more = false;
        QString failure; ///< translated; empty if there is none
    };
    using PageHandler = std::function<void(const Page &)>;
    /// Asks for the page after the row \p after. The handler is called once, later, unless \p
    /// context has gone.
    using Source = std::function<void(const QString &query, const QString &after, QObject *context,
                                      PageHandler handler)>;

    explicit DirectoryModel(Source source, QObject *parent = nullptr);

    void setCheckable(bool isCheckable) { m_isCheckable = isCheckable; }
    [[nodiscard]] bool isCheckable() const { return m_isCheckable; }
    /// Asked when nothing was typed for limits::directoryDelayMs.
    void setQuery(const QString &query);
    void ask(); ///< now, from the first page

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    [[nodiscard]] bool isAsking() const { return m_isAsking; }
    [[nodiscard]] const QString &failure() const { return m_failure; }
    [[nodiscard]] const QString &query() const { return m_query; }
    /// Of all that were shown, whatever is searched for now: id and name.
    [[nodiscard]] const QHash<QString, QString> &checked() const { return m_checked; }
    void uncheck(const QString &id);

signals:
    void stateChanged(); ///< isAsking(), failure(), the rows
    void queryChanged(); ///< the rows belong to another one until it was asked
    void checkedChanged();

private:
    void askAfter(const QString &last);
    void take(const Page &page, bool isFirst);

    Source m_source;
    QTimer m_delay;
    QList<Row> m_rows;
    QHash<QString, QString> m_checked;
    QString m_query;
    QString m_last;
    QString m_failure;
    quint64 m_question = 0; // the answers of earlier ones are late
    bool m_more = false;
    bool m_isAsking = false;
    bool m_isCheckable = false;
};

} // namespace maru::client
