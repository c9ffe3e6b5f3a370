// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QIdentityProxyModel>

namespace maru::client {

class MessageDelegate;

/// The messages as a screen reader says them: "sender, text, time, state".
class AccessibleMessages : public QIdentityProxyModel
{
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;

    /// Whose line "new from here" is said with its row; not owned.
    void setDelegate(const MessageDelegate *delegate) { m_delegate = delegate; }

    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    /// \p index, of any messages, without that line.
    [[nodiscard]] static QString spokenText(const QModelIndex &index);

private:
    static void addMarksBefore(QStringList &parts, const QModelIndex &index);
    static void addFiles(QStringList &parts, const QModelIndex &index);
    static void addMarksAfter(QStringList &parts, const QModelIndex &index);

    const MessageDelegate *m_delegate = nullptr;
};

} // namespace maru::client
