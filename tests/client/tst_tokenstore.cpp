// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/knownservers.h"
#include "client/session/tokenstore.h"
#include "tests/client/fakekeychain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace maru::client;
using namespace maru::client::testing;
using namespace Qt::StringLiterals;

class tst_TokenStore : public QObject
{
    Q_OBJECT

private slots:
    void aTokenBelongsToOneServerAndOneName();
    void aTokenSurvivesARestart();
    void onlyTheOwnerCanReadTheFile();
    void theLastServerAndNameAreRemembered();
    void aKnownServerSurvivesARestart();
    void aKnownServerIsOneHostAndPort();
    void anUnreadableEntryStillMeansTls();
    void aTokenMovesIntoTheKeychain();
    void aTokenOfAnEarlierVersionMovesToo();
    void withoutAnAnswerTheFileKeepsIt();
    void aKeychainThatHangsIsNotWaitedForLong();
    void aKeychainThatForgotIsNotAskedAgain();
    void aRemovedTokenLeavesTheKeychain();
    void aTokenRemovedOnItsWayLeavesTheKeychainToo();
    void anotherNameTakesTheTokenWithIt();
    void aServerIsKnownByItsCertificate();
    void whatLetsInIsTheTokenOfBoth();
    void theCertificateTellsWhichServerIsBack();
    void aTokenThatCannotBeSavedIsTold();
    void theServerOfOnesOwnIsOneAddress();
    void aRenamedStoreIsFoundUnderTheNewName();

private:
    QTemporaryDir m_dir;
};

namespace {

std::unique_ptr<Keychain> keychainOf(FakeKeychain::Safe &safe)
{
    return std::make_unique<FakeKeychain>(safe);
}

const ServerAddress school{u"school"_s, 5000, false, {}, u"/"_s, {}};
const ServerAddress otherPort{u"school"_s, 5001, false, {}, u"/"_s, {}};

ServerAddress proved(ServerAddress server, char certificate = 'a')
{
    server.fingerprint = QByteArray(32, certificate);
    return server;
}
} // namespace

void tst_TokenStore::aTokenBelongsToOneServerAndOneName()
{
    TokenStore store(m_dir.filePath(u"a/one.ini"_s));
    store.setToken(school, u"김민수"_s, u"t1"_s);
    QCOMPARE(store.token(school, u"김민수"_s), u"t1"_s);
    QVERIFY(store.token(school, u"이영희"_s).isEmpty());
    QVERIFY(store.token(otherPort, u"김민수"_s).isEmpty());
    store.removeToken(school, u"김민수"_s);
    QVERIFY(store.token(school, u"김민수"_s).isEmpty());
}

void tst_TokenStore::aTokenSurvivesARestart()
{
    const QString path = m_dir.filePath(u"two.ini"_s);
    TokenStore(path).setToken(school, u"kim"_s, u"a=b;c%\"d"_s);
    QCOMPARE(TokenStore(path).token(school, u"kim"_s), u"a=b;c%\"d"_s);
}

void tst_TokenStore::onlyTheOwnerCanReadTheFile()
{
    const QString path = m_dir.filePath(u"three.ini"_s);
    TokenStore store(path);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(QFileInfo::exists(path));
    QVERIFY(!(QFileInfo(path).permissions() & others));
    store.setToken(school, u"kim"_s, u"t"_s);
    QFileInfo after(path);
    QVERIFY(after.size() > 0);
    QVERIFY(!(after.permissions() & others));
}

void tst_TokenStore::theLastServerAndNameAreRemembered()
{
    const QString path = m_dir.filePath(u"four.ini"_s);
    QVERIFY(ClientSettings(path).lastServer().isEmpty());
    ClientSettings(path).remember(u"학교:5000/방1"_s, u"김민수"_s);
    QCOMPARE(ClientSettings(path).lastServer(), u"학교:5000/방1"_s);
    QCOMPARE(ClientSettings(path).lastUserName(), u"김민수"_s);
}

void tst_TokenStore::aKnownServerSurvivesARestart()
{
    const QString path = m_dir.filePath(u"five.ini"_s);
    const QByteArray pin(32, '\xAB');
    QVERIFY(!KnownServers(path).find(u"school:5000"_s).speaksTls);
    KnownServers(path).remember(u"school:5000"_s, pin);
    KnownServers(path).remember(u"[::1]:443"_s, {});
    QVERIFY(KnownServers(path).find(u"school:5000"_s).speaksTls);
    QCOMPARE(KnownServers(path).find(u"school:5000"_s).pin, pin);
    QVERIFY(KnownServers(path).find(u"[::1]:443"_s).speaksTls);
    QVERIFY(KnownServers(path).find(u"[::1]:443"_s).pin.isEmpty());
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(path).permissions() & others));
}

