// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Many files that are saved at once. That they are saved as they are: tst_files.

#include "client/connection/knownservers.h"
#include "client/files/filelink.h"
#include "client/files/fileupload.h"
#include "client/model/downloads.h"
#include "common/clientlimits.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr qint64 fileBytes = 1'000'000;

/// A server from which files come so slowly that none is ever there, yet none has stalled.
class SlowServer : public QObject
{
public:
    SlowServer()
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *const socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_slow.removeOne(socket);
                socket->deleteLater();
            });
        });
        connect(&m_drip, &QTimer::timeout, this, [this] {
            for (QTcpSocket *socket : std::as_const(m_slow)) {
                socket->write("x");
            }
        });
        m_drip.start(100);
    }
    [[nodiscard]] bool listen() { return m_server.listen(QHostAddress::LocalHost); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] const QStringList &asked() const { return m_asked; } ///< names, in order
    [[nodiscard]] int uploads() const { return m_uploads; }

private:
    void take(QTcpSocket *socket)
    {
        while (socket->canReadLine()) {
            const QByteArray line = socket->readLine();
            if (line.startsWith("GET /files/")) {
                m_asked.append(QString::fromLatin1(line.split(' ').at(1).mid(7)));
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(fileBytes)
                              + "\r\n\r\n");
                m_slow.append(socket);
            } else if (line.startsWith("POST /files?")) {
                ++m_uploads;
            }
        }
    }

    QList<QTcpSocket *> m_slow;
    QTimer m_drip;
    QStringList m_asked;
    int m_uploads = 0;
    QTcpServer m_server; // last: when its sockets go, the others are still there
};

} // namespace

class tst_Downloads : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void whatIsUnderWayIsNotGivenUpForMore();
    void fewRunAtOnceAndTheNextFollows();
    void whatGoesUpDoesNotWaitForWhatComesDown();

private:
    [[nodiscard]] QStringList names() const
    {
        QStringList shown;
        for (int row = 0; row < m_list->rowCount(); ++row) {
            shown.append(m_list->index(row).data(TransferList::NameRole).toString());
        }
        return shown;
    }
    [[nodiscard]] TransferList::State state(int row) const
    {
        return TransferList::State(m_list->index(row).data(TransferList::StateRole).toInt());
    }
    void open(const SlowServer &server)
    {
        FileAccess access;
        access.address.host = u"127.0.0.1"_s;
        access.address.port = server.port();
        access.token = u"t"_s;
        m_link->open(access);
    }
    void save(const QString &name, const QString &folder = {})
    {
        File file;
        file.id = FileId(name);
        file.name = name;
        file.bytes = fileBytes;
        m_list->save(file, (folder.isEmpty() ? m_dir->path() : folder) + u'/' + name);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FileLink> m_link; // closed
    std::unique_ptr<Downloads> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_Downloads::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<KnownServers>(m_dir->filePath(u"known.ini"_s));
    m_link = std::make_unique<FileLink>(*m_servers);
    m_list = std::make_unique<Downloads>(*m_link);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_list.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_Downloads::cleanup()
{
    m_tester.reset();
    m_list.reset();
    m_link.reset();
    m_servers.reset();
    m_dir.reset();
}

void tst_Downloads::whatIsUnderWayIsNotGivenUpForMore()
{
    QSignalSpy refused(m_list.get(), &Downloads::refused);
    for (int i = 0; i < limits::maxDownloads; ++i) {
        save(u"%1"_s.arg(i));
    }
    const QStringList all = names();
    QCOMPARE(all.size(), limits::maxDownloads);
    QVERIFY(refused.isEmpty());
    save(u"one more"_s);
    QCOMPARE(names(), all);
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(QString::number(limits::maxDownloads)));
    m_list->remove(0); // makes room as a person does
    save(u"one more"_s);
    QCOMPARE(names(), all.sliced(1) + QStringList{u"one more"_s});
    QCOMPARE(refused.size(), 1);
}

void tst_Downloads::fewRunAtOnceAndTheNextFollows()
{
    SlowServer server;
    QVERIFY(server.listen());
    open(server);
    save(u"unwritable"_s, m_dir->filePath(u"no folder"_s));
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    QStringList expected;
    for (int i = 0; i < limits::runningDownloads; ++i) {
        expected.append(QString::number(i));
        save(expected.last());
    }
    save(u"next"_s);
    save(u"last"_s);
    m_list->resume(0); // waits as well, in its place
    QCOMPARE(state(0), TransferList::State::Waiting);
    const int lastRow = m_list->rowCount() - 1;
    QTRY_COMPARE_WITH_TIMEOUT(server.asked(), expected, patienceMs);
    for (int row = 1; row <= limits::runningDownloads; ++row) {
        QTRY_COMPARE_WITH_TIMEOUT(state(row), TransferList::State::Running, patienceMs);
    }
    QCOMPARE(state(lastRow), TransferList::State::Waiting);
    QVERIFY(m_list->index(lastRow)
                .data(TransferList::DetailRole)
                .toString()
                .contains(u"other files"_s));
    m_list->remove(1); // the first follows, fails again, and the next takes its place
    expected.append(u"next"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server.asked(), expected, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(state(0), TransferList::State::Failed, patienceMs);
    m_list->remove(0);
    QCOMPARE(names().last(), u"last"_s);
    QCOMPARE(server.asked(), expected);
}

void tst_Downloads::whatGoesUpDoesNotWaitForWhatComesDown()
{
    SlowServer server;
    QVERIFY(server.listen());
    open(server);
    constexpr int connectionsOfQt = 6;
    std::vector<std::unique_ptr<FileRequest>> requests; // pictures that are looked at, and others
    for (int i = 0; i < connectionsOfQt; ++i) {
        requests.emplace_back(
            m_link->request("GET", "/files/" + QByteArray::number(i), {}, {}, nullptr));
    }
    QTRY_COMPARE_WITH_TIMEOUT(server.asked().size(), connectionsOfQt, patienceMs);
    QFile file(m_dir->filePath(u"photo"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("photo") == 5);
    file.close();
    const auto local = localFileAt(file.fileName());
    QVERIFY(local);
    FileUpload upload(*m_link, *local, RoomId(u"lobby"_s), {});
    upload.start();
    QTRY_COMPARE_WITH_TIMEOUT(server.uploads(), 1, patienceMs);
}

QTEST_GUILESS_MAIN(tst_Downloads)
#include "tst_downloads.moc"
