// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What waits at the input while the disks it lies on are slow. How it is sent: tst_files.

#include "client/connection/knownservers.h"
#include "client/files/filelink.h"
#include "client/model/attachments.h"
#include "common/limits.h"

#include <QAbstractItemModelTester>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
const RoomId lobby(u"lobby"_s);
const RoomId other(u"other"_s);

/// Answers about what lies under /share only when the test says so.
struct Disks
{
    std::atomic<int> answered = 0;
    QSemaphore answers;
};

FileChecker::Checked lookAt(Disks &disks, const QString &path)
{
    if (path.startsWith(u"/share/"_s)) {
        disks.answers.acquire();
    }
    ++disks.answered;
    const QString name = path.section(u'/', -1);
    if (name.startsWith(u"gone"_s)) {
        return failure(FileFailure{FileFailure::Kind::Gone, name, 0});
    }
    return LocalFile{path, name, name.startsWith(u"large"_s) ? 1'000 : 10, 1};
}

} // namespace

class tst_Attachments : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aShareThatDoesNotAnswerHoldsUpNothingAndKeepsItsPlace();
    void whatIsLookedAtCanBeCancelled();
    void whatIsLookedAtBelongsToItsRoom();
    void whatCannotBeTakenLosesItsRow();
    void aMessageTakesNoMoreAlongThanItMay();
    void whatIsTakenBackMayBeTooMuchForOneMessage();
    void aPictureThatCouldNotBeReadIsRefusedInWords();
    void nothingComesBackAfterAllIsCleared();
    void whatIsGivenUpTheServerIsToForget();

