// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/diskfixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QTemporaryDir>

#include <memory>

namespace maru::server::fixture {

/// A folder of its own for each test, and ways to put an SQLite store there.
class SqlBackendFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    /// A store that was stopped in good order.
    void makeStore(int messages);
    /// The files as a kill leaves them, under another name: copied while the store is open.
    QString leaveAsKilled(int messages);
    [[nodiscard]] static QString walOf(const QString &path);

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path; ///< of the database, in a folder that is not there yet
    std::unique_ptr<Unwritable> m_unwritable; ///< ends with the test
};

} // namespace maru::server::fixture