void tst_TokenStore::aKnownServerIsOneHostAndPort()
{
    KnownServers servers;
    servers.remember(u"school:5000"_s, QByteArray(32, 'a'));
    QVERIFY(!servers.find(u"school:5001"_s).speaksTls);
    QVERIFY(!servers.find(u"school2:5000"_s).speaksTls);
    servers.remember(u"school:5000"_s, QByteArray(32, 'b'));
    QCOMPARE(servers.find(u"school:5000"_s).pin, QByteArray(32, 'b'));
}

void tst_TokenStore::anUnreadableEntryStillMeansTls()
{
    const QString path = m_dir.filePath(u"six.ini"_s);
    KnownServers(path).remember(u"school:5000"_s, QByteArray(32, 'a'));
    QSettings settings(path, QSettings::IniFormat);
    settings.beginGroup(u"servers"_s);
    QCOMPARE(settings.childKeys().size(), 1);
    settings.setValue(settings.childKeys().first(), u"what is this"_s);
    settings.sync();
    QVERIFY(KnownServers(path).find(u"school:5000"_s).speaksTls);
    QVERIFY(KnownServers(path).find(u"school:5000"_s).pin.isEmpty());
}

static QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static QString found(TokenStore &store, const ServerAddress &server, const QString &name)
{
    QObject context;
    std::optional<QString> got;
    store.find(server, name, &context, [&got](const QString &token) { got = token; });
    return QTest::qWaitFor([&got] { return got.has_value(); }, 30'000) ? *got : u"no answer"_s;
}

void tst_TokenStore::aTokenMovesIntoTheKeychain()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain1.ini"_s);
    {
        TokenStore store(path, keychainOf(safe));
        store.setToken(school, u"kim"_s, u"t-secret"_s);
        QVERIFY(bytesOf(path).contains("t-secret")); // until the keychain has it
        QTRY_VERIFY(!bytesOf(path).contains("t-secret"));
        QCOMPARE(safe.secrets.values(), QStringList{u"t-secret"_s});
        QCOMPARE(found(store, school, u"kim"_s), u"t-secret"_s);
        QCOMPARE(safe.reads, 0); // known in this run
    }
    TokenStore store(path, keychainOf(safe));
    QCOMPARE(found(store, school, u"kim"_s), u"t-secret"_s);
    QCOMPARE(found(store, school, u"lee"_s), QString());
    QCOMPARE(safe.reads, 1); // it is asked for nothing that it was not given
}

void tst_TokenStore::aTokenOfAnEarlierVersionMovesToo()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain2.ini"_s);
    TokenStore(path).setToken(school, u"kim"_s, u"t-old"_s);
    TokenStore store(path, keychainOf(safe));
    QCOMPARE(found(store, school, u"kim"_s), u"t-old"_s);
    QTRY_VERIFY(!bytesOf(path).contains("t-old"));
    QCOMPARE(safe.secrets.values(), QStringList{u"t-old"_s});
}

void tst_TokenStore::withoutAnAnswerTheFileKeepsIt()
{
    FakeKeychain::Safe safe;
    safe.isLocked = true;
    const QString path = m_dir.filePath(u"keychain3.ini"_s);
    {
        TokenStore store(path, keychainOf(safe));
        store.setToken(school, u"kim"_s, u"t-secret"_s);
        QCoreApplication::sendPostedEvents();
    }
    QVERIFY(bytesOf(path).contains("t-secret"));
    TokenStore store(path, keychainOf(safe));
    QCOMPARE(found(store, school, u"kim"_s), u"t-secret"_s);
    QCOMPARE(safe.reads, 0);
}

void tst_TokenStore::aKeychainThatHangsIsNotWaitedForLong()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain4.ini"_s);
    {
        TokenStore store(path, keychainOf(safe));
        store.setToken(school, u"kim"_s, u"t-secret"_s);
        QTRY_VERIFY(!bytesOf(path).contains("t-secret"));
    }
    safe.hangs = true;
    {
        TokenStore store(path, keychainOf(safe), 1);
        QCOMPARE(found(store, school, u"kim"_s), QString());
    }
    safe.hangs = false; // it is still there when the keychain is
    TokenStore store(path, keychainOf(safe));
    QCOMPARE(found(store, school, u"kim"_s), u"t-secret"_s);
}

void tst_TokenStore::aKeychainThatForgotIsNotAskedAgain()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain5.ini"_s);
    {
        TokenStore store(path, keychainOf(safe));
        store.setToken(school, u"kim"_s, u"t-secret"_s);
        QTRY_VERIFY(!bytesOf(path).contains("t-secret"));
    }
    safe.secrets.clear();
    TokenStore store(path, keychainOf(safe));
    QCOMPARE(found(store, school, u"kim"_s), QString());
    QCOMPARE(found(store, school, u"kim"_s), QString());
    QCOMPARE(safe.reads, 1);
}

