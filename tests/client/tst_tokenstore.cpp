// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/knownservers.h"
#include "client/session/tokenstore.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace maru::client;
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
    void aRenamedStoreIsFoundUnderTheNewName();

private:
    QTemporaryDir m_dir;
};

namespace {

/// Answers later, as a real one; or not at all.
class FakeKeychain : public Keychain
{
public:
    struct Safe
    {
        QHash<QString, QString> secrets;
        bool isLocked = false; // refuses
        bool hangs = false;
        int reads = 0;
    };

    explicit FakeKeychain(Safe &safe)
        : m_safe(safe)
    { }
    void read(const QString &key, Handler handler) override
    {
        ++m_safe.reads;
        answer(handler, m_safe.secrets.contains(key) ? Answer::Done : Answer::NotFound,
               m_safe.secrets.value(key));
    }
    void write(const QString &key, const QString &secret, Handler handler) override
    {
        if (!m_safe.isLocked && !m_safe.hangs) {
            m_safe.secrets.insert(key, secret);
        }
        answer(handler, Answer::Done, {});
    }
    void remove(const QString &key, Handler handler) override
    {
        m_safe.secrets.remove(key);
        answer(handler, Answer::Done, {});
    }

private:
    void answer(const Handler &handler, Answer answer, const QString &secret)
    {
        if (m_safe.hangs) {
            return;
        }
        const bool isLocked = m_safe.isLocked;
        QMetaObject::invokeMethod(
            &m_context,
            [handler, answer, secret, isLocked] {
                handler(isLocked ? Answer::Unusable : answer, isLocked ? QString() : secret);
            },
            Qt::QueuedConnection);
    }

    Safe &m_safe;
    QObject m_context;
};

std::unique_ptr<Keychain> keychainOf(FakeKeychain::Safe &safe)
{
    return std::make_unique<FakeKeychain>(safe);
}

const ServerAddress school{u"school"_s, 5000, false, {}, u"/"_s, {}};
const ServerAddress otherPort{u"school"_s, 5001, false, {}, u"/"_s, {}};
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
