// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/mongolimits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QCryptographicHash>
#include <QTest>

// The contract of all stores, over MongoDB's wire protocol: against a real server where
// MARU_TEST_MONGODB_URL names one (its database is emptied!), else against the double.

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_MongoBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool isFresh) override
    {
        if (isFresh) {
            empty();
        }
        return std::make_unique<MongoBackend>(address());
    }
    [[nodiscard]] bool isPersistent() const override { return true; }
    WriterMaker makeWriters() override;
    std::vector<StoreFault> faults() override;

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("MARU_TEST_MONGODB_URL")) {
            MARU_START_MONGO(m_server);
        }
    }

    void whatIsGoneLeavesNothingForEver();
    void allRoomsOfAMemberAreCountedAtOnce();

private:
    MongoAddress address() const
    {
        return m_real.isEmpty() ? addressOf(m_server) : *parseMongoUrl(m_real);
    }
    void empty();

    const QString m_real = qEnvironmentVariable("MARU_TEST_MONGODB_URL");
    MongoDouble m_server;
};

void tst_MongoBackend::empty()
{
    if (m_real.isEmpty()) {
        m_server.empty();
        return;
    }
    MongoConnection connection(address());
    for (const QString &name : connection.collections().value_or(QStringList())) {
        if (!connection.drop(name.toLatin1().constData())) {
            qFatal("%s cannot be emptied", qPrintable(address().place));
        }
    }
}

WriterMaker tst_MongoBackend::makeWriters()
{
    empty();
    return [address = address()]() -> std::unique_ptr<StorageBackend> {
        auto store = std::make_unique<MongoBackend>(address, MongoBackend::Sharing::WithOthers);
        return store->open() ? std::move(store) : nullptr;
    };
}

std::vector<StoreFault> tst_MongoBackend::faults()
{
    constexpr int always = 1'000'000;
    constexpr int anyCode = 8'000;
    const QString insert = u"insert"_s;
    const QString journal = u"maru_journal"_s;
    const auto order = [this](const QString &what) {
        return [this, what] {
            m_server.ask({{u"do"_s, what}});
        };
    };
    const auto fault = [this](const QString &command, const QString &on, const QString &how,
                              int times = 1) {
        return [=, this] {
            m_server.inject(command, on, how, 0, times, anyCode);
        };
    };
    const auto heal = order(u"heal"_s);
    std::vector<StoreFault> all{
        {.name = "cut before it stores",
         .isSurvived = true,
         .begin = fault(insert, journal, u"before"_s),
         .end = heal},
        {.name = "cut when it has stored",
         .isSurvived = true,
         .begin = fault(insert, journal, u"after"_s),
         .end = heal},
        {.name = "its answer makes no sense",
         .isSurvived = true,
         .begin = fault(insert, journal, u"malformed"_s),
         .end = heal},
        {.name = "cut while it writes what is stored",
         .isSurvived = true,
         .begin = fault(u"update"_s, u"chats"_s, u"before"_s),
         .end = heal},
        {.name = "it refuses", .begin = fault(insert, journal, u"error"_s, always), .end = heal},
        {.name = "the server is away",
         .isAway = true,
         .isForOneWriter = true,
         .begin = order(u"down"_s),
         .end = order(u"up"_s)}};
    for (StoreFault &one : all) {
        one.lack = m_real.isEmpty() ? nullptr : "NOT TESTED: a real server does not fail at will";
    }
    return all;
}

// Each connection that ends would leave a document, and a start reads them all.
void tst_MongoBackend::whatIsGoneLeavesNothingForEver()
{
    constexpr int connections = 500;
    const auto left = [this] {
        MongoConnection connection(address());
        return connection.count("maru_recovery", Bson()).value_or(-1);
    };
    for (int i = 0; i < connections; ++i) {
        const QByteArray pid =
            QCryptographicHash::hash(QByteArray::number(i), QCryptographicHash::Sha256);
        QVERIFY(fixture::apply(
            *m_store, SaveRecovery{{pid, u"sid"_s, fixture::userId(1), fixture::roomId(1), 0}}));
        QVERIFY(fixture::apply(*m_store, ForgetRecovery{pid}));
    }
    QVERIFY2(left() > 0 && left() <= limits::mongoJournalKept + limits::mongoJournalTrim,
             qPrintable(QString::number(left())));
    reopen();
    QCOMPARE(left(), 0);
}

void tst_MongoBackend::allRoomsOfAMemberAreCountedAtOnce()
{
    if (!m_real.isEmpty()) {
        QSKIP("NOT TESTED: a real server does not tell what it was asked");
    }
    constexpr int rooms = 30;
    QVERIFY(fixture::apply(*m_store, fixture::user(2)));
    for (int i = 1; i <= rooms; ++i) {
        if (i > 1) {
            QVERIFY(fixture::apply(*m_store, fixture::room(i, u"Room %1"_s.arg(i))));
        }
        for (const int who : {1, 2}) {
            QVERIFY(fixture::apply(
                *m_store, EnterRoom{fixture::roomId(i), fixture::userId(who), 1, std::nullopt}));
        }
        for (int k = 0; k < i % 3; ++k) {
            AppendMessage change = fixture::message(fixture::roomId(i), 10 * i + k, u"@…"_s);
            change.message.mentions = {k == 0 ? fixture::userId(2) : UserId(everybodyId)};
            QVERIFY(fixture::apply(*m_store, change));
        }
        QVERIFY(fixture::apply(*m_store, fixture::message(fixture::roomId(i), 10 * i + 9, u"…"_s)));
    }
    m_server.ask({{u"do"_s, u"count"_s}});
    const auto seen = fixture::read(*m_store, MemberRooms{fixture::userId(2)}).value();
    QVERIFY(m_server.ask({{u"do"_s, u"count"_s}})[u"count"_s].toInt() <= 3);
    int found = 0;
    for (const MemberRoom &one : seen) {
        for (int i = 1; i <= rooms; ++i) {
            if (one.stored.room.id == fixture::roomId(i)) {
                QVERIFY(one.stored.room.own->unread > 0);
                QCOMPARE(one.stored.room.own->mentions, i % 3);
                ++found;
            }
        }
    }
    QCOMPARE(found, rooms);
}

QTEST_GUILESS_MAIN(tst_MongoBackend)
#include "tst_mongobackend.moc"
