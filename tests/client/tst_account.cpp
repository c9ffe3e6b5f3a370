// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Accounts, as the window sees them, at the real server: how a join is refused and mended,
// passwords, devices, names.

#include "client/model/account.h"
#include "tests/client/realserver.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using namespace maru::client::testing;

using Kind = Conversation::JoinFailure::Kind;

namespace {
const QString secret = u"비밀번호 열두자리"_s;
} // namespace

class tst_Account : public QObject, private AtRealServer
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aPasswordIsAskedForAndLetsIn();
    void aNameThatIsHeldIsProvedByItsPassword();
    void aWrongInvitationIsSaid();
    void aCodeOfOneDeviceLetsAnotherIn();
    void aShortPasswordIsSaid();
    void aBannedPersonHearsUntilWhen();
    void aPasswordGoesOverTls();
    void aNewNameKeepsTokenAndDrafts();
    void aNewNameReachesThePersonsOtherDevices();
    void aTakenNameIsRefusedWithAnother();
    void devicesAreListedAndSignedOut();
    void aNewPasswordNeedsTheOldOne();
    void signingOutForgetsTheToken();

private:
    template<class Call>
    Account::Outcome outcomeOf(Call call)
    {
        std::optional<Account::Outcome> got;
        call([&](const Account::Outcome &outcome) { got = outcome; });
        return QTest::qWaitFor([&] { return got.has_value(); }, patienceMs)
            ? *got
            : Account::Outcome{Account::Field::Whole, u"no answer"_s, {}};
    }
    QList<Account::Device> devicesOf(Person &person)
    {
        std::optional<QList<Account::Device>> got;
        person.conversation.account()->loadDevices(
            [&](const QList<Account::Device> &devices, const QString &) { got = devices; });
        return QTest::qWaitFor([&] { return got.has_value(); }, patienceMs)
            ? *got
            : QList<Account::Device>();
    }
};

void tst_Account::aPasswordIsAskedForAndLetsIn()
{
    startServer({u"--identity"_s, u"password"_s});
    Person person(folder(u"a"_s));
    QVERIFY(!person.join(m_address, u"김민수"_s));
    QCOMPARE(person.failure().kind, Kind::SecretsWanted);
    QVERIFY(person.join(m_address, u"김민수"_s, {secret, {}}));
    QVERIFY(person.join(m_address, u"김민수"_s)); // by its token
    Person other(folder(u"b"_s));
    QVERIFY(!other.join(m_address, u"김민수"_s, {u"the wrong one"_s, {}}));
    QCOMPARE(other.failure().kind, Kind::WrongPassword);
    QVERIFY(other.join(m_address, u"김민수"_s, {secret, {}}));
    QFile settings(folder(u"b/client.ini"_s));
    QVERIFY(settings.open(QIODevice::ReadOnly));
    QVERIFY(!QString::fromUtf8(settings.readAll()).contains(u"열두자리"_s));
}

void tst_Account::aNameThatIsHeldIsProvedByItsPassword()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, u"김민수"_s, {secret, {}}));
    Person other(folder(u"b"_s));
    QVERIFY(!other.join(m_address, u"김민수"_s));
    QCOMPARE(other.failure().kind, Kind::NameTaken);
    QCOMPARE(other.failure().suggestion, u"김민수 (2)"_s);
    QVERIFY(other.failure().takesSecrets);
    QVERIFY(other.join(m_address, u"김민수"_s, {secret, {}}));
    QCOMPARE(other.conversation.ownUser().id, person.conversation.ownUser().id);
}

void tst_Account::aWrongInvitationIsSaid()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(!person.join(m_address, u"김민수"_s, {{}, u"no such code"_s}));
    QCOMPARE(person.failure().kind, Kind::WrongInvitation);
    QVERIFY(!person.join(m_address, u"김민수"_s, {secret, u"no such code"_s}));
    QCOMPARE(person.failure().kind, Kind::WrongInvitation);
    QVERIFY(person.join(m_address, u"김민수"_s, {{}, m_server->found().ownerCode}));
    QCOMPARE(person.conversation.ownUser().role, UserRole::Owner);
}

