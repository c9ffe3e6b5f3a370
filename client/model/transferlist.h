// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QAbstractListModel>

namespace maru::client {

/// Files that come or go, as a strip shows them.
class TransferList : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class State : quint8 { Waiting, Running, Paused, Done, Failed };
    enum Role {
        NameRole = Qt::UserRole, ///< QString
        StateRole, ///< int of State
        PercentRole, ///< int, 0 to 100
        DetailRole, ///< QString: the size, how far it is, or why it failed
        MayPauseRole, ///< bool
    };

    using QAbstractListModel::QAbstractListModel;

    virtual void pause(int row) = 0;
    virtual void resume(int row) = 0; ///< also of what failed
    virtual void remove(int row) = 0; ///< and stops it

signals:
    void countChanged();
};

} // namespace maru::client
