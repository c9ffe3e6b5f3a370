// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/sqlbackendfixture.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <algorithm>

namespace maru::server::fixture {

void SqlBackendFixture::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(QStringLiteral("data/maru.db"));
}

void SqlBackendFixture::cleanup()
{
    m_unwritable.reset();
    m_dir.reset();
}

void SqlBackendFixture::makeStore(int messages)
{
    SqlBackend backend(m_path);
    const auto opened = backend.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(backend, room(1, QStringLiteral("Alpha"))));
    std::vector<Change> changes;
    for (int i = 0; i < messages; ++i) {
        changes.push_back(message(roomId(1), i, QString(200, u'x'), QStringLiteral("c-%1").arg(i)));
    }
    const auto replies = backend.apply(changes);
    QCOMPARE(std::count(replies.begin(), replies.end(), failure(StoreError::Failed)), 0);
}

QString SqlBackendFixture::leaveAsKilled(int messages)
{
    makeStore(messages);
    const QString killed = m_dir->filePath(QStringLiteral("killed/maru.db"));
    QDir().mkpath(QFileInfo(killed).path());
    SqlBackend backend(m_path);
    static_cast<void>(backend.open());
    static_cast<void>(apply(backend, message(roomId(1), 90'000, QStringLiteral("in the log"))));
    for (const QString &suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
        copyFile(m_path + suffix, killed + suffix);
    }
    return killed;
}

QString SqlBackendFixture::walOf(const QString &path)
{
    return path + QStringLiteral("-wal");
}

} // namespace maru::server::fixture