private:
    [[nodiscard]] QString nameOf(int row) const
    {
        return m_list->index(row).data(TransferList::NameRole).toString();
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList shown;
        for (int row = 0; row < m_list->rowCount(); ++row) {
            shown.append(nameOf(row));
        }
        return shown;
    }
    [[nodiscard]] QStringList paths() const // of what is on its way
    {
        QStringList known;
        for (const OutboxFile &file : m_list->files()) {
            known.append(file.path);
        }
        return known;
    }
    // What has been answered until now has also arrived.
    void settle();

    std::shared_ptr<Disks> m_disks;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FileLink> m_link; // closed
    std::unique_ptr<PictureWorker> m_worker;
    std::unique_ptr<Attachments> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_Attachments::init()
{
    m_disks = std::make_shared<Disks>();
    m_dir = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<KnownServers>(m_dir->filePath(u"known.ini"_s));
    m_link = std::make_unique<FileLink>(*m_servers);
    m_worker = std::make_unique<PictureWorker>();
    m_list = std::make_unique<Attachments>(
        *m_link, *m_worker, nullptr,
        [disks = m_disks](const QString &path) { return lookAt(*disks, path); });
    m_list->show(lobby);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_list.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_Attachments::cleanup()
{
    m_tester.reset();
    m_list.reset();
    m_worker.reset();
    m_link.reset();
    m_servers.reset();
    m_dir.reset();
    m_disks->answers.release(limits::maxFilesPerMessage); // so that no thread stays
}

void tst_Attachments::settle()
{
    m_list->show(RoomId(u"marker"_s));
    const qsizetype known = m_list->files().size();
    m_list->add({u"/local/marker"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_list->files().size(), known + 1, patienceMs);
    m_list->show(lobby);
}

void tst_Attachments::aShareThatDoesNotAnswerHoldsUpNothingAndKeepsItsPlace()
{
    m_list->add({u"/share/보고서.pdf"_s, u"/local/b.txt"_s});
    const QStringList both{u"보고서.pdf"_s, u"b.txt"_s};
    QCOMPARE(names(), both); // at once
    QTRY_COMPARE_WITH_TIMEOUT(paths(), QStringList{u"/local/b.txt"_s}, patienceMs);
    const QModelIndex waiting = m_list->index(0);
    QCOMPARE(waiting.data(TransferList::StateRole).toInt(), int(TransferList::State::Waiting));
    QVERIFY(!waiting.data(TransferList::DetailRole).toString().isEmpty());
    QVERIFY(!waiting.data(TransferList::MayPauseRole).toBool());
    QVERIFY(!m_list->isSendable()); // the message does not go without it
    m_list->pause(0); // does nothing, and no harm
    m_list->resume(0);
    QSignalSpy changed(m_list.get(), &QAbstractItemModel::dataChanged);
    m_disks->answers.release();
    QTRY_VERIFY_WITH_TIMEOUT(m_list->isSendable(), patienceMs);
    QCOMPARE(paths(), (QStringList{u"/share/보고서.pdf"_s, u"/local/b.txt"_s}));
    QCOMPARE(names(), both);
    QVERIFY(!changed.isEmpty());
    QVERIFY(m_list->index(0).data(TransferList::MayPauseRole).toBool());
}

void tst_Attachments::whatIsLookedAtCanBeCancelled()
{
    QSignalSpy refused(m_list.get(), &Attachments::refused);
    m_list->add({u"/share/a"_s, u"/share/gone"_s, u"/local/c"_s});
    QTRY_COMPARE_WITH_TIMEOUT(paths().size(), 1, patienceMs);
    m_list->remove(0);
    m_list->remove(0);
    QCOMPARE(names(), QStringList{u"c"_s});
    QVERIFY(m_list->isSendable());
    m_disks->answers.release(2);
    QTRY_COMPARE_WITH_TIMEOUT(m_disks->answered, 3, patienceMs);
    settle();
    QCOMPARE(names(), QStringList{u"c"_s});
    QVERIFY(refused.isEmpty());
}

void tst_Attachments::whatIsLookedAtBelongsToItsRoom()
{
    m_list->add({u"/share/a"_s});
    m_list->show(other);
    QVERIFY(m_list->isSendable());
    m_list->add({u"/local/b"_s});
    m_disks->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(m_disks->answered, 2, patienceMs);
    settle();
    QTRY_COMPARE_WITH_TIMEOUT(paths(), QStringList{u"/share/a"_s}, patienceMs);
    QVERIFY(m_list->isSendable());
    m_list->show(other);
    QCOMPARE(paths(), QStringList{u"/local/b"_s});
}

void tst_Attachments::whatCannotBeTakenLosesItsRow()
{
    QSignalSpy refused(m_list.get(), &Attachments::refused);
    m_list->add({u"/share/gone.txt"_s, u"/share/large.bin"_s, u"/share/c"_s});
    QCOMPARE(m_list->rowCount(), 3);
    m_list->setLimits({100, 0}); // told by the server meanwhile
    m_disks->answers.release(3);
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 2, patienceMs);
    const QString both = refused[0][0].toString() + refused[1][0].toString();
    QVERIFY2(both.contains(u"gone.txt"_s) && both.contains(u"large.bin"_s), qPrintable(both));
    QTRY_VERIFY_WITH_TIMEOUT(m_list->isSendable(), patienceMs);
    QCOMPARE(names(), QStringList{u"c"_s});
}

void tst_Attachments::aMessageTakesNoMoreAlongThanItMay()
{
    QSignalSpy refused(m_list.get(), &Attachments::refused);
    QStringList many;
    for (int i = 0; i <= limits::maxFilesPerMessage; ++i) {
        many.append(u"/share/%1"_s.arg(i));
    }
    m_list->add(many);
    QCOMPARE(m_list->rowCount(), limits::maxFilesPerMessage); // those that are looked at count
    QCOMPARE(refused.size(), 1);
}

void tst_Attachments::whatIsTakenBackMayBeTooMuchForOneMessage()
{
    QList<OutboxFile> files;
    for (int i = 0; i < limits::maxFilesPerMessage; ++i) {
        const QString path = m_dir->filePath(u"%1.png"_s.arg(i));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        files.append({path, u"%1.png"_s.arg(i), 0, 1, {}, false, i % 2 == 1});
    }
    const int before = 6;
    m_list->add(QStringList(before, u"/local/a"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_list->isSendable(), patienceMs);
    QSignalSpy refused(m_list.get(), &Attachments::refused);
    m_list->takeBack(files, true);
    QCOMPARE(refused.count(), 1);
    QCOMPARE(m_list->rowCount(), before + limits::maxFilesPerMessage); // pictures are nowhere else
    QVERIFY(!m_list->isSendable());
    m_list->add({u"/local/b"_s});
    QCOMPARE(refused.count(), 2);
    for (int i = 0; i < before; ++i) {
        m_list->remove(0);
    }
    QVERIFY(m_list->isSendable());
    for (const OutboxFile &file : files) {
        QVERIFY(QFile::exists(file.path));
    }

    // Not without end: pictures that nothing refers to any more go.
    const int free = limits::maxWaitingFiles - limits::maxFilesPerMessage - 1;
    m_list->takeBack(files.mid(0, 1), true);
    m_list->takeBack(files, true);
    QCOMPARE(m_list->rowCount(), limits::maxWaitingFiles);
    for (qsizetype i = 0; i < files.size(); ++i) {
        QCOMPARE(QFile::exists(files.at(i).path), i < free || !files.at(i).isOurs);
    }
}

void tst_Attachments::aPictureThatCouldNotBeReadIsRefusedInWords()
{
    QSignalSpy refused(m_list.get(), &Attachments::refused);
    m_list->addPicture(QImage());
    QCOMPARE(refused.size(), 1);
    const QString why = refused[0][0].toString();
    QVERIFY2(why.contains(u"too large"_s), qPrintable(why));
    QCOMPARE(m_list->rowCount(), 0);
    QVERIFY(m_list->isSendable());
}

void tst_Attachments::nothingComesBackAfterAllIsCleared()
{
    m_list->add({u"/share/a"_s});
    m_list->clear();
    m_list->show(lobby);
    m_disks->answers.release();
    QTRY_COMPARE_WITH_TIMEOUT(m_disks->answered, 1, patienceMs);
    settle();
    QCOMPARE(m_list->rowCount(), 0);
    QVERIFY(m_list->isSendable());
}

void tst_Attachments::whatIsGivenUpTheServerIsToForget()
{
    QStringList asked;
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [&asked, socket] {
            while (socket->canReadLine()) {
                const QString line = QString::fromLatin1(socket->readLine()).trimmed();
                if (line.startsWith(u"DELETE "_s)) {
                    asked.append(line.section(u' ', 1, 1).section(u'/', -1));
                    socket->write("HTTP/1.1 204 No Content\r\n\r\n");
                }
            }
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    FileAccess access;
    access.address.host = u"127.0.0.1"_s;
    access.address.port = server.serverPort();
    access.token = u"t"_s;
    m_link->open(access);
    const auto half = [](const QString &id) {
        return OutboxFile{u"/local/"_s + id, id, 10, 1, FileId(id), false, false};
    };
    OutboxFile whole = half(u"whole"_s);
    whole.isUploaded = true;

    m_list->restore(other, {half(u"thrownaway"_s)}); // of a room that is gone
    m_list->discard(other);
    QTRY_COMPARE_WITH_TIMEOUT(asked, QStringList{u"thrownaway"_s}, patienceMs);
    m_list->takeBack({half(u"ofthisroom"_s), whole}, true); // goes on where it stopped
    m_list->takeBack({half(u"ofanother"_s), whole}, false);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 2, patienceMs);
    QCOMPARE(asked.last(), u"ofanother"_s);
    m_list->restore(other, {half(u"takenover"_s)});
    m_list->takeOver(other);
    QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 3, patienceMs);
    QCOMPARE(asked.last(), u"takenover"_s);
    m_list->clear();
    m_link->close();
}

QTEST_GUILESS_MAIN(tst_Attachments)
#include "tst_attachments.moc"
