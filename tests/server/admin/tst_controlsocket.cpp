// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "controlpeers.h"
#include "server/admin/controlclient.h"
#include "server/admin/controlserver.h"

#include <QJsonObject>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#endif

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// The client of the control socket, and its file.
class tst_ControlSocket : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theClientSaysThatNoServerRuns();
    void theClientGivesUpInTime();
    void theClientRefusesAReplyThatIsNoObject();
    void onlyTheOwnerMayOpenTheSocket();
    void theSocketOfAKilledServerIsReplaced();
    void aServerThatAnswersKeepsItsSocket();
    void aFileInTheWayIsNotTouched();
    void aLongDirectoryWorksToo();
    void closingRemovesTheSocket();

private:
    [[nodiscard]] QString directory() const { return m_directory->path(); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_ControlSocket::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

void tst_ControlSocket::theClientSaysThatNoServerRuns()
{
    Request empty(directory(), {});
    Request missing(directory() + u"/nowhere"_s, {});

    QTRY_VERIFY(empty.isDone() && missing.isDone());
    QVERIFY(!empty.result() && !missing.result());
    QCOMPARE(empty.result().error().kind, ControlError::Kind::NoServer);
    QCOMPARE(missing.result().error().kind, ControlError::Kind::NoServer);
}

void tst_ControlSocket::theClientGivesUpInTime()
{
    ControlServer server([](const QJsonObject &, const ControlServer::Reply &) {});
    QVERIFY(server.listen(directory()));
    Request request(directory(), {}, 100);

    QTRY_VERIFY(request.isDone());
    QVERIFY(!request.result());
    QCOMPARE(request.result().error().kind, ControlError::Kind::Failed);
    QCOMPARE(request.result().error().text, u"The server did not answer in time."_s);
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ControlSocket::theClientRefusesAReplyThatIsNoObject()
{
    QLocalServer strange;
    QVERIFY(strange.listen(ControlPath::find(directory())->name()));
    connect(&strange, &QLocalServer::newConnection, &strange, [&strange] {
        QLocalSocket *socket = strange.nextPendingConnection();
        socket->write("maru\n");
        socket->disconnectFromServer();
    });
    Request request(directory(), {});

    QTRY_VERIFY(request.isDone());
    QVERIFY(!request.result());
    QCOMPARE(request.result().error().kind, ControlError::Kind::Failed);
    QTest::qWait(0);
    QCOMPARE(request.calls, 1);
}

void tst_ControlSocket::onlyTheOwnerMayOpenTheSocket()
{
#ifndef Q_OS_UNIX
    QSKIP("a named pipe has no mode");
#else
    ControlServer server(echo);
    QVERIFY(server.listen(directory()));

    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(directory() + u"/control"_s).constData(), &status), 0);
    QVERIFY(S_ISSOCK(status.st_mode));
    QCOMPARE(status.st_mode & 07777, mode_t{0600});
#endif
}

void tst_ControlSocket::theSocketOfAKilledServerIsReplaced()
{
#ifndef Q_OS_UNIX
    QSKIP("a named pipe goes with its process");
#else
    const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray path = QFile::encodeName(directory() + u"/control"_s);
    qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
    QCOMPARE(::bind(dead, reinterpret_cast<const sockaddr *>(&address), sizeof(address)), 0);
    QCOMPARE(::listen(dead, 1), 0);
    ::close(dead);
    QVERIFY(QFileInfo::exists(directory() + u"/control"_s));

    Request nobody(directory(), {});
    QTRY_VERIFY(nobody.isDone());
    QCOMPARE(nobody.result().error().kind, ControlError::Kind::NoServer);

    ControlServer server(echo);
    QVERIFY(server.listen(directory()));
    Request request(directory(), {});
    QTRY_VERIFY(request.isDone());
    QVERIFY(request.result());
#endif
}

void tst_ControlSocket::aServerThatAnswersKeepsItsSocket()
{
    ControlServer first(echo);
    QVERIFY(first.listen(directory()));
    ControlServer second(echo);
    const Result<void, QString> listening = second.listen(directory());

    QVERIFY(!listening);
    QVERIFY(!second.isListening());
    Request request(directory(), {});
    QTRY_VERIFY(request.isDone());
    QVERIFY(request.result());
}

void tst_ControlSocket::aFileInTheWayIsNotTouched()
{
#ifndef Q_OS_UNIX
    QSKIP("a named pipe is no file");
#else
    const QString path = directory() + u"/control"_s;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("mine");
    file.close();

    ControlServer server(echo);
    const Result<void, QString> listening = server.listen(directory());

    QVERIFY(!listening);
    QVERIFY(listening.error().contains(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("mine"));
#endif
}

void tst_ControlSocket::aLongDirectoryWorksToo()
{
#ifndef Q_OS_LINUX
    QSKIP("only Linux has a way around the limit");
#else
    // From well below the 108 bytes of an address to far over them, each length near the edge.
    const qsizetype base = directory().size();
    for (const qsizetype length : {80, 94, 95, 96, 97, 98, 99, 100, 101, 102, 107, 108, 109, 300}) {
        QString path = directory() + u'/';
        while (path.size() < length) {
            path += path.size() % 100 == 99 ? u'/' : u'd';
        }
        QVERIFY(length > base + 1);
        QVERIFY(QDir().mkpath(path));

        ControlServer server(echo);
        const Result<void, QString> listening = server.listen(path);
        QVERIFY2(listening, listening ? "" : qPrintable(listening.error()));
        QVERIFY(QFileInfo::exists(path + u"/control"_s));
        Request request(path, {});
        QTRY_VERIFY(request.isDone());
        QVERIFY2(request.result(), qPrintable(QString::number(length)));
        server.close();
        QVERIFY(!QFileInfo::exists(path + u"/control"_s));
        QCOMPARE(QDir(path).entryList(QDir::Files | QDir::NoDotAndDotDot | QDir::System).size(), 0);
    }
#endif
}

void tst_ControlSocket::closingRemovesTheSocket()
{
    ControlServer server(echo);
    QVERIFY(server.listen(directory()));
    RawPeer peer(directory());
    QTRY_COMPARE(server.connectionCount(), 1);
    server.close();

    QCOMPARE(server.connectionCount(), 0);
    QTRY_VERIFY(peer.isClosed());
    QVERIFY(!QFileInfo::exists(directory() + u"/control"_s));
    QVERIFY(server.listen(directory()));
}

QTEST_GUILESS_MAIN(tst_ControlSocket)
#include "tst_controlsocket.moc"
