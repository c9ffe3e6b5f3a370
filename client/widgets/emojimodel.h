// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/emojitable.h"

#include <QAbstractListModel>

namespace maru::client {

/// Some emojis of the table, as the picker shows them.
class EmojiModel : public QAbstractListModel
{
    Q_OBJECT

public:
    /// \p table outlives it.
    explicit EmojiModel(const EmojiTable &table, QObject *parent = nullptr);

    void show(const QList<int> &indexes); ///< of EmojiTable::all()
    void showGroup(int group);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// The emoji; its name in the user's language as tool tip and for screen readers.
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

private:
    const EmojiTable &m_table;
    QList<int> m_shown;
};

} // namespace maru::client
