// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/directorymodel.h"

#include "common/clientlimits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

DirectoryModel::DirectoryModel(Source source, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(std::move(source))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(limits::directoryDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &DirectoryModel::ask);
}

void DirectoryModel::setQuery(const QString &query)
{
    const QString wanted = query.trimmed();
    if (wanted != m_query) {
        m_query = wanted;
        ++m_question; // what is on its way was asked for other words
        m_delay.start();
        emit queryChanged();
    }
}

void DirectoryModel::ask()
{
    m_delay.stop();
    askAfter({});
}

void DirectoryModel::askAfter(const QString &last)
{
    const bool isFirst = last.isEmpty();
    m_isAsking = true;
    m_failure.clear();
    m_more = m_more && !isFirst;
    emit stateChanged();
    m_source(m_query, last, this, [this, isFirst, question = ++m_question](const Page &page) {
        if (question == m_question) {
            take(page, isFirst);
        }
    });
}

void DirectoryModel::take(const Page &page, bool isFirst)
{
    // First: whoever hears of the rows may ask for more at once.
    m_isAsking = false;
    m_failure = page.failure;
    m_last = page.last;
    const qsizetype before = isFirst ? 0 : m_rows.size();
    m_more = page.failure.isEmpty() && page.more && !page.last.isEmpty()
        && before + page.rows.size() < limits::maxDirectoryRows;
    if (isFirst) { // of a failure too: the rows that are there belong to other words
        beginResetModel();
        m_rows = page.rows;
        endResetModel();
    } else if (!page.rows.isEmpty()) {
        beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + page.rows.size() - 1));
        m_rows += page.rows;
        endInsertRows();
    }
    if (page.rows.isEmpty() && m_more && !m_isAsking) {
        askAfter(m_last); // nothing of that page is shown: no view would come to its end
        return;
    }
    emit stateChanged();
}

int DirectoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant DirectoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case Qt::AccessibleTextRole:
        return row.detail.isEmpty() ? row.name
                                    : QStringList{row.name, row.detail}.join(QStringLiteral(", "));
    case Qt::CheckStateRole:
        if (!m_isCheckable) {
            return {};
        }
        return m_checked.contains(row.id) ? Qt::Checked : Qt::Unchecked;
    case IdRole:
        return row.id;
    case DetailRole:
        return row.detail;
    case KindRole:
        return row.kind;
    case OnlineRole:
        return row.isOnline;
    default:
        return {};
    }
}

bool DirectoryModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !m_isCheckable || !checkIndex(index)) {
        return false;
    }
    const Row &row = m_rows.at(index.row());
    if (value.toInt() == int(Qt::Checked)) {
        m_checked.insert(row.id, row.name);
    } else {
        m_checked.remove(row.id);
    }
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit checkedChanged();
    return true;
}

void DirectoryModel::uncheck(const QString &id)
{
    if (m_checked.remove(id) == 0) {
        return;
    }
    for (int row = 0; row < rowCount(); ++row) {
        if (m_rows.at(row).id == id) {
            emit dataChanged(index(row), index(row), {Qt::CheckStateRole});
        }
    }
    emit checkedChanged();
}

Qt::ItemFlags DirectoryModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    return m_isCheckable && index.isValid() ? flags | Qt::ItemIsUserCheckable : flags;
}

bool DirectoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_isAsking && !m_delay.isActive();
}

void DirectoryModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent)) {
        askAfter(m_last);
    }
}

} // namespace maru::client
