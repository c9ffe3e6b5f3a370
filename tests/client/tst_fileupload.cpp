// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// An upload whose server says that it has it not. How files go: tst_files.

#include "client/connection/knownservers.h"
#include "client/files/filelink.h"
#include "client/files/fileupload.h"
#include "common/clientlimits.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
const QByteArray bytes("the bytes of the file");
const QByteArray fileId("0123456789abcdef01234567");

QByteArray answerOf(const QByteArray &status, const QByteArray &header = {})
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n" + header
        + (header.isEmpty() ? "\r\n" : "\r\n\r\n");
}
const QByteArray begun = answerOf("201 Created", "Location: /files/" + fileId);
const QByteArray atNothing = answerOf("200 OK", "Upload-Offset: 0");
const QByteArray hasAll = answerOf("204 No Content", "Upload-Offset: 21");
const QByteArray isBusy = answerOf("503 Service Unavailable");
const QByteArray isFile = answerOf("200 OK");
const QByteArray isNot = answerOf("404 Not Found");

/// Answers request after request as it was told to, the last way for ever.
class ScriptedServer : public QTcpServer
{
public:
    explicit ScriptedServer(QList<QByteArray> answers)
        : m_answers(std::move(answers))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this,
                    [this, socket, received = QByteArray()]() mutable {
                        received += socket->readAll();
                        const bool isBodyMissing =
                            received.startsWith("PATCH") && !received.endsWith("\r\n\r\n" + bytes);
                        if (received.contains("\r\n\r\n") && !isBodyMissing) {
                            methods.append(received.first(received.indexOf(' ')));
                            socket->write(m_answers.size() > 1 ? m_answers.takeFirst()
                                                               : m_answers.first());
                            socket->disconnectFromHost();
                        }
                    });
        });
        isListening = listen(QHostAddress::LocalHost);
    }

    bool isListening = false;
    QByteArrayList methods;

private:
    QList<QByteArray> m_answers;
};

} // namespace

class tst_FileUpload : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void whatBecameAFileMeanwhileIsNotSentAgain();
    void aServerThatForgotHasItSentAgain();
    void aServerThatNeverHasItIsNotAskedForEver();
    void aServerThatKeepsNothingIsNotSentToForEver();

private:
    [[nodiscard]] std::unique_ptr<FileUpload> uploadTo(const ScriptedServer &server);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FileLink> m_link;
    LocalFile m_file;
};

void tst_FileUpload::init()
{
    m_link.reset(); // of the servers that go next
    m_dir = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<KnownServers>(m_dir->filePath(u"known.ini"_s));
    m_link = std::make_unique<FileLink>(*m_servers);
    QFile file(m_dir->filePath(u"보고서.pdf"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const auto local = localFileAt(file.fileName());
    QVERIFY(local);
    m_file = *local;
}

std::unique_ptr<FileUpload> tst_FileUpload::uploadTo(const ScriptedServer &server)
{
    FileAccess access;
    access.address.host = u"127.0.0.1"_s;
    access.address.port = server.serverPort();
    access.token = u"t"_s;
    m_link->open(access);
    auto upload = std::make_unique<FileUpload>(*m_link, m_file, RoomId(u"lobby"_s), FileId());
    upload->start();
    return upload;
}

// All of its bytes had come, and the first question was answered before their end was stored.
void tst_FileUpload::whatBecameAFileMeanwhileIsNotSentAgain()
{
    ScriptedServer server({begun, isBusy, atNothing, isNot, isFile});
    QVERIFY(server.isListening);
    const auto upload = uploadTo(server);
    QTRY_COMPARE_WITH_TIMEOUT(upload->state(), FileUpload::State::Done, patienceMs);
    QCOMPARE(upload->id(), FileId(QString::fromLatin1(fileId)));
    QCOMPARE(server.methods, (QByteArrayList{"POST", "PATCH", "HEAD", "PATCH", "HEAD"}));
}

void tst_FileUpload::aServerThatForgotHasItSentAgain()
{
    ScriptedServer server({begun, isNot, isNot, begun, isBusy, isFile});
    QVERIFY(server.isListening);
    const auto upload = uploadTo(server);
    QTRY_COMPARE_WITH_TIMEOUT(upload->state(), FileUpload::State::Done, patienceMs);
    QCOMPARE(server.methods, (QByteArrayList{"POST", "PATCH", "HEAD", "POST", "PATCH", "HEAD"}));
}

void tst_FileUpload::aServerThatNeverHasItIsNotAskedForEver()
{
    QList<QByteArray> answers{begun};
    for (int i = 0; i < 100; ++i) {
        answers += {isNot, atNothing};
    }
    ScriptedServer server(answers);
    QVERIFY(server.isListening);
    const auto upload = uploadTo(server);
    QTRY_COMPARE_WITH_TIMEOUT(upload->state(), FileUpload::State::Failed, patienceMs);
    QCOMPARE(upload->failure().kind, FileFailure::Kind::NotThere);
    QCOMPARE(server.methods.count("PATCH"), limits::mostUploadLosses + 1);
}

// As one whose disk takes the bytes, and then tells that it could not write them.
void tst_FileUpload::aServerThatKeepsNothingIsNotSentToForEver()
{
    QList<QByteArray> answers{begun};
    for (int i = 0; i < 100; ++i) {
        answers += {hasAll, atNothing};
    }
    ScriptedServer server(answers);
    QVERIFY(server.isListening);
    const auto upload = uploadTo(server);
    QTRY_COMPARE_WITH_TIMEOUT(upload->state(), FileUpload::State::Failed, patienceMs);
    QCOMPARE(upload->failure().kind, FileFailure::Kind::NotThere);
    QCOMPARE(server.methods.count("PATCH"), limits::mostUploadLosses + 1);
}

QTEST_GUILESS_MAIN(tst_FileUpload)
#include "tst_fileupload.moc"
