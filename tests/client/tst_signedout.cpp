// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// A device whose sign-in is worth nothing any more, at the real server: it has expired, or another
// device ended it.

#include "client/model/account.h"
#include "client/session/tokenstore.h"
#include "tests/client/realserver.h"

#include <QDateTime>
#include <QSettings>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using namespace maru::client::testing;

using Kind = Conversation::JoinFailure::Kind;

namespace {
const QString secret = u"비밀번호 열두자리"_s;
const QString kim = u"김민수"_s;
const QHostAddress host = QHostAddress::Any; // as LocalServer looks at it
} // namespace

class tst_SignedOut : public QObject, private AtRealServer
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void whoWasAwayTooLongHearsItAndComesBack();
    void itIsSaidAgainAtTheNextStart();
    void aServerOfPasswordsSaysItToo();
    void whoWasSignedOutComesBackByACode();
    void aWrongPasswordAfterwardsIsSaid();
    void aWrongInvitationLeavesTheNameAlone();
    void somebodyElsesNameIsStillTaken();
    void aKeychainThatStaysLockedIsNamed();
    void aServerThatComesBackInThePlaceOfAnotherKnowsItsPeople();
    void aServerAtAnotherPortKnowsItsPeople_data();
    void aServerAtAnotherPortKnowsItsPeople();

private:
    /// \p person leaves, and comes back after months in which no device was here.
    void leaveForLong(Person &person)
    {
        {
            QSqlDatabase store = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"age"_s);
            store.setDatabaseName(m_server->folder(u"server/maru.db"_s));
            QVERIFY(store.open());
            const auto lastSeenMs = [&store] {
                QSqlQuery query(u"SELECT max(last_seen_ms) FROM tokens"_s, store);
                return query.next() ? query.value(0).toLongLong() : 0;
            };
            const qint64 leftMs = QDateTime::currentMSecsSinceEpoch();
            person.conversation.stop();
            // The server notes until when they were here: that must not come afterwards.
            QTRY_VERIFY_WITH_TIMEOUT(lastSeenMs() >= leftMs, patienceMs);
            QSqlQuery query(store);
            QVERIFY(query.exec(u"UPDATE tokens SET last_seen_ms = 1"_s));
            QVERIFY(query.numRowsAffected() > 0);
        }
        QSqlDatabase::removeDatabase(u"age"_s);
    }
};

void tst_SignedOut::whoWasAwayTooLongHearsItAndComesBack()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, kim, {secret, {}}));
    const UserId id = person.conversation.ownUser().id;
    person.conversation.setDraft(person.conversation.currentRoom(), u"unfinished"_s);
    leaveForLong(person);
    QVERIFY(!person.join(m_address, kim));
    QCOMPARE(person.failure().kind, Kind::SignedOut);
    QVERIFY(person.failure().takesSecrets);
    QVERIFY(person.failure().suggestion.isEmpty()); // it is their own name
    QCOMPARE(person.conversation.drafts().values(), QStringList{u"unfinished"_s});
    QVERIFY(person.join(m_address, kim, {secret, {}}));
    QCOMPARE(person.conversation.ownUser().id, id);
    QCOMPARE(person.conversation.drafts().values(), QStringList{u"unfinished"_s});
    QVERIFY(person.join(m_address, kim)); // by its new token
    QCOMPARE(person.conversation.ownUser().id, id);
}

void tst_SignedOut::itIsSaidAgainAtTheNextStart()
{
    startServer();
    {
        Person person(folder(u"a"_s));
        QVERIFY(person.join(m_address, kim, {secret, {}}));
        leaveForLong(person);
        QVERIFY(!person.join(m_address, kim));
    }
    Person later(folder(u"a"_s));
    QVERIFY(!later.join(m_address, kim));
    QCOMPARE(later.failure().kind, Kind::SignedOut);
    QVERIFY(later.join(m_address, kim, {secret, {}}));
}

