// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/emojimodel.h"

#include <QLocale>

namespace maru::client {

EmojiModel::EmojiModel(const EmojiTable &table, QObject *parent)
    : QAbstractListModel(parent)
    , m_table(table)
{ }

void EmojiModel::show(const QList<int> &indexes)
{
    beginResetModel();
    m_shown = indexes;
    endResetModel();
}

void EmojiModel::showGroup(int group)
{
    QList<int> indexes;
    for (std::size_t i = 0; i < m_table.all().size(); ++i) {
        if (m_table.all()[i].group == group) {
            indexes.append(static_cast<int>(i));
        }
    }
    show(indexes);
}

int EmojiModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant EmojiModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Emoji &emoji = m_table.all()[static_cast<std::size_t>(m_shown.at(index.row()))];
    switch (role) {
    case Qt::DisplayRole:
        return emoji.text;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return QLocale().language() == QLocale::Korean ? emoji.nameKo : emoji.name;
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignCenter);
    default:
        return {};
    }
}

} // namespace maru::client
