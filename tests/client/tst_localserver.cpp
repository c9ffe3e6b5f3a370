// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// "Start a chat here", with the real server.

#include "client/host/hostcontrol.h"
#include "client/host/localserver.h"
#include "client/host/qrpicture.h"
#include "client/model/conversation.h"
#include "common/clientlimits.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <sys/file.h>
#endif

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {
constexpr int patienceMs = 60'000; // of a loaded machine
}

class tst_LocalServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void itStartsStaysAndIsFoundAgain();
    void settingsOfAnotherServerAreNotItsOwn();
    void whoStartedItIsTheOwner();
    void itGoesWithTheProgramIfItShould();
    void itGoesWithTheProgramWhileItStarts();
    void aFolderWithALongNameIsAsGood();
    void aUsedPortIsSaid();
    void aMissingProgramIsSaid();
    void aFolderThatCannotBeWrittenIsSaid();
    void whatTheServerSaysOfItsEndIsPassedOn();
    void aSecondStartDuringTheFirstIsNone();
    void oneThatIsEndingIsWaitedFor();
    void itHasStoppedWhenItsPortIsFree();
    void aQuestionThatFailsChangesNoClassCode_data();
    void aQuestionThatFailsChangesNoClassCode();
    void theAddressIsAPicture();

private:
    [[nodiscard]] LocalServer::Options options() const
    {
        return {QStringLiteral(MARU_SERVER_PROGRAM),
                m_dir->filePath(u"server"_s),
                0,
                {u"--listen"_s, u"127.0.0.1"_s},
                u"교실"_s};
    }
    [[nodiscard]] static HostedServer started(LocalServer &server)
    {
        QSignalSpy running(&server, &LocalServer::running);
        QSignalSpy failed(&server, &LocalServer::failed);
        server.start();
        for (int waited = 0; running.isEmpty() && failed.isEmpty() && waited < patienceMs;
             waited += 100) {
            running.wait(100);
        }
        return running.isEmpty() ? HostedServer() : running[0][0].value<HostedServer>();
    }
    static LocalServer::Problem problemOf(LocalServer &server, QString *detail = nullptr)
    {
        QSignalSpy failed(&server, &LocalServer::failed);
        server.start();
        if (!failed.wait(patienceMs)) {
            return LocalServer::Problem::NoAnswer;
        }
        if (detail) {
            *detail = failed[0][1].toString();
        }
        return failed[0][0].value<LocalServer::Problem>();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_LocalServer::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

// No server outlives its test.
void tst_LocalServer::cleanup()
{
    if (m_dir && QFile::exists(m_dir->filePath(u"server/control"_s))) {
        LocalServer server(options());
        QSignalSpy stopped(&server, &LocalServer::stopped);
        server.stop();
        stopped.wait(patienceMs);
    }
    // A server that answers no more may still be closing its store.
    m_dir->setAutoRemove(false);
    QTRY_VERIFY_WITH_TIMEOUT(QDir(m_dir->path()).removeRecursively(), patienceMs);
    m_dir.reset();
}

void tst_LocalServer::itStartsStaysAndIsFoundAgain()
{
    HostedServer first;
    {
        LocalServer server(options());
        first = started(server);
        QVERIFY(first.port > 0);
        QCOMPARE(first.fingerprint.size(), 32);
        QCOMPARE(first.classCode.size(), 6);
        QVERIFY(!first.ownerCode.isEmpty());
        QVERIFY(!(QFile::permissions(server.dataDirectory())
                  & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));
    }
    LocalServer again(options()); // as the next start of the client
    const HostedServer second = started(again);
    QCOMPARE(second.port, first.port);
    QCOMPARE(second.classCode, first.classCode);
    QCOMPARE(second.fingerprint, first.fingerprint);
    QSignalSpy stopped(&again, &LocalServer::stopped);
    again.stop();
    QVERIFY(stopped.wait(patienceMs));
    QVERIFY(!again.isRunning());
    QVERIFY(!QFile::exists(again.dataDirectory() + "/control"_L1));
    QVERIFY(started(again).port > 0); // and once more
}

void tst_LocalServer::settingsOfAnotherServerAreNotItsOwn()
{
    const QString elsewhere = m_dir->filePath(u"elsewhere.db"_s);
    qputenv("MARU_DB", "sqlite:" + elsewhere.toUtf8());
    qputenv("DB_URL", "mysql://nobody@127.0.0.1/chat");
    LocalServer server(options());
    const HostedServer hosted = started(server);
    qunsetenv("MARU_DB");
    qunsetenv("DB_URL");
    QVERIFY(hosted.port > 0);
    QVERIFY(QFile::exists(m_dir->filePath(u"server/maru.db"_s)));
    QVERIFY(!QFile::exists(elsewhere));
}

void tst_LocalServer::whoStartedItIsTheOwner()
{
    LocalServer server(options());
    const HostedServer found = started(server);
    Conversation::Options own;
    own.settingsPath = m_dir->filePath(u"client.ini"_s);
    own.storePath = m_dir->filePath(u"accounts"_s);
    Conversation conversation(own);
    QSignalSpy joined(&conversation, &Conversation::joined);
    const QString here = u"127.0.0.1:%1"_s.arg(found.port);
    conversation.start(here + "?classCode="_L1 + found.classCode, u"김선생"_s,
                       {{}, found.ownerCode});
    QVERIFY(joined.wait(patienceMs));
    QCOMPARE(conversation.ownUser().role, UserRole::Owner);
    QCOMPARE(conversation.currentRoomName(), u"교실"_s);
    QSignalSpy refused(&conversation, &Conversation::joinFailed);
    conversation.start(here + "?classCode=ZZZZZ9"_L1, u"이영희"_s);
    QVERIFY(refused.wait(patienceMs));
    QCOMPARE(refused[0][0].value<Conversation::JoinFailure>().kind,
             Conversation::JoinFailure::Kind::ClassCodeWanted);
    QVERIFY(started(server).ownerCode.isEmpty()); // nobody else can become it
}

void tst_LocalServer::itGoesWithTheProgramIfItShould()
{
    LocalServer server(options());
    QVERIFY(started(server).port > 0);
    server.stopNow();
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(server.dataDirectory() + "/control"_L1), patienceMs);
}

