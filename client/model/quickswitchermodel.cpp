// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/quickswitchermodel.h"

#include "client/model/keyboardlayout.h"
#include "common/clientlimits.h"

#include <QLocale>

#include <algorithm>
#include <optional>
#include <tuple>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// How well a name matches; the other layout is worse than all of the own.
enum Match : int {
    Whole,
    Beginning,
    WordBeginning,
    Inside,
    Consonants, // at its beginning
    ConsonantsInside,
    OtherLayout,
};

constexpr int neverUsed = 1'000'000;

QString usedKey(QuickSwitcherModel::Kind kind, const QString &id)
{
    return QString::number(int(kind)) + id;
}

bool beginsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber();
}

std::optional<int> matchOf(const QString &name, const QString &pattern)
{
    const QString folded = foldedForSearch(name);
    if (folded == pattern) {
        return Whole;
    }
    qsizetype at = folded.indexOf(pattern);
    if (at >= 0) {
        bool isWord = false;
        for (qsizetype next = at; next >= 0 && !isWord; next = folded.indexOf(pattern, next + 1)) {
            isWord = beginsWord(folded, next);
        }
        return at == 0 ? Beginning : isWord ? WordBeginning : Inside;
    }
    // One consonant alone, too, and mixed with the rest: here everything is short.
    at = indexOfMixed(folded, pattern);
    return at < 0 ? std::nullopt : std::optional<int>(at == 0 ? Consonants : ConsonantsInside);
}

// Where the pattern stands in the name, in its own units.
QList<TextRange> rangesOf(const QString &name, const QString &pattern)
{
    QList<TextRange> origins;
    const QString folded = foldedForSearch(name, &origins);
    qsizetype at = folded.indexOf(pattern);
    at = at >= 0 ? at : indexOfMixed(folded, pattern);
    if (at < 0 || pattern.isEmpty()) {
        return {};
    }
    const TextRange &last = origins[at + pattern.size() - 1];
    return {{origins[at].start, last.start + last.length - origins[at].start}};
}

} // namespace

QuickSwitcherModel::QuickSwitcherModel(QObject *parent)
    : QAbstractListModel(parent)
{ }

int QuickSwitcherModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant QuickSwitcherModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.entry->name;
    case Qt::AccessibleTextRole:
        return row.entry->detail.isEmpty() ? row.entry->name
                                           : row.entry->name + ", "_L1 + row.entry->detail;
    case KindRole:
        return int(row.entry->kind);
    case IdRole:
        return row.entry->id;
    case DetailRole:
        return row.entry->detail;
    case RangesRole:
        return QVariant::fromValue(row.ranges);
    case UnreadRole:
        return row.entry->unread;
    default:
        return {};
    }
}

void QuickSwitcherModel::setEntries(Kind kind, const QList<Entry> &entries)
{
    beginResetModel();
    m_rows.clear(); // they point into the entries
    std::erase_if(m_entries, [kind](const Entry &entry) { return entry.kind == kind; });
    for (const Entry &entry :
         entries.first(std::min<qsizetype>(entries.size(), limits::maxSwitcherPeople))) {
        m_entries.push_back(entry);
        m_entries.back().kind = kind;
    }
    update();
    endResetModel();
}

void QuickSwitcherModel::setQuery(const QString &query)
{
    beginResetModel();
    m_query = query;
    update();
    endResetModel();
}

void QuickSwitcherModel::noteUsed(Kind kind, const QString &id)
{
    const QString key = usedKey(kind, id);
    m_used.removeAll(key);
    m_used.prepend(key);
    if (m_used.size() > limits::maxRecentRooms) {
        m_used.removeLast();
    }
}

int QuickSwitcherModel::ageOf(const Entry &entry) const
{
    const qsizetype age = m_used.indexOf(usedKey(entry.kind, entry.id));
    return age < 0 ? neverUsed : int(age);
}

// What was typed, and what it would have been with the other layout.
QList<QuickSwitcherModel::Pattern> QuickSwitcherModel::patterns() const
{
    QString typed = m_query.trimmed();
    if (typed.startsWith(u'#') || typed.startsWith(u'@')) {
        typed.remove(0, 1);
    }
    QList<Pattern> all{{foldedForSearch(typed).trimmed(), false}};
    for (const QString &other : {hangulFromKeys(typed), keysFromHangul(typed)}) {
        const QString folded = foldedForSearch(other).trimmed();
        if (other != typed && folded != all.first().text && !folded.isEmpty()) {
            all.append({folded, true});
        }
    }
    return all;
}

bool QuickSwitcherModel::matches(const Entry &entry, const QList<Pattern> &patterns, Row &row) const
{
    std::optional<int> best;
    QString found;
    for (const Pattern &pattern : patterns) {
        const auto take = [&](const QString &name) {
            const auto match = matchOf(name, pattern.text);
            const int worth =
                match.value_or(neverUsed) + (pattern.isOtherLayout ? int(OtherLayout) : 0);
            if (match && worth < best.value_or(neverUsed)) {
                best = worth;
                found = pattern.text;
            }
        };
        take(entry.name);
        for (const QString &word : entry.words) {
            take(word);
        }
    }
    if (best) {
        row = {&entry, *best, ageOf(entry), rangesOf(entry.name, found)};
    }
    return best.has_value();
}

void QuickSwitcherModel::update()
{
    m_rows.clear();
    const QList<Pattern> wanted = patterns();
    const bool isEmpty = wanted.first().text.isEmpty();
    for (const Entry &entry : m_entries) {
        Row row;
        if (isEmpty) {
            // People come when they are asked for, or were spoken to.
            row = {&entry, entry.kind == Kind::Command ? 1 : 0, ageOf(entry), {}};
            if (entry.kind != Kind::Person || row.age != neverUsed) {
                m_rows.push_back(std::move(row));
            }
        } else if (matches(entry, wanted, row)) {
            m_rows.push_back(std::move(row));
        }
    }
    const auto length = [isEmpty](const Row &row) {
        return isEmpty ? 0 : row.entry->name.size();
    };
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const Row &a, const Row &b) {
        return std::tuple(a.match, a.age, int(a.entry->kind), length(a))
            < std::tuple(b.match, b.age, int(b.entry->kind), length(b));
    });
    // With nothing typed it is where all rooms are found: no more than there are.
    if (!isEmpty && m_rows.size() > size_t(limits::maxSwitcherRows)) {
        m_rows.resize(size_t(limits::maxSwitcherRows));
    }
    const QDate day = QDate::fromString(m_query.trimmed(), Qt::ISODate);
    if (m_query.trimmed().size() == 10 && day.isValid()) {
        m_day = {Kind::Day, day.toString(Qt::ISODate),
                 tr("Go to %1").arg(QLocale().toString(day, QLocale::LongFormat))};
        m_rows.insert(m_rows.begin(), Row{&m_day, 0, 0, {}});
    }
}

} // namespace maru::client
