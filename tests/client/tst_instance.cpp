// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/process/instance.h"
#include "client/process/profile.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

#include <atomic>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int waitMs = 30'000;

} // namespace

class tst_Instance : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void profileNames_data();
    void profileNames();
    void eachProfileHasItsOwnFolder();
    void wishesComeBack();
    void otherLinesAreNoWishes_data();
    void otherLinesAreNoWishes();
    void anEarlierMaruSendsNoToken();
    void theSecondHandsItsWishOver();
    void anotherProfileIsAnotherInstance();
    void whatAKilledOneLeftIsTakenOver();
    void oneThatDoesNotAnswerIsTold();
    void garbageAndSilenceStopNobody();
    void withoutAFolderItJustRuns();

private:
    [[nodiscard]] QString door() const;
    [[nodiscard]] Instance::Claim claimFromElsewhere(const HandOver &wish, int timeoutMs);

    std::unique_ptr<QTemporaryDir> m_runtime;
};

void tst_Instance::init()
{
    m_runtime = std::make_unique<QTemporaryDir>();
}

QString tst_Instance::door() const
{
    const QStringList found =
        QDir(m_runtime->path()).entryList({u"*.sock"_s}, QDir::AllEntries | QDir::System);
    return found.isEmpty() ? QString() : m_runtime->filePath(found.constFirst());
}

// As another process does it: it waits without an event loop, while the first one's runs here.
Instance::Claim tst_Instance::claimFromElsewhere(const HandOver &wish, int timeoutMs)
{
    std::atomic<int> claim = -1;
    QThread *const thread = QThread::create([&] {
        Instance second(u"/settings/maru"_s, m_runtime->path());
        claim = int(second.claim(wish, timeoutMs));
    });
    thread->start();
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(claim >= 0, waitMs);
    }();
    thread->wait();
    delete thread;
    return Instance::Claim(claim.load());
}

void tst_Instance::profileNames_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("name"); // empty: refused
    const auto row = [](const char *what, const QString &typed, const QString &name) {
        QTest::newRow(what) << typed << name;
    };
    row("plain", u"work"_s, u"work"_s);
    row("Korean", u"민수"_s, u"민수"_s);
    row("Korean in pieces", u"민수"_s.normalized(QString::NormalizationForm_D), u"민수"_s);
    row("capitals", u"Person-2_b"_s, u"person-2_b"_s);
    row("the longest", QString(limits::maxProfileChars, u'a'),
        QString(limits::maxProfileChars, u'a'));
    row("too long", QString(limits::maxProfileChars + 1, u'a'), {});
    row("empty", {}, {});
    row("a folder above", u".."_s, {});
    row("a folder", u"a/b"_s, {});
    row("a Windows folder", u"a\\b"_s, {});
    row("an option", u"-x"_s, {});
    row("a space", u"a b"_s, {});
    row("a drive", u"c:"_s, {});
    row("a line", u"a\nb"_s, {});
    row("nothing to see", u"\u200b"_s, {});
    row("reversed", u"a\u202eb"_s, {});
}

void tst_Instance::profileNames()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, name);
    const auto read = profileName(typed);
    QCOMPARE(read.has_value(), !name.isEmpty());
    if (read) {
        QCOMPARE(*read, name);
        QCOMPARE(*profileName(*read), name);
    } else {
        QVERIFY(profileErrorText(read.error()).endsWith(u'.'));
    }
}

void tst_Instance::eachProfileHasItsOwnFolder()
{
    QVERIFY(profileFolder({}) != profileFolder(u"kim"_s));
    QVERIFY(profileFolder(u"kim"_s) != profileFolder(u"lee"_s));
    const QString before = QCoreApplication::applicationName();
    useProfile(u"kim"_s);
    QCOMPARE(QCoreApplication::applicationName(), u"maru-kim"_s);
    useProfile({});
    QCOMPARE(QCoreApplication::applicationName(), u"maru"_s);
    QCoreApplication::setApplicationName(before);
}

void tst_Instance::wishesComeBack()
{
    for (const HandOver &wish : {HandOver{}, HandOver{u"maru://10.0.0.1:5000#AB"_s, {}},
                                 HandOver{u"10.0.0.1/방\n\"1\""_s, u"김민수"_s},
                                 HandOver{{}, {}, u"gnome-shell/Maru/1-0-host_TIME5"_s}}) {
        const QByteArray line = encodeHandOver(wish);
        QCOMPARE(line.count('\n'), 1);
        QVERIFY(line.endsWith('\n'));
        const auto read = decodeHandOver(line);
        QVERIFY(read.has_value());
        QCOMPARE(*read, wish);
    }
}

void tst_Instance::otherLinesAreNoWishes_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray("\n");
    QTest::newRow("no JSON") << QByteArray("raise\n");
    QTest::newRow("a list") << QByteArray("[\"a\",\"b\"]\n");
    QTest::newRow("a field is missing") << QByteArray("{\"server\":\"a\"}\n");
    QTest::newRow("a field is a number") << QByteArray("{\"server\":1,\"name\":\"\"}\n");
    QTest::newRow("too long a token")
        << QByteArray("{\"server\":\"\",\"name\":\"\",\"activation\":\""
                      + QByteArray(limits::maxActivationChars + 1, 'a') + "\"}\n");
    QTest::newRow("too long") << QByteArray(
        "{\"server\":\"" + QByteArray(limits::maxAddressChars + 1, 'a') + "\",\"name\":\"\"}\n");
}

