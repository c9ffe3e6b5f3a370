// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/text/ngrams.h"

#include <QAbstractListModel>
#include <QDate>
#include <QStringList>

#include <vector>

namespace maru::client {

/// Rooms, people and commands by a piece of their name: its beginning, a word's beginning, any
/// part, leading consonants, and all that typed with the other keyboard layout (keyboardlayout.h).
///
/// The better match stands first; of equal ones what was used last, then the shorter name. A day
/// (2026-11-26) is an entry of its own. Everything is in memory: a key costs a few milliseconds at
/// limits::maxSwitcherPeople names.
class QuickSwitcherModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Kind : quint8 { Room, Person, Command, Day };
    Q_ENUM(Kind)

    struct Entry
    {
        Kind kind = Kind::Room;
        QString id;
        QString name; ///< as it is shown
        QString detail = {}; ///< shown behind it, muted
        QStringList words = {}; ///< it is found by these, too
        int unread = 0;
    };

    enum Role {
        KindRole = Qt::UserRole, ///< int of Kind
        IdRole, ///< QString; of a Day: yyyy-MM-dd
        NameRole, ///< QString
        DetailRole, ///< QString
        RangesRole, ///< QList<TextRange>: what was matched in the name
        UnreadRole, ///< int
    };

    explicit QuickSwitcherModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    /// Instead of all there are of that kind; at most limits::maxSwitcherPeople are kept.
    void setEntries(Kind kind, const QList<Entry> &entries);
    /// Empty: rooms and people by last use, then the other rooms, then the commands.
    void setQuery(const QString &query);
    [[nodiscard]] QString query() const { return m_query; }
    void noteUsed(Kind kind, const QString &id); ///< just now

private:
    struct Row
    {
        const Entry *entry = nullptr;
        int match = 0; // lower is better
        int age = 0; // place in the order of last use
        QList<TextRange> ranges;
    };
    struct Pattern
    {
        QString text; // folded
        bool isOtherLayout = false;
    };

    [[nodiscard]] QList<Pattern> patterns() const;
    [[nodiscard]] bool matches(const Entry &entry, const QList<Pattern> &patterns, Row &row) const;
    [[nodiscard]] int ageOf(const Entry &entry) const;
    void update();

    std::vector<Entry> m_entries;
    std::vector<Row> m_rows;
    Entry m_day;
    QString m_query;
    QStringList m_used; // kind and id, the last one first
};

} // namespace maru::client
