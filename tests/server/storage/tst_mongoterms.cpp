// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QJsonArray>
#include <QTest>

#include <memory>
#include <vector>

// Messages whose terms an older Maru made: they are found again, and nothing else of them changes.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

Bson theStore()
{
    Bson filter;
    filter.text("_id", u"store"_s);
    return filter;
}

Bson oldTerms()
{
    Bson terms;
    terms.texts("terms", {u"old"_s});
    Bson update;
    update.document("$set", terms);
    return update;
}

} // namespace

class tst_MongoTerms : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init();
    void cleanup() { m_store.reset(); }

    void oldMessagesAreFoundAgain();
    void aNewStartGoesOn();
    void aRefusedStepIsMadeAgain();
    void messagesOfNowAreLeftAlone();

private:
    void open();
    /// As an older Maru had left it; the store is open again.
    void makeOld();
    [[nodiscard]] QString found(const QString &text);
    void followUpToTheEnd();
    [[nodiscard]] qint64 numberInStore(const char *field) const;

    MongoDouble m_server;
    std::unique_ptr<MongoBackend> m_store;
};

void tst_MongoTerms::init()
{
    m_server.empty();
    open();
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)) && apply(*m_store, user(1)));
}

void tst_MongoTerms::open()
{
    m_store = std::make_unique<MongoBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
}

void tst_MongoTerms::makeOld()
{
    m_store.reset();
    MongoConnection connection(addressOf(m_server));
    QVERIFY(connection.updateAll("chats", Bson(), oldTerms()));
    Bson version;
    version.flag("terms", true);
    Bson update;
    update.document("$unset", version);
    QVERIFY(connection.update("maru_store", theStore(), update));
    open();
}

QString tst_MongoTerms::found(const QString &text)
{
    SearchMessages query;
    query.text = text;
    query.rooms = {roomId(1)};
    query.limit = 10;
    const auto reply = read(*m_store, query);
    if (!reply) {
        return u"failed"_s;
    }
    QStringList texts;
    for (const SearchReply::Hit &hit : reply->hits) {
        texts.append(hit.message.chat);
    }
    return texts.join(u'|');
}

void tst_MongoTerms::followUpToTheEnd()
{
    constexpr int most = 20;
    for (int i = 0; i < most; ++i) {
        if (m_store->followUp(Leisure::Plenty) == Later::Nothing) {
            return;
        }
    }
    QFAIL("it has no end");
}

qint64 tst_MongoTerms::numberInStore(const char *field) const
{
    qint64 number = -1;
    MongoConnection connection(addressOf(m_server));
    const auto done =
        connection.find("maru_store", theStore(), {}, [&number, field](const BsonView &store) {
            number = store.number(field, -1);
            return false;
        });
    return done ? number : -2;
}

void tst_MongoTerms::oldMessagesAreFoundAgain()
{
    const qint64 version = numberInStore("terms");
    QVERIFY(version > 0);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"das \ufb01nale"_s, u"c-1"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"\u0130stanbul"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"gone"_s)));
    QVERIFY(apply(*m_store,
                  DeleteMessage{roomId(1), MessageId(hexId(0x10'0003)), userId(1), false, 50'000}));
    const QJsonArray before = documentsOf(m_server, u"chats"_s);
    makeOld();
    QCOMPARE(found(u"finale"_s), QString());
    QCOMPARE(m_store->followUp(Leisure::None), Later::AfterAWhile); // others wait
    QCOMPARE(found(u"finale"_s), QString());
    followUpToTheEnd();
    QCOMPARE(found(u"finale"_s), u"das \ufb01nale"_s);
    QCOMPARE(found(u"istanbul"_s), u"\u0130stanbul"_s);
    QCOMPARE(documentsOf(m_server, u"chats"_s), before);
    QCOMPARE(numberInStore("terms"), version);
    QCOMPARE(numberInStore("termsUpTo"), -1);
}

void tst_MongoTerms::aNewStartGoesOn()
{
    constexpr int count = 2 * limits::maxIndexedAtOnce + 10;
    const auto text = [](int number) {
        return u"text %1"_s.arg(number, 3, 10, QLatin1Char('0'));
    };
    std::vector<Change> changes;
    for (int i = 1; i <= count; ++i) {
        changes.push_back(message(roomId(1), i, text(i)));
    }
    QVERIFY(m_store->apply(changes).front());
    makeOld();
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::AtOnce);
    QCOMPARE(numberInStore("termsUpTo"), limits::maxIndexedAtOnce);
    QVERIFY(numberInStore("terms") < 0);
    QCOMPARE(found(text(limits::maxIndexedAtOnce)), text(limits::maxIndexedAtOnce));
    QCOMPARE(found(text(count)), QString());
    m_store.reset();
    {
        MongoConnection connection(addressOf(m_server));
        Bson first;
        first.id("_id", hexId(0x10'0001));
        QCOMPARE(connection.update("chats", first, oldTerms()).value(), 1);
    }
    open();
    followUpToTheEnd();
    QVERIFY(numberInStore("terms") > 0);
    QCOMPARE(found(text(count)), text(count));
    QCOMPARE(found(text(1)), QString()); // it was not looked at twice
}

void tst_MongoTerms::aRefusedStepIsMadeAgain()
{
    constexpr int anyCode = 8'000;
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"\ufb01nale"_s)));
    makeOld();
    m_server.inject(u"update"_s, u"chats"_s, u"error"_s, 0, 1, anyCode);
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(m_server.faultsLeft(), 0);
    QCOMPARE(m_store->problem(), QString());
    QCOMPARE(found(u"finale"_s), QString());
    followUpToTheEnd();
    QCOMPARE(found(u"finale"_s), u"\ufb01nale"_s);
}

void tst_MongoTerms::messagesOfNowAreLeftAlone()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    m_store.reset();
    open();
    m_server.ask({{u"do"_s, u"count"_s}});
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(m_server.ask({{u"do"_s, u"count"_s}})[u"count"_s].toInt(), 0);
}

QTEST_GUILESS_MAIN(tst_MongoTerms)
#include "tst_mongoterms.moc"
