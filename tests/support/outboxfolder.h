// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/outboxrows.h"
#include "client/store/outboxstore.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

namespace maru::testing {

/// A folder per test with an outbox, and ways to fill and to damage it.
class OutboxFolder
{
protected:
    static client::OutboxRow row(int i, const QString &text = {})
    {
        using namespace Qt::StringLiterals;
        client::OutboxRow made{u"cid-%1"_s.arg(i), lobby, text.isEmpty() ? u"글 %1"_s.arg(i) : text,
                               1'700'000'000'000 + i, u""_s};
        if (i % 4 == 3) {
            const MessageAuthor author{UserId(u"u1"_s), u"이영희"_s};
            made.replyTo = ReplyTo{MessageId(u"m%1"_s.arg(i)), i, author, u"물음 \"%1\""_s.arg(i)};
        }
        return made;
    }
    static QStringList cidsOf(const client::OutboxContents &contents)
    {
        QStringList cids;
        for (const client::OutboxRow &one : contents.rows) {
            cids.append(one.cid);
        }
        return cids;
    }
    static void expectWarning(const char *pattern)
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromUtf8(pattern)));
    }

    void next() { ++m_run; } ///< another folder
    [[nodiscard]] QString folder() const { return m_dir.filePath(QString::number(m_run)); }
    [[nodiscard]] QString file(const QString &name) const { return folder() + u'/' + name; }
    [[nodiscard]] QString path() const { return file(QStringLiteral("outbox.db")); }

    void fill(int count, const QString &text = {})
    {
        client::OutboxStore store(path());
        for (int i = 0; i < count; ++i) {
            QVERIFY(store.add(row(i, text)));
        }
    }
    void fillAtOnce(int count, const QString &text)
    {
        const auto opened = client::StoreFile::open(path(), client::outboxSchema());
        QVERIFY(opened);
        client::OutboxContents contents;
        for (int i = 0; i < count; ++i) {
            contents.rows.append(row(i, text));
        }
        QVERIFY(client::insertAll(**opened, contents));
    }
    static void sql(const QString &path, const QString &statement)
    {
        {
            QSqlDatabase db =
                QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
            db.setDatabaseName(path);
            QVERIFY(db.open());
            QSqlQuery query(db);
            QVERIFY(query.exec(statement));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("test"));
    }
    void damageHeader()
    {
        QFile damaged(path());
        QVERIFY(damaged.open(QIODevice::ReadWrite));
        damaged.write(QByteArray(100, '\x5a'));
    }
    /// Overwrites a part of the file; 0 is its begin, 1 its end.
    void damage(double from, double to)
    {
        QFile damaged(path());
        QVERIFY(damaged.open(QIODevice::ReadWrite));
        const auto size = double(damaged.size());
        const auto first = qint64(from * size);
        QVERIFY(damaged.seek(first));
        damaged.write(QByteArray(qint64(to * size) - first, '\x5a'));
    }
    void asTheFirstVersionMadeIt()
    {
        sql(path(), QStringLiteral("DROP TABLE draft_files"));
        sql(path(), QStringLiteral("DROP TABLE outbox_files"));
        sql(path(), QStringLiteral("DROP TABLE changes"));
        sql(path(), QStringLiteral("ALTER TABLE drafts DROP COLUMN reply_to"));
        sql(path(), QStringLiteral("PRAGMA user_version = 1"));
    }

    inline static const RoomId lobby{QStringLiteral("r1")};

private:
    QTemporaryDir m_dir;
    int m_run = 0;
};

} // namespace maru::testing
