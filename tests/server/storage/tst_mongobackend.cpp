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

QTEST_GUILESS_MAIN(tst_MongoBackend)
#include "tst_mongobackend.moc"
