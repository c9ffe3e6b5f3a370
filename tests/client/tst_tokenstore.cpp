// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/knownservers.h"
#include "client/session/tokenstore.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

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

private:
    QTemporaryDir m_dir;
};

namespace {
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

QTEST_GUILESS_MAIN(tst_TokenStore)
#include "tst_tokenstore.moc"