void tst_Account::aCodeOfOneDeviceLetsAnotherIn()
{
    startServer();
    Person desk(folder(u"a"_s));
    QVERIFY(desk.join(m_address, u"김민수"_s));
    std::optional<Account::DeviceCode> code;
    const auto ask = [&] {
        code.reset();
        desk.conversation.account()->makeDeviceCode(
            [&](const Account::DeviceCode &made) { code = made; });
    };
    ask();
    QTRY_VERIFY_WITH_TIMEOUT(code.has_value(), patienceMs);
    QVERIFY2(code->failure.isEmpty(), qPrintable(code->failure));
    QVERIFY(code->lifeMs > 0);
    Person phone(folder(u"b"_s));
    QVERIFY(!phone.join(m_address, u"김민수"_s, {{}, {}, u"AAAA-BBBB"_s}));
    QCOMPARE(phone.failure().kind, Kind::WrongDeviceCode);
    QVERIFY(phone.join(m_address, u"김민수"_s, {{}, {}, code->code}));
    QCOMPARE(phone.conversation.ownUser().id, desk.conversation.ownUser().id);
    QVERIFY(phone.join(m_address, u"김민수"_s)); // by a token of its own
    Person third(folder(u"c"_s));
    QVERIFY(!third.join(m_address, u"김민수"_s, {{}, {}, code->code}));
    QCOMPARE(third.failure().kind, Kind::WrongDeviceCode);
    QCOMPARE(devicesOf(desk).size(), 2);
    desk.conversation.stop();
    ask();
    QTRY_VERIFY_WITH_TIMEOUT(code.has_value(), patienceMs);
    QVERIFY(code->code.isEmpty() && !code->failure.isEmpty());
}

void tst_Account::aShortPasswordIsSaid()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(!person.join(m_address, u"김민수"_s, {u"short"_s, {}}));
    QCOMPARE(person.failure().kind, Kind::WrongPassword);
    QVERIFY(person.failure().text.contains(u"8"_s));
}

void tst_Account::aBannedPersonHearsUntilWhen()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, u"김민수"_s));
    QSignalSpy state(&person.conversation, &Conversation::stateChanged);
    const qint64 until = QDateTime::currentMSecsSinceEpoch() + 2 * 60 * 60 * 1'000;
    const auto banned = m_server->control({{u"command"_s, u"user.ban"_s},
                                           {u"name"_s, u"김민수"_s},
                                           {u"banned"_s, true},
                                           {u"until"_s, until}});
    QVERIFY(banned && banned->value(u"ok"_s).toBool());
    QTRY_COMPARE_WITH_TIMEOUT(person.conversation.state(), Conversation::State::Left, patienceMs);
    QVERIFY(!person.conversation.leftBecause().text.isEmpty());
    Person again(folder(u"b"_s));
    QVERIFY(!again.join(m_address, u"김민수"_s, {secret, {}}));
    QVERIFY(again.failure().kind == Kind::NameTaken || again.failure().kind == Kind::Refused);
}

void tst_Account::aPasswordGoesOverTls()
{
    startServer({u"--identity"_s, u"password"_s});
    Person person(folder(u"a"_s), true); // what counts as another machine
    QVERIFY(!person.join(m_address, u"김민수"_s));
    QCOMPARE(person.failure().kind, Kind::SecretsWanted);
    QVERIFY(person.join(m_address, u"김민수"_s, {secret, {}}));
    QVERIFY(person.conversation.securityText().contains(u"words"_s));
}