void tst_Instance::otherLinesAreNoWishes()
{
    QFETCH(const QByteArray, line);
    QVERIFY(!decodeHandOver(line));
}

void tst_Instance::anEarlierMaruSendsNoToken()
{
    const auto read = decodeHandOver("{\"server\":\"a\",\"name\":\"b\"}\n");
    QVERIFY(read.has_value());
    QCOMPARE(*read, (HandOver{u"a"_s, u"b"_s}));
}

void tst_Instance::theSecondHandsItsWishOver()
{
    Instance first(u"/settings/maru"_s, m_runtime->path());
    QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
    const QFile::Permissions others = QFile::ReadOther | QFile::WriteOther | QFile::ReadGroup
        | QFile::WriteGroup | QFile::ExeOther | QFile::ExeGroup;
    QVERIFY(!(QFile::permissions(door()) & others));
    QList<HandOver> taken;
    connect(&first, &Instance::handedOver, this, [&](const HandOver &wish) { taken.append(wish); });
    const HandOver wish{u"maru://10.0.0.1:5000"_s, u"김민수"_s, u"token"_s};
    QCOMPARE(claimFromElsewhere(wish, waitMs), Instance::Claim::HandedOver);
    QCOMPARE(claimFromElsewhere({}, waitMs), Instance::Claim::HandedOver);
    QTRY_COMPARE_WITH_TIMEOUT(taken, (QList<HandOver>{wish, HandOver{}}), waitMs);
    Instance asking(u"/settings/maru"_s, m_runtime->path());
    QVERIFY(asking.isTaken());
}

void tst_Instance::anotherProfileIsAnotherInstance()
{
    Instance first(u"/settings/maru"_s, m_runtime->path());
    QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
    Instance other(u"/settings/maru-kim"_s, m_runtime->path());
    QVERIFY(!other.isTaken());
    QCOMPARE(other.claim({}, waitMs), Instance::Claim::First);
}

// A lock file of a process that is no more, and its socket.
void tst_Instance::whatAKilledOneLeftIsTakenOver()
{
    QString left;
    {
        Instance first(u"/settings/maru"_s, m_runtime->path());
        QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
        left = door();
    }
    QFile lock(QString(left).replace(u".sock"_s, u".lock"_s));
    QVERIFY(!lock.exists());
    QVERIFY(lock.open(QIODevice::WriteOnly));
    // Larger than any process id there is; the format is QLockFile's.
    lock.write("2147483646\nmaru\n" + QSysInfo::machineHostName().toUtf8() + "\n");
    lock.close();
    QFile socket(left);
    QVERIFY(socket.open(QIODevice::WriteOnly));
    socket.close();
    Instance next(u"/settings/maru"_s, m_runtime->path());
    QCOMPARE(next.claim({}, waitMs), Instance::Claim::First);
    QCOMPARE(claimFromElsewhere({}, waitMs), Instance::Claim::HandedOver);
}

void tst_Instance::oneThatDoesNotAnswerIsTold()
{
    Instance first(u"/settings/maru"_s, m_runtime->path());
    QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
    Instance second(u"/settings/maru"_s, m_runtime->path()); // here the first one's loop stands
    QCOMPARE(second.claim({}, 200), Instance::Claim::NoAnswer);
}

void tst_Instance::garbageAndSilenceStopNobody()
{
    Instance first(u"/settings/maru"_s, m_runtime->path());
    QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
    QSignalSpy taken(&first, &Instance::handedOver);
    QList<std::shared_ptr<QLocalSocket>> sockets;
    const QByteArray sent[] = {"", "no JSON\n", QByteArray(limits::maxHandOverBytes * 2, 'x')};
    for (const QByteArray &bytes : sent) {
        auto socket = std::make_shared<QLocalSocket>();
        socket->connectToServer(door());
        QVERIFY(socket->waitForConnected(waitMs));
        socket->write(bytes);
        sockets.append(socket);
    }
    // Those that sent something are hung up on.
    QTRY_COMPARE_WITH_TIMEOUT(sockets.at(1)->state(), QLocalSocket::UnconnectedState, waitMs);
    QTRY_COMPARE_WITH_TIMEOUT(sockets.at(2)->state(), QLocalSocket::UnconnectedState, waitMs);
    QCOMPARE(taken.count(), 0);
    QCOMPARE(claimFromElsewhere({}, waitMs), Instance::Claim::HandedOver);
    QTRY_COMPARE_WITH_TIMEOUT(taken.count(), 1, waitMs);
}

void tst_Instance::withoutAFolderItJustRuns()
{
    QFile file(m_runtime->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    Instance first(u"/settings/maru"_s, file.fileName() + "/below"_L1);
    QCOMPARE(first.claim({}, waitMs), Instance::Claim::First);
    QVERIFY(!first.isTaken());
}

QTEST_GUILESS_MAIN(tst_Instance)
#include "tst_instance.moc"
