// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"
#include "tests/server/storage/postgresfixture.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QFile>
#include <QTest>

#include <functional>

// The contract of all stores, on a real PostgreSQL server.

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_PostgresBackend : public StorageContract
{
    Q_OBJECT
protected:
    std::unique_ptr<StorageBackend> makeBackend(bool isFresh) override
    {
        if (isFresh) {
            m_server.empty();
        }
        return std::make_unique<PostgresBackend>(addressOf(m_server));
    }
    [[nodiscard]] bool isPersistent() const override { return true; }
    WriterMaker makeWriters() override;
    std::vector<StoreFault> faults() override;

private slots:
    void initTestCase() { MARU_START_POSTGRES(m_server); }
    void aMessageWithManyNamesTakesFewStatements();
    void aPageOfPeopleAsksForNoMore();

private:
    /// What the server wrote down of the statements meanwhile.
    QByteArray logOf(const std::function<void()> &doing);
    StoreFault trigger(const char *name, bool isSurvived, const QString &when, const QString &what);

    PostgresServer m_server;
};

WriterMaker tst_PostgresBackend::makeWriters()
{
    m_server.empty();
    return [address = addressOf(m_server)]() -> std::unique_ptr<StorageBackend> {
        auto store =
            std::make_unique<PostgresBackend>(address, PostgresBackend::Sharing::WithOthers);
        return store->open() ? std::move(store) : nullptr;
    };
}

// In the middle of a transaction: \p what happens when a message is stored.
StoreFault tst_PostgresBackend::trigger(const char *name, bool isSurvived, const QString &when,
                                        const QString &what)
{
    const auto begin = [this, when, what] {
        m_server.ask(u"CREATE SEQUENCE once; CREATE FUNCTION go_wrong() RETURNS trigger LANGUAGE "
                     "plpgsql AS $$ BEGIN %1; RETURN NULL; END $$; CREATE %2 FOR EACH ROW EXECUTE "
                     "FUNCTION go_wrong()"_s.arg(what, when));
        if (!m_server.problem().isEmpty()) {
            qFatal("%s", qPrintable(m_server.problem()));
        }
    };
    const auto end = [this] {
        m_server.ask(u"DROP FUNCTION go_wrong CASCADE; DROP SEQUENCE once"_s);
    };
    return {.name = name, .isSurvived = isSurvived, .begin = begin, .end = end};
}

std::vector<StoreFault> tst_PostgresBackend::faults()
{
    const QString statement = u"TRIGGER goes_wrong AFTER INSERT ON messages"_s;
    const QString commit = u"CONSTRAINT TRIGGER goes_wrong AFTER INSERT ON messages DEFERRABLE "
                           "INITIALLY DEFERRED"_s;
    const QString refuse = u"RAISE EXCEPTION 'injected'"_s;
    // A sequence counts also what is rolled back.
    const QString end =
        u"IF nextval('once') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF"_s;
    // One that is in use: the driver warns of a connection that goes while it is made ready.
    const auto endOne = [this] {
        m_server.ask(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                     "application_name = 'maru-server' AND query ~ "
                     "'^BEGIN|^COMMIT|^EXECUTE maru_|^UPDATE maru_' ORDER BY random() LIMIT 1"_s);
    };
    const auto stop = [this] {
        m_server.stop(PostgresServer::Stop::Fast);
    };
    const auto start = [this] {
        if (!m_server.startAgain()) {
            qFatal("%s", qPrintable(m_server.problem()));
        }
    };
    return {{.name = "a connection is ended", .isSurvived = true, .begin = endOne},
            trigger("a connection is ended in a transaction", true, statement, end),
            trigger("a connection is ended while it commits", true, commit, end),
            trigger("a statement is refused", false, statement, refuse),
            trigger("a commit is refused", false, commit, refuse),
            {.name = "the server is away",
             .isAway = true,
             .isForOneWriter = true,
             .begin = stop,
             .end = start}};
}

QByteArray tst_PostgresBackend::logOf(const std::function<void()> &doing)
{
    const auto setLog = [this](const QString &how) {
        m_server.ask(u"ALTER SYSTEM SET log_statement = %1"_s.arg(how));
        m_server.ask(u"SELECT pg_reload_conf()"_s);
    };
    QFile log(m_server.folder() + u"/log"_s);
    if (!log.open(QIODevice::ReadOnly)) {
        return {};
    }
    log.readAll();
    setLog(u"'all'"_s);
    // Each connection hears of it in its own time.
    const bool isHeard = QTest::qWaitFor([&] {
        return fixture::read(*m_store, ReadStoreId{}) && log.readAll().contains("EXECUTE maru_");
    });
    log.readAll();
    doing();
    const QByteArray said = log.readAll();
    setLog(u"DEFAULT"_s);
    return isHeard ? said : QByteArray();
}

// Each is a way to the server and back, and everybody's messages wait for it.
void tst_PostgresBackend::aMessageWithManyNamesTakesFewStatements()
{
    AppendMessage change = fixture::message(fixture::roomId(1), 1, u"@…"_s);
    for (int i = 0; i < limits::maxMentionKeys; ++i) {
        change.search.names.append({u"nobody %1"_s.arg(i)});
    }
    const QByteArray said = logOf([&] { QVERIFY(fixture::apply(*m_store, change)); });
    const auto count = said.count("LOG:  ");
    QVERIFY2(count > 2 && count < 20, said.left(4'000).constData());
}

// The driver takes all rows of an answer before we see the first.
void tst_PostgresBackend::aPageOfPeopleAsksForNoMore()
{
    const QByteArray said = logOf([&] { QVERIFY(fixture::read(*m_store, ListUsers{{}, {}, 10})); });
    QVERIFY2(said.contains("EXECUTE maru_") && said.contains(",11)"), said.constData());
}

QTEST_GUILESS_MAIN(tst_PostgresBackend)
#include "tst_postgresbackend.moc"