void tst_TokenStore::aRemovedTokenLeavesTheKeychain()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain6.ini"_s);
    TokenStore store(path, keychainOf(safe));
    store.setToken(school, u"kim"_s, u"t-secret"_s);
    QTRY_VERIFY(!bytesOf(path).contains("t-secret"));
    store.removeToken(school, u"kim"_s);
    QVERIFY(safe.secrets.isEmpty());
    QCOMPARE(found(store, school, u"kim"_s), QString());
}

void tst_TokenStore::aTokenRemovedOnItsWayLeavesTheKeychainToo()
{
    FakeKeychain::Safe safe;
    const QString path = m_dir.filePath(u"keychain7.ini"_s);
    TokenStore store(path, keychainOf(safe));
    store.setToken(school, u"kim"_s, u"t-secret"_s);
    store.removeToken(school, u"kim"_s); // the keychain has not answered yet
    QVERIFY(!safe.secrets.isEmpty());
    QTRY_VERIFY(safe.secrets.isEmpty());
    QVERIFY(!bytesOf(path).contains("t-secret"));
    QCOMPARE(found(store, school, u"kim"_s), QString());
    // Not that of somebody who has come back since.
    store.setToken(school, u"kim"_s, u"t-first"_s);
    store.removeToken(school, u"kim"_s);
    store.setToken(school, u"kim"_s, u"t-second"_s);
    QTRY_VERIFY(!bytesOf(path).contains("t-second"));
    QCOMPARE(safe.secrets.values(), QStringList{u"t-second"_s});
}

void tst_TokenStore::anotherNameTakesTheTokenWithIt()
{
    FakeKeychain::Safe safe;
    for (const bool hasKeychain : {false, true}) {
        const QString path = m_dir.filePath(u"rename%1.ini"_s.arg(hasKeychain));
        TokenStore store(path, hasKeychain ? keychainOf(safe) : nullptr);
        store.setToken(school, u"kim"_s, u"t-secret"_s);
        QTRY_COMPARE(safe.secrets.size(), hasKeychain ? 1 : 0);
        store.rename(school, u"kim"_s, u"김"_s);
        QCOMPARE(found(store, school, u"김"_s), u"t-secret"_s);
        QCOMPARE(found(store, school, u"kim"_s), QString());
        store.rename(school, u"김"_s, u"김"_s);
        QCOMPARE(found(store, school, u"김"_s), u"t-secret"_s);
    }
}

void tst_TokenStore::aServerIsKnownByItsCertificate()
{
    FakeKeychain::Safe safe;
    for (const bool hasKeychain : {false, true}) {
        const QString path = m_dir.filePath(u"certificate%1.ini"_s.arg(hasKeychain));
        const auto keychain = [&] {
            return hasKeychain ? keychainOf(safe) : nullptr;
        };
        {
            TokenStore store(path, keychain());
            store.setToken(proved(school), u"kim"_s, u"t1"_s);
            QTRY_COMPARE(safe.secrets.size(), hasKeychain ? 2 : 0);
        }
        TokenStore store(path, keychain());
        QCOMPARE(found(store, proved(otherPort), u"kim"_s), u"t1"_s);
        QCOMPARE(found(store, proved(otherPort), u"lee"_s), QString());
        QCOMPARE(found(store, otherPort, u"kim"_s), QString()); // nothing is proved
        QCOMPARE(found(store, proved(otherPort, 'b'), u"kim"_s), QString());
        store.setToken(proved(otherPort, 'b'), u"kim"_s, u"t2"_s);
        QCOMPARE(found(store, proved(otherPort), u"kim"_s), u"t2"_s); // the address comes first
        store.removeToken(proved(school), u"kim"_s);
        store.removeToken(otherPort, u"kim"_s);
        QCOMPARE(found(store, proved(otherPort), u"kim"_s), QString());
        QCOMPARE(found(store, proved(school, 'b'), u"kim"_s), u"t2"_s);
    }
}

