// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QIdentityProxyModel>

namespace maru::client {

/// The messages as a screen reader says them: "sender, text, time, state".
class AccessibleMessages : public QIdentityProxyModel
{
    Q_OBJECT

public:
    using QIdentityProxyModel::QIdentityProxyModel;

    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

private:
    static void addMarksBefore(QStringList &parts, const QModelIndex &index);
    static void addFiles(QStringList &parts, const QModelIndex &index);
    static void addMarksAfter(QStringList &parts, const QModelIndex &index);
};

} // namespace maru::client
