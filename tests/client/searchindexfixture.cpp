// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "searchindexfixture.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;

namespace maru::client {

void SearchIndexFixture::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS"); // damage is warned of
    m_corpus = maru::testing::readCorpus(QFINDTESTDATA("../server/storage/searchcorpus.txt"));
    QVERIFY(m_corpus.messages.size() >= 80);
    QVERIFY(m_corpus.queries.size() >= 200);
}

void SearchIndexFixture::init()
{
    ++m_run;
}

void SearchIndexFixture::change(const QString &file, const QString &sql)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(path(file));
        QVERIFY(database.open());
        QSqlQuery statement(database);
        QVERIFY(statement.exec(sql));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

} // namespace maru::client