void tst_SignedOut::aServerOfPasswordsSaysItToo()
{
    startServer({u"--identity"_s, u"password"_s});
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, kim, {secret, {}}));
    leaveForLong(person);
    QVERIFY(!person.join(m_address, kim));
    QCOMPARE(person.failure().kind, Kind::SignedOut);
    QVERIFY(person.join(m_address, kim, {secret, {}}));
    Person other(folder(u"b"_s)); // one that was never here
    QVERIFY(!other.join(m_address, u"이영희"_s));
    QCOMPARE(other.failure().kind, Kind::SecretsWanted);
}

void tst_SignedOut::whoWasSignedOutComesBackByACode()
{
    startServer();
    Person desk(folder(u"a"_s));
    QVERIFY(desk.join(m_address, kim, {secret, {}}));
    Person laptop(folder(u"b"_s));
    QVERIFY(laptop.join(m_address, kim, {secret, {}}));
    laptop.conversation.stop();
    Account *const account = desk.conversation.account();
    std::optional<QList<Account::Device>> devices;
    account->loadDevices(
        [&](const QList<Account::Device> &list, const QString &) { devices = list; });
    QTRY_VERIFY_WITH_TIMEOUT(devices && devices->size() == 2, patienceMs);
    std::optional<Account::Outcome> outcome;
    account->signOut(devices->at(1).id, [&](const Account::Outcome &got) { outcome = got; });
    QTRY_VERIFY_WITH_TIMEOUT(outcome && outcome->field == Account::Field::None, patienceMs);
    QVERIFY(!laptop.join(m_address, kim));
    QCOMPARE(laptop.failure().kind, Kind::SignedOut);
    std::optional<Account::DeviceCode> code;
    account->makeDeviceCode([&](const Account::DeviceCode &made) { code = made; });
    QTRY_VERIFY_WITH_TIMEOUT(code && code->failure.isEmpty(), patienceMs);
    QVERIFY(laptop.join(m_address, kim, {{}, {}, code->code}));
    QCOMPARE(laptop.conversation.ownUser().id, desk.conversation.ownUser().id);
}

void tst_SignedOut::aWrongPasswordAfterwardsIsSaid()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, kim)); // a name without a password
    leaveForLong(person);
    QVERIFY(!person.join(m_address, kim));
    QCOMPARE(person.failure().kind, Kind::SignedOut);
    QVERIFY(!person.join(m_address, kim, {u"the wrong one"_s, {}}));
    QCOMPARE(person.failure().kind, Kind::WrongPassword);
    QVERIFY(!person.failure().text.contains(u"Somebody"_s));
}

// The name is known here by its token: only the invitation was wrong.
void tst_SignedOut::aWrongInvitationLeavesTheNameAlone()
{
    startServer();
    const auto invitation =
        m_server->control({{u"command"_s, u"invite"_s}, {u"role"_s, u"admin"_s}, {u"uses"_s, 1}});
    QVERIFY(invitation);
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, kim));
    const UserId id = person.conversation.ownUser().id;
    for (int typed = 0; typed < 2; ++typed) {
        QVERIFY(!person.join(m_address, kim, {{}, u"mistyped"_s}));
        QCOMPARE(person.failure().kind, Kind::WrongInvitation);
    }
    QVERIFY(person.join(m_address, kim, {{}, invitation->value(u"code"_s).toString()}));
    QCOMPARE(person.conversation.ownUser().id, id);
}

void tst_SignedOut::somebodyElsesNameIsStillTaken()
{
    startServer();
    Person lee(folder(u"a"_s));
    QVERIFY(lee.join(m_address, u"이영희"_s));
    Person person(folder(u"b"_s));
    QVERIFY(person.join(m_address, kim));
    leaveForLong(person);
    QVERIFY(!person.join(m_address, kim));
    QCOMPARE(person.failure().kind, Kind::SignedOut);
    QVERIFY(!person.join(m_address, u"이영희"_s));
    QCOMPARE(person.failure().kind, Kind::NameTaken);
    QVERIFY(person.join(m_address, u"박서연"_s));
}