void tst_LocalServer::itGoesWithTheProgramWhileItStarts()
{
    if (!QFile::exists(u"/proc/self/cmdline"_s)) {
        QSKIP("looks for the process in /proc");
    }
    const QByteArray data = options().dataDirectory.toUtf8();
    const auto isThere = [&data] {
        for (const QString &pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
            QFile line(u"/proc/%1/cmdline"_s.arg(pid));
            if (line.open(QIODevice::ReadOnly)
                && line.readAll().contains(QByteArray("serve\0--data\0", 13) + data + '\0')) {
                return true;
            }
        }
        return false;
    };
    LocalServer server(options());
    server.start();
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), patienceMs);
    server.stopNow();
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs);
}

void tst_LocalServer::aFolderWithALongNameIsAsGood()
{
    LocalServer::Options deep = options();
    // Of a profile with 32 syllables: longer than the address of a socket may be.
    deep.dataDirectory = m_dir->filePath(u"maru-"_s + QString(32, u'한') + u"/server"_s);
    LocalServer server(deep);
    QVERIFY(started(server).port > 0);
    LocalServer again(deep);
    QVERIFY(started(again).port > 0);
    again.stopNow();
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(deep.dataDirectory + "/control"_L1), patienceMs);
}

void tst_LocalServer::aUsedPortIsSaid()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::Any));
    LocalServer::Options taken = options();
    taken.port = other.serverPort();
    LocalServer server(taken);
    QString detail;
    QCOMPARE(problemOf(server, &detail), LocalServer::Problem::PortInUse);
    QCOMPARE(detail, QString::number(other.serverPort()));
    QVERIFY(!server.isBusy());
    QSignalSpy running(&server, &LocalServer::running);
    server.start(0); // on another one
    QVERIFY(running.wait(patienceMs));
}