void tst_TokenStore::whatLetsInIsTheTokenOfBoth()
{
    TokenStore store(m_dir.filePath(u"confirmed.ini"_s));
    store.setToken(school, u"kim"_s, u"t1"_s); // of an earlier version
    store.confirm(proved(school), u"kim"_s, this);
    QCOMPARE(found(store, proved(otherPort), u"kim"_s), u"t1"_s);
    QVERIFY(store.token(otherPort, u"kim"_s).isEmpty());
    store.confirm(proved(otherPort), u"kim"_s, this);
    QCOMPARE(store.token(otherPort, u"kim"_s), u"t1"_s);
    store.setToken(school, u"kim"_s, u"t2"_s);
    store.confirm(proved(school), u"kim"_s, this);
    store.removeToken(otherPort, u"kim"_s);
    QCOMPARE(found(store, proved(otherPort), u"kim"_s), u"t2"_s);
    store.removeToken(proved(school), u"kim"_s);
    store.confirm(proved(school), u"kim"_s, this); // of nothing
    QCOMPARE(found(store, proved(school), u"kim"_s), QString());
}

// At the address of one server is another one, which was elsewhere before.
void tst_TokenStore::theCertificateTellsWhichServerIsBack()
{
    const auto earlier = [this](TokenStore &store, const ServerAddress &server) {
        QString got;
        store.findEarlier(server, u"kim"_s, this, [&got](const QString &token) { got = token; });
        return got;
    };
    TokenStore store(m_dir.filePath(u"back.ini"_s));
    store.setToken(proved(school, 'a'), u"kim"_s, u"t-a"_s);
    store.keepAsEarlier(school, u"kim"_s);
    store.setToken(proved(school, 'b'), u"kim"_s, u"t-b"_s);
    store.setToken(proved(otherPort, 'c'), u"kim"_s, u"t-c"_s);
    QCOMPARE(earlier(store, proved(school, 'c')), u"t-c"_s);
    QCOMPARE(earlier(store, proved(school, 'b')), u"t-a"_s); // its own was refused
    QCOMPARE(earlier(store, proved(school, 'd')), u"t-a"_s);
    QCOMPARE(earlier(store, school), u"t-a"_s);
    store.swapEarlier(proved(school, 'c'), u"kim"_s);
    QCOMPARE(store.token(school, u"kim"_s), u"t-c"_s);
    QCOMPARE(earlier(store, school), u"t-b"_s);
    // The one of the certificate was tried, as there was none of the address.
    const ServerAddress third{u"school"_s, 5002, false, {}, u"/"_s, {}};
    QCOMPARE(earlier(store, proved(third, 'c')), QString());
}

void tst_TokenStore::aTokenThatCannotBeSavedIsTold()
{
    const QString folder = m_dir.filePath(u"unsaved.ini"_s); // no file, for root neither
    QVERIFY(QDir().mkpath(folder));
    FakeKeychain::Safe safe; // no help: that it is in there stands in the file
    QStringList unsaved;
    for (const QString &path : {m_dir.filePath(u"saved.ini"_s), folder}) {
        TokenStore store(path, keychainOf(safe));
        store.setUnsavedHandler([&unsaved, path] { unsaved.append(path); });
        store.setToken(school, u"kim"_s, u"t1"_s);
    }
    QCOMPARE(unsaved, QStringList{folder});
}

void tst_TokenStore::theServerOfOnesOwnIsOneAddress()
{
    const QString path = m_dir.filePath(u"hosted.ini"_s);
    const TokenStore open(path); // as of a conversation that is there already
    QCOMPARE(open.hosted(u"127.0.0.1:5000"_s), QByteArray());
    TokenStore(path).setHosted(u"127.0.0.1:5000"_s, QByteArray(32, 'a'));
    QCOMPARE(open.hosted(u"127.0.0.1:5000"_s), QByteArray(32, 'a'));
    TokenStore(path).setHosted(u"127.0.0.1:5001"_s, QByteArray(32, 'a'));
    QCOMPARE(open.hosted(u"127.0.0.1:5000"_s), QByteArray());
    QCOMPARE(open.hosted(u"127.0.0.1:5001"_s), QByteArray(32, 'a'));
}

void tst_TokenStore::aRenamedStoreIsFoundUnderTheNewName()
{
    const QString path = m_dir.filePath(u"stores.ini"_s);
    ClientSettings settings(path);
    QCOMPARE(settings.storeName(u"h:1"_s, u"kim"_s), u"kim"_s);
    settings.renameStore(u"h:1"_s, u"kim"_s, u"lee"_s);
    QCOMPARE(settings.storeName(u"h:1"_s, u"lee"_s), u"kim"_s);
    QVERIFY(settings.storeName(u"h:1"_s, u"kim"_s) != u"kim"_s);
    QCOMPARE(settings.storeName(u"h:2"_s, u"kim"_s), u"kim"_s);
    settings.renameStore(u"h:1"_s, u"lee"_s, u"kim"_s); // and back
    QCOMPARE(settings.storeName(u"h:1"_s, u"kim"_s), u"kim"_s);
}

QTEST_GUILESS_MAIN(tst_TokenStore)
#include "tst_tokenstore.moc"