// A laptop that hosts a chat of its own, then another one, then the first again.
void tst_SignedOut::aKeychainThatStaysLockedIsNamed()
{
    startServer();
    UserId id;
    {
        Person person(folder(u"a"_s));
        QVERIFY(person.join(m_address, kim, {secret, {}}));
        id = person.conversation.ownUser().id;
    }
    {
        // As a keychain leaves it that has taken the token: here there is none that gives it back.
        QSettings settings(folder(u"a"_s) + u"/client.ini"_s, QSettings::IniFormat);
        settings.beginGroup(u"tokens"_s);
        const QStringList keys = settings.childKeys();
        QCOMPARE(keys.size(), 1);
        settings.remove(keys.constFirst());
        settings.endGroup();
        settings.setValue(u"keychain/"_s + keys.constFirst(), true);
    }
    Person person(folder(u"a"_s));
    QVERIFY(!person.join(m_address, kim));
    QCOMPARE(person.failure().kind, Kind::SecretsWanted);
    QVERIFY(person.failure().takesSecrets);
    QVERIFY2(person.failure().text.contains(u"keychain"_s), qPrintable(person.failure().text));
    QVERIFY(!person.join(m_address, kim, {u"not the password"_s, {}}));
    QCOMPARE(person.failure().kind, Kind::WrongPassword);
    QVERIFY(person.join(m_address, u"이영희"_s)); // of which nothing is in the keychain
    QVERIFY(person.join(m_address, kim, {secret, {}}));
    QCOMPARE(person.conversation.ownUser().id, id);
    QVERIFY(person.join(m_address, kim)); // by the token that it was given
}

void tst_SignedOut::aServerThatComesBackInThePlaceOfAnotherKnowsItsPeople()
{
    const auto join = [this](const QString &data, quint16 port) {
        m_server->stop();
        const auto isFree = [port] {
            return port == 0 || QTcpServer().listen(host, port);
        };
        // Whoever does not answer any more may still hold its port.
        if (!QTest::qWaitFor(isFree, patienceMs) || !m_server->start({}, data, port)) {
            return UserId();
        }
        m_address = m_server->address();
        Person person(folder(u"a"_s)); // a new run of the client
        return person.join(m_address, kim) ? person.conversation.ownUser().id : UserId();
    };
    const UserId first = join(u"one"_s, 0);
    const auto port = m_server->found().port;
    const UserId second = join(u"two"_s, port);
    QVERIFY(!first.isNull());
    QVERIFY(!second.isNull());
    QCOMPARE(join(u"one"_s, port), first);
    QCOMPARE(join(u"two"_s, port), second);
    QCOMPARE(join(u"one"_s, port), first);
}

void tst_SignedOut::aServerAtAnotherPortKnowsItsPeople_data()
{
    QTest::addColumn<bool>("isHosted");
    QTest::newRow("elsewhere, over TLS") << false;
    QTest::newRow("one's own") << true; // the client that started it knows which one it is
}

void tst_SignedOut::aServerAtAnotherPortKnowsItsPeople()
{
    QFETCH(bool, isHosted);
    const auto join = [this, isHosted](const JoinSecrets &secrets = {}) {
        const HostedServer &found = m_server->found();
        const QString settings = folder(u"a"_s) + u"/client.ini"_s;
        QString address = m_server->address();
        if (isHosted) {
            TokenStore(settings).setHosted(u"127.0.0.1:%1"_s.arg(found.port), found.fingerprint);
        } else {
            address =
                u"maru://"_s + address + u'#' + QString::fromLatin1(found.fingerprint.toHex());
        }
        Person person(folder(u"a"_s));
        if (!person.join(address, kim, secrets)) {
            qWarning() << person.failure().text;
            return User();
        }
        return person.conversation.ownUser();
    };
    startServer();
    const auto port = m_server->found().port;
    const User owner = join({{}, m_server->found().ownerCode});
    QCOMPARE(owner.role, UserRole::Owner);
    m_server->stop();
    QTcpServer other; // whoever has its port meanwhile
    QTRY_VERIFY_WITH_TIMEOUT(other.isListening() || other.listen(host, port), patienceMs);
    for (int again = 0; again < 2; ++again) { // by the certificate, then by the address
        QVERIFY(m_server->start());
        QVERIFY(m_server->found().port != port);
        const User back = join();
        QCOMPARE(back.id, owner.id);
        QCOMPARE(back.role, UserRole::Owner);
    }
}

QTEST_GUILESS_MAIN(tst_SignedOut)
#include "tst_signedout.moc"