void tst_LocalServer::aMissingProgramIsSaid()
{
    LocalServer::Options missing = options();
    missing.program = m_dir->filePath(u"no such program"_s);
    LocalServer server(missing);
    QCOMPARE(problemOf(server), LocalServer::Problem::NoProgram);
}

void tst_LocalServer::aFolderThatCannotBeWrittenIsSaid()
{
    QFile file(m_dir->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    LocalServer::Options blocked = options();
    blocked.dataDirectory = file.fileName() + "/server"_L1;
    LocalServer server(blocked);
    QCOMPARE(problemOf(server), LocalServer::Problem::NoFolder);
}

void tst_LocalServer::whatTheServerSaysOfItsEndIsPassedOn()
{
    LocalServer::Options bad = options();
    bad.arguments = {u"--no-such-flag"_s};
    LocalServer server(bad);
    QString detail;
    QCOMPARE(problemOf(server, &detail), LocalServer::Problem::Ended);
    QVERIFY2(detail.contains(u"no-such-flag"_s), qPrintable(detail));
}

void tst_LocalServer::aSecondStartDuringTheFirstIsNone()
{
    LocalServer server(options());
    QSignalSpy running(&server, &LocalServer::running);
    server.start();
    server.start();
    QVERIFY(running.wait(patienceMs));
    QSignalSpy stopped(&server, &LocalServer::stopped);
    server.stop();
    QVERIFY(stopped.wait(patienceMs));
    QCOMPARE(running.size(), 1);
}

// A control socket that goes first, as it does in a server with much to write.
// It answers no more, and has its folder until all is on the disk.
void tst_LocalServer::oneThatIsEndingIsWaitedFor()
{
    QVERIFY(QDir().mkpath(options().dataDirectory));
    QFile lock(options().dataDirectory + u"/server.lock"_s);
    QVERIFY(lock.open(QIODevice::ReadWrite));
#ifdef Q_OS_UNIX // elsewhere the lock is that the file is there
    QCOMPARE(::flock(lock.handle(), LOCK_EX | LOCK_NB), 0);
#endif
    LocalServer server(options());
    QSignalSpy running(&server, &LocalServer::running);
    QSignalSpy failed(&server, &LocalServer::failed);
    server.start();
    QTest::qWait(1'000); // longer than a server takes that finds the folder taken
    QVERIFY(running.isEmpty());
    QVERIFY(lock.remove()); // which closes it
    QTRY_COMPARE_WITH_TIMEOUT(running.size() + failed.size(), 1, patienceMs);
    QVERIFY(failed.isEmpty());
}

void tst_LocalServer::itHasStoppedWhenItsPortIsFree()
{
    LocalServer::Options slow = options();
    QVERIFY(QDir().mkpath(slow.dataDirectory));
    QTcpServer port;
    QVERIFY(port.listen(QHostAddress::Any));
    QLocalServer control;
    const auto path = ControlPath::find(slow.dataDirectory);
    QVERIFY(path && control.listen(path->name()));
    connect(&control, &QLocalServer::newConnection, this, [&] {
        QLocalSocket *const asker = control.nextPendingConnection();
        connect(asker, &QLocalSocket::readyRead, asker, [&control, &port, asker] {
            const QByteArray question = asker->readAll();
            asker->write(R"({"ok":true,"name":"x","code":"c","port":)"
                         + QByteArray::number(port.serverPort())
                         + R"(,"rooms":[{"classCode":"ABC123"}]})" + '\n');
            asker->flush();
            if (question.contains("stop")) {
                control.close();
            }
        });
    });
    LocalServer server(slow);
    QCOMPARE(started(server).port, port.serverPort());
    QSignalSpy stopped(&server, &LocalServer::stopped);
    server.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!control.isListening(), patienceMs);
    static_cast<void>(stopped.wait(10 * limits::hostPollMs));
    QCOMPARE(stopped.count(), 0);
    port.close();
    QVERIFY(stopped.count() == 1 || stopped.wait(patienceMs));
}

void tst_LocalServer::aQuestionThatFailsChangesNoClassCode_data()
{
    QTest::addColumn<QByteArray>("list"); // what is answered; empty: nothing
    QTest::addColumn<QByteArray>("add");
    QTest::addColumn<bool>("isRunning");
    QTest::addColumn<QString>("classCode");
    QTest::addColumn<QStringList>("asked");
    const QByteArray none = R"({"ok":true,"rooms":[]})";
    const QByteArray many = R"({"ok":true,"rooms":[)"
        + QByteArray(R"({"name":"a room that others made"},)").repeated(5'000)
        + R"({"classCode":"LAST23"}]})";
    const QByteArray broken = R"({"ok":false,"code":"STORE_FAILED"})";
    const QByteArray taken = R"({"ok":false,"code":"NAME_TAKEN"})";
    const QByteArray made = R"({"ok":true,"room":{"classCode":"ABC234"}})";
    const QStringList list{u"room.list"_s};
    const QStringList add = list + QStringList{u"room.add"_s};
    const QStringList code = add + QStringList{u"room.code"_s};
    QTest::newRow("a long list") << many << QByteArray() << true << u"LAST23"_s << list;
    QTest::newRow("no list") << QByteArray() << made << false << QString() << list;
    QTest::newRow("a list that fails") << broken << made << false << QString() << list;
    QTest::newRow("a room that is not made") << none << broken << false << QString() << add;
    QTest::newRow("a room that was made, maybe")
        << none << QByteArray() << false << QString() << add;
    QTest::newRow("a room that may not be")
        << none << QByteArray(R"({"ok":false,"code":"FORBIDDEN"})") << true << QString() << add;
    QTest::newRow("a room that is there, closed") << none << taken << true << u"XYZ789"_s << code;
}

void tst_LocalServer::aQuestionThatFailsChangesNoClassCode()
{
    QFETCH(QByteArray, list);
    QFETCH(QByteArray, add);
    LocalServer::Options slow = options();
    QVERIFY(QDir().mkpath(slow.dataDirectory));
    QLocalServer control;
    const auto path = ControlPath::find(slow.dataDirectory);
    QVERIFY(path && control.listen(path->name()));
    QStringList asked;
    connect(&control, &QLocalServer::newConnection, this, [&] {
        QLocalSocket *const asker = control.nextPendingConnection();
        connect(asker, &QLocalSocket::readyRead, asker, [&asked, list, add, asker] {
            const QString command =
                QJsonDocument::fromJson(asker->readAll()).object().value(u"command"_s).toString();
            if (command.startsWith(u"room."_s)) {
                asked.append(command);
            }
            const QByteArray answer = command == u"room.list" ? list
                : command == u"room.add"
                ? add
                : R"({"ok":true,"port":5000,"code":"owner","room":{"classCode":"XYZ789"}})"_ba;
            if (!answer.isEmpty()) {
                asker->write(answer + '\n');
                asker->flush();
            }
        });
    });
    LocalServer server(slow);
    const HostedServer found = started(server);
    QTEST(found.port > 0, "isRunning");
    QTEST(asked, "asked");
    QTEST(found.classCode, "classCode");
    QVERIFY(!server.isBusy());
    QVERIFY(server.isRunning());
}

void tst_LocalServer::theAddressIsAPicture()
{
    const QImage picture = qrPicture(u"http://192.168.0.12:5000/"_s);
    if (picture.isNull()) {
        QSKIP("this build makes no QR codes");
    }
    QCOMPARE(picture.width(), picture.height());
    QCOMPARE(picture.pixel(0, 0), qRgb(255, 255, 255)); // the quiet zone
    QCOMPARE(picture.pixel(4, 4), qRgb(0, 0, 0)); // the corner of a finder pattern
    QVERIFY(qrPicture(QString(5'000, u'x')).isNull());
}

QTEST_GUILESS_MAIN(tst_LocalServer)
#include "tst_localserver.moc"