void tst_Account::aNewNameKeepsTokenAndDrafts()
{
    startServer();
    {
        Person person(folder(u"a"_s));
        QVERIFY(person.join(m_address, u"김민수"_s));
        Account *const account = person.conversation.account();
        QSignalSpy changed(&person.conversation, &Conversation::ownNameChanged);
        person.conversation.setDraft(person.conversation.currentRoom(), u"unfinished"_s);
        person.conversation.flushDrafts();
        const auto bad = outcomeOf([&](auto done) { account->rename(u"a\u202Eb"_s, done); });
        QCOMPARE(bad.field, Account::Field::Name);
        const auto renamed = outcomeOf([&](auto done) { account->rename(u"김선생"_s, done); });
        QCOMPARE(renamed.field, Account::Field::None);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(person.conversation.ownUser().userName, u"김선생"_s);
        QCOMPARE(person.conversation.lastUserName(), u"김선생"_s);
    }
    Person later(folder(u"a"_s));
    QVERIFY(later.join(m_address, u"김선생"_s)); // held by the token of this device
    QCOMPARE(later.conversation.drafts().values(), QStringList{u"unfinished"_s});
    Person other(folder(u"a"_s));
    QVERIFY(other.join(m_address, u"김민수"_s)); // somebody else takes the old name
    QVERIFY(other.conversation.drafts().isEmpty());
    QVERIFY(other.conversation.ownUser().id != later.conversation.ownUser().id);
}

void tst_Account::aNewNameReachesThePersonsOtherDevices()
{
    startServer();
    const QString before = u"김민수"_s;
    const QString after = u"김선생"_s;
    Person desk(folder(u"a"_s));
    QVERIFY(desk.join(m_address, before, {secret, {}}));
    const UserId id = desk.conversation.ownUser().id;
    Person laptop(folder(u"b"_s));
    QVERIFY(laptop.join(m_address, before, {secret, {}}));
    Person phone(folder(u"c"_s));
    QVERIFY(phone.join(m_address, before, {secret, {}}));
    phone.conversation.setDraft(phone.conversation.currentRoom(), u"unfinished"_s);
    phone.conversation.stop(); // away
    QSignalSpy told(&laptop.conversation, &Conversation::ownNameChanged);
    const auto renamed =
        outcomeOf([&](auto done) { desk.conversation.account()->rename(after, done); });
    QCOMPARE(renamed.field, Account::Field::None);

    // One that is there hears of it, and comes back under that name.
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, patienceMs);
    QCOMPARE(laptop.conversation.ownUser().userName, after);
    QCOMPARE(laptop.conversation.lastUserName(), after);
    QVERIFY(laptop.join(m_address, after)); // by its token
    QCOMPARE(laptop.conversation.ownUser().id, id);

    // One that was away says the old name once more; nobody else comes of it.
    QVERIFY(phone.join(m_address, before));
    QCOMPARE(phone.conversation.ownUser().id, id);
    QCOMPARE(phone.conversation.ownUser().userName, after);
    QCOMPARE(phone.conversation.lastUserName(), after);
    QCOMPARE(phone.conversation.drafts().values(), QStringList{u"unfinished"_s});
    QVERIFY(phone.join(m_address, after));
    QCOMPARE(phone.conversation.ownUser().id, id);
    QCOMPARE(phone.conversation.drafts().values(), QStringList{u"unfinished"_s});
    Person other(folder(u"d"_s));
    QVERIFY(other.join(m_address, before)); // the old name is free
    QVERIFY(other.conversation.ownUser().id != id);
}

void tst_Account::aTakenNameIsRefusedWithAnother()
{
    startServer();
    Person lee(folder(u"a"_s));
    QVERIFY(lee.join(m_address, u"이영희"_s));
    Person kim(folder(u"b"_s));
    QVERIFY(kim.join(m_address, u"김민수"_s));
    const auto outcome =
        outcomeOf([&](auto done) { kim.conversation.account()->rename(u"이영희"_s, done); });
    QCOMPARE(outcome.field, Account::Field::Name);
    QVERIFY(!outcome.text.isEmpty());
    QCOMPARE(kim.conversation.ownUser().userName, u"김민수"_s);
}

