// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongosetup.h"
#include "server/storage/storetransfer.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

// Who else comes to a database while a store is carried there or away. (What is carried, and what
// is left when it is ended: tests/e2e/mongodb.test.js.)

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_MongoTransfer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init() { m_server.empty(); }

    void aDatabaseThatCameIntoUseIsLeftAlone();
    void aMarkAloneHarmsNoStore();
    void noStoreIsMadeBesideACopy();
    void aSourceIsKeptByWhoIsHeardOf();

private:
    [[nodiscard]] std::unique_ptr<StoreTarget> target();
    [[nodiscard]] QStringList collections();
    [[nodiscard]] QJsonValue lastBeat();

    MongoDouble m_server;
};

std::unique_ptr<StoreTarget> tst_MongoTransfer::target()
{
    MongoBackend maker(addressOf(m_server));
    return maker.makeTarget(m_server.url()).value();
}

QStringList tst_MongoTransfer::collections()
{
    QStringList names;
    const QJsonArray found = m_server.ask({{u"do"_s, u"collections"_s}})[u"names"_s].toArray();
    for (const QJsonValue &name : found) {
        names.append(name.toString());
    }
    return names;
}

QJsonValue tst_MongoTransfer::lastBeat()
{
    return documentsOf(m_server,
                       QLatin1StringView(MongoLease::collection))[0][u"holder"_s][u"at"_s];
}

// The source is read for minutes before anything is written, and an empty database has nothing by
// which it could be kept.
void tst_MongoTransfer::aDatabaseThatCameIntoUseIsLeftAlone()
{
    const auto copy = target();
    const auto state = copy->open();
    QVERIFY(state && state->kind == StoreTargetState::Kind::Empty);
    MongoBackend store(addressOf(m_server));
    QVERIFY(store.open());
    QVERIFY(apply(store, user(1)));
    const auto begun = copy->begin(u"another store"_s);
    QVERIFY(!begun);
    QVERIFY2(begun.error().contains(u"came into use meanwhile"), qPrintable(begun.error()));
    QVERIFY(!collections().contains(QLatin1StringView(mongoCopy)));
    store.maintain();
    QVERIFY(apply(store, user(2)));
    QVERIFY(read(store, FindUser{userId(1)}).value());
}

// A copy was ended between its mark and its look, and then somebody's server had been quicker.
void tst_MongoTransfer::aMarkAloneHarmsNoStore()
{
    {
        MongoBackend store(addressOf(m_server));
        QVERIFY(store.open());
        QVERIFY(apply(store, user(1)));
    }
    insertInto(m_server, QLatin1StringView(mongoCopy),
               {QJsonObject{{u"_id"_s, QLatin1StringView(MongoLease::document)},
                            {u"isBegun"_s, false},
                            {u"origin"_s, u"another store"_s}}});
    {
        const auto copy = target();
        const auto state = copy->open();
        QVERIFY(state && state->kind == StoreTargetState::Kind::Unfinished);
        const auto begun = copy->begin(u"another store"_s);
        QVERIFY(!begun);
        QVERIFY2(begun.error().contains(u"came into use meanwhile"), qPrintable(begun.error()));
    }
    MongoBackend store(addressOf(m_server));
    QVERIFY(store.open());
    QVERIFY(read(store, FindUser{userId(1)}).value());
}

void tst_MongoTransfer::noStoreIsMadeBesideACopy()
{
    m_server.ask(
        {{u"do"_s, u"fault"_s},
         {u"command"_s, u"listCollections"_s},
         {u"how"_s, u"meanwhile"_s},
         {u"into"_s, QLatin1StringView(mongoCopy)},
         {u"document"_s, QJsonObject{{u"_id"_s, QLatin1StringView(MongoLease::document)}}}});
    const QString refusal = refusalOf(m_server.url());
    QVERIFY2(refusal.contains(u"holds a copy of another store"), qPrintable(refusal));
    QCOMPARE(collections(), QStringList(QLatin1StringView(mongoCopy)));
}

void tst_MongoTransfer::aSourceIsKeptByWhoIsHeardOf()
{
    {
        MongoBackend store(addressOf(m_server));
        QVERIFY(store.open());
    }
    MongoBackend maker(addressOf(m_server));
    const auto source = maker.makeSource(m_server.url()).value();
    QVERIFY(source->open());
    const QJsonValue first = lastBeat();
    QTRY_VERIFY_WITH_TIMEOUT(source->stayAlive() && lastBeat() != first, 30'000);
    m_server.ask({{u"do"_s, u"forget"_s}});
    QString why;
    const bool isLost = QTest::qWaitFor(
        [&] {
            const auto alive = source->stayAlive();
            why = alive ? QString() : alive.error();
            return !alive;
        },
        30'000);
    QVERIFY(isLost);
    QVERIFY2(why.contains(u"was taken over by another maru-server"), qPrintable(why));
}

QTEST_GUILESS_MAIN(tst_MongoTransfer)
#include "tst_mongotransfer.moc"