void tst_Account::devicesAreListedAndSignedOut()
{
    startServer();
    Person desk(folder(u"a"_s));
    QVERIFY(desk.join(m_address, u"김민수"_s, {secret, {}}));
    Person laptop(folder(u"b"_s));
    QVERIFY(laptop.join(m_address, u"김민수"_s, {secret, {}}));
    const QList<Account::Device> devices = devicesOf(desk);
    QCOMPARE(devices.size(), 2);
    QVERIFY(devices[0].isCurrent && !devices[1].isCurrent);
    QVERIFY(devices[0].name.startsWith(u"Maru, "_s));
    QVERIFY(devices[1].lastSeenMs > 0);
    const auto outcome =
        outcomeOf([&](auto done) { desk.conversation.account()->signOut(devices[1].id, done); });
    QCOMPARE(outcome.field, Account::Field::None);
    QTRY_COMPARE_WITH_TIMEOUT(laptop.conversation.state(), Conversation::State::Left, patienceMs);
    QCOMPARE(devicesOf(desk).size(), 1);
}

void tst_Account::aNewPasswordNeedsTheOldOne()
{
    startServer();
    Person person(folder(u"a"_s));
    QVERIFY(person.join(m_address, u"김민수"_s));
    Account *const account = person.conversation.account();
    QVERIFY(account->takesPasswords());
    const auto set = [&](const QString &current, const QString &password) {
        return outcomeOf([&](auto done) { account->setPassword(current, password, done); }).field;
    };
    QCOMPARE(set({}, u"short"_s), Account::Field::NewPassword);
    QCOMPARE(set({}, secret), Account::Field::None); // the first one
    QCOMPARE(set({}, u"another one"_s), Account::Field::CurrentPassword);
    QCOMPARE(set(u"not that one"_s, u"another one"_s), Account::Field::CurrentPassword);
    QCOMPARE(set(secret, u"another one"_s), Account::Field::None);
    Person other(folder(u"b"_s));
    QVERIFY(other.join(m_address, u"김민수"_s, {u"another one"_s, {}}));
}

void tst_Account::signingOutForgetsTheToken()
{
    startServer();
    const auto hasCache = [this] {
        return QDirIterator(folder(u"a/accounts"_s), {u"cache.db*"_s, u"search.db*"_s}, QDir::Files,
                            QDirIterator::Subdirectories)
            .hasNext();
    };
    {
        Person person(folder(u"a"_s));
        QVERIFY(person.join(m_address, u"김민수"_s, {secret, {}}));
        QVERIFY(person.conversation.rooms()->rowCount() > 0);
        QTRY_VERIFY_WITH_TIMEOUT(hasCache(), patienceMs);
        person.conversation.setDraft(person.conversation.currentRoom(), u"unfinished"_s);
        const auto outcome =
            outcomeOf([&](auto done) { person.conversation.account()->signOutHere(done); });
        QCOMPARE(outcome.field, Account::Field::None);
    } // all is on the disk, or gone from it
    QVERIFY(!hasCache());
    Person later(folder(u"a"_s)); // whoever types that name
    QSignalSpy restored(&later.conversation, &Conversation::restored);
    QVERIFY(!later.join(m_address, u"김민수"_s));
    QCOMPARE(restored.size(), 0);
    QCOMPARE(later.conversation.rooms()->rowCount(), 0);
    QCOMPARE(later.failure().kind, Kind::NameTaken);
    QFile settings(folder(u"a/client.ini"_s));
    QVERIFY(settings.open(QIODevice::ReadOnly));
    QVERIFY(!settings.readAll().contains("[tokens]"));
    QVERIFY(later.join(m_address, u"김민수"_s, {secret, {}}));
    QCOMPARE(later.conversation.drafts().values(), QStringList{u"unfinished"_s});
}

QTEST_GUILESS_MAIN(tst_Account)
#include "tst_account.moc"
