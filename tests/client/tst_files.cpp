// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Files between two people at the real server, as the widgets ask for them.

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"
#include "client/model/filetexts.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_LINUX
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>
#endif

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000; // of a loaded machine
constexpr qint64 mib = 1'048'576;

QByteArray noise(qint64 bytes)
{
    QByteArray made(bytes, Qt::Uninitialized);
    quint32 state = 12'345;
    for (char &byte : made) {
        state = state * 1'664'525U + 1'013'904'223U;
        byte = char(state >> 24);
    }
    return made;
}

// In the server's process: it ends with the test, also where that is killed, and keeps nothing open
// that was the test's own.
void bindToTheTest()
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    constexpr int lastDescriptor = 255;
    for (int i = STDERR_FILENO + 1; i <= lastDescriptor; ++i) {
        const int flags = ::fcntl(i, F_GETFD);
        if (flags >= 0) {
            ::fcntl(i, F_SETFD, flags | FD_CLOEXEC); // exec() itself still needs one of them
        }
    }
#endif
}

} // namespace

class tst_Files : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aPictureAndATextArriveAndAreSavedAlike();
    void aServerThatDiesInTheMiddleIsGoneOnWith();
    void aServerThatDiesAtTheEndIsToldOfIt();
    void whereNobodyIsKnownAgainAFileKeepsNobodyWaiting();
    void picturesOfAnOutboxThatCannotBeReadStay();
    void whatWasAttachedOfflineSurvivesTheProgram();
    void aFileThatIsGoneSaysSoAndCanBeTriedAgain();
    void limitsAreSaidBeforeAndByTheServer();
    void pausedCancelledAndOfOtherRooms();
    void aPastedPictureGoesWithItsMessage();
    void whatTheServerForgotIsSentAgain();
    void aChangedFileIsNotSent();
    void aMessageIsStoppedWhileItsFilesAreOnTheirWay();

private:
    struct Person
    {
        std::unique_ptr<Conversation> conversation;
        QString folder;
        [[nodiscard]] FileShelf *files() const { return conversation->files(); }
        [[nodiscard]] Attachments *attached() const { return files()->attachments(); }
        [[nodiscard]] QModelIndex last() const
        {
            const MessageListModel *model = conversation->messages();
            return model->index(model->rowCount() - 1);
        }
        [[nodiscard]] QList<File> lastFiles() const
        {
            return last().data(MessageListModel::FilesRole).value<QList<File>>();
        }
        [[nodiscard]] int delivery() const
        {
            return last().data(MessageListModel::DeliveryRole).toInt();
        }
        [[nodiscard]] QString failure() const
        {
            return last().data(MessageListModel::FailureRole).toString();
        }
    };

    void startServer(const QStringList &arguments = {});
    void killServer();
    [[nodiscard]] Person person(const QString &name, const QString &folder = {});
    [[nodiscard]] QString fileWith(const QString &name, const QByteArray &bytes);
    static QVariant attachment(const Person &person, int role, int row = 0)
    {
        return person.attached()->index(row).data(role);
    }
    static bool isState(const Person &person, TransferList::State state, int row = 0)
    {
        return attachment(person, TransferList::StateRole, row).toInt() == int(state);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QProcess> m_server;
    QString m_port;
    int m_people = 0;
};

void tst_Files::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_port = u"0"_s;
}

void tst_Files::cleanup()
{
    killServer();
    m_dir.reset();
}

void tst_Files::startServer(const QStringList &arguments)
{
    QDir().mkpath(m_dir->filePath(u"server"_s));
    m_server = std::make_unique<QProcess>();
    m_server->setStandardErrorFile(QProcess::nullDevice());
    m_server->setChildProcessModifier(bindToTheTest);
    m_server->start(QStringLiteral(MARU_SERVER_PROGRAM),
                    QStringList{u"--listen"_s, u"127.0.0.1"_s, u"--port"_s, m_port, u"--data"_s,
                                m_dir->filePath(u"server"_s)}
                        + arguments);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->canReadLine() || m_server->state() == QProcess::NotRunning,
                             patienceMs);
    const QString line = QString::fromUtf8(m_server->readLine());
    const auto match = QRegularExpression(u":(\\d+)\\s*$"_s).match(line);
    QVERIFY2(match.hasMatch(), qPrintable(line));
    m_port = match.captured(1);
}

void tst_Files::killServer()
{
    if (m_server) {
        m_server->kill();
        m_server->waitForFinished(patienceMs);
        m_server.reset();
    }
}

tst_Files::Person tst_Files::person(const QString &name, const QString &folder)
{
    Person made;
    made.folder = folder.isEmpty() ? m_dir->filePath(u"person%1"_s.arg(++m_people)) : folder;
    QDir().mkpath(made.folder);
    Conversation::Options options;
    options.settingsPath = made.folder + u"/client.ini"_s;
    options.storePath = made.folder + u"/accounts"_s;
    options.helloTimeoutMs = patienceMs;
    made.conversation = std::make_unique<Conversation>(options);
    made.conversation->start(u"127.0.0.1:"_s + m_port, name);
    return made;
}

QString tst_Files::fileWith(const QString &name, const QByteArray &bytes)
{
    QFile file(m_dir->filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                : QString();
}

#define JOINED(someone)                                                                            \
    QTRY_COMPARE_WITH_TIMEOUT((someone).conversation->state(), Conversation::State::Online,        \
                              patienceMs);                                                         \
    QTRY_VERIFY_WITH_TIMEOUT(!(someone).conversation->currentRoom().isNull(), patienceMs)
#define SENT(someone)                                                                              \
    QTRY_VERIFY_WITH_TIMEOUT((someone).delivery() == int(Delivery::Sent)                           \
                                 && !(someone).lastFiles().isEmpty()                               \
                                 && !(someone).lastFiles().first().id.isNull(),                    \
                             patienceMs)

void tst_Files::aPictureAndATextArriveAndAreSavedAlike()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    const Person reader = person(u"받는이"_s);
    JOINED(sender);
    JOINED(reader);
    QImage image(640, 400, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    const QString picture = m_dir->filePath(u"그림.png"_s);
    QVERIFY(image.save(picture));
    const QByteArray words = "한글 text\n";
    const QAbstractItemModelTester tester(sender.attached(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    sender.attached()->add({picture, fileWith(u"글.txt"_s, words), fileWith(u"빈.txt"_s, {})});
    QCOMPARE(sender.attached()->rowCount(), 3);
    for (int row = 0; row < 3; ++row) {
        QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done, row), patienceMs);
    }
    QVERIFY(sender.conversation->post({}));
    QCOMPARE(sender.attached()->rowCount(), 0);
    SENT(sender);
    QTRY_COMPARE_WITH_TIMEOUT(reader.lastFiles().size(), 3, patienceMs);
    const QList<File> files = reader.lastFiles();
    QCOMPARE(files.at(0).width, 640);
    QVERIFY(FileShelf::isPicture(files.at(0)) && !FileShelf::isPicture(files.at(1)));
    QCOMPARE(detailText(files.at(1)).section(u' ', 0, 0), u"TXT"_s);

    QSignalSpy ready(reader.files(), &FileShelf::thumbnailReady);
    QVERIFY(reader.files()->thumbnail(files.at(0)).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, patienceMs);
    const QImage thumbnail = reader.files()->thumbnail(files.at(0));
    QCOMPARE(thumbnail.size(), QSize(640, 400));
    QCOMPARE(thumbnail.pixelColor(10, 10), QColor(Qt::darkGreen));

    const QAbstractItemModelTester saving(reader.files()->downloads(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy saved(reader.files()->downloads(), &Downloads::saved);
    for (const File &file : files) {
        reader.files()->downloads()->save(file, m_dir->filePath(u"saved-"_s + file.name));
    }
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 3, patienceMs);
    QFile copy(m_dir->filePath(u"saved-글.txt"_s));
    QVERIFY(copy.open(QIODevice::ReadOnly));
    QCOMPARE(copy.readAll(), words);
    QVERIFY(!(copy.permissions() & (QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther)));
    QFile original(picture);
    QFile other(m_dir->filePath(u"saved-그림.png"_s));
    QVERIFY(original.open(QIODevice::ReadOnly) && other.open(QIODevice::ReadOnly));
    QCOMPARE(other.readAll(), original.readAll());
    QCOMPARE(QFileInfo(m_dir->filePath(u"saved-빈.txt"_s)).size(), 0);
}

void tst_Files::aServerThatDiesInTheMiddleIsGoneOnWith()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(24 * mib);
    sender.attached()->add({fileWith(u"large.bin"_s, bytes)});
    // Whatever is there when it dies is gone on with, not begun again.
    QTRY_VERIFY_WITH_TIMEOUT(attachment(sender, TransferList::PercentRole).toInt() >= 5,
                             patienceMs);
    killServer();
    QVERIFY(sender.conversation->post(u"큰 파일"_s));
    QCOMPARE(sender.delivery() == int(Delivery::Sent), false);
    startServer();
    SENT(sender);
    const File file = sender.lastFiles().first();
    QCOMPARE(file.bytes, bytes.size());
    QCOMPARE(file.sha256.toLatin1(),
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    // The server keeps parts of uploads under their ids: the first upload became the file.
    QCOMPARE(QDir(m_dir->filePath(u"server/files/parts"_s)).entryList(QDir::Files).size(), 0);

    QSignalSpy saved(sender.files()->downloads(), &Downloads::saved);
    sender.files()->downloads()->save(file, m_dir->filePath(u"again.bin"_s));
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patienceMs);
    QFile copy(m_dir->filePath(u"again.bin"_s));
    QVERIFY(copy.open(QIODevice::ReadOnly));
    QVERIFY(copy.readAll() == bytes);
}

// All of the bytes are there, and still it is no file.
void tst_Files::aServerThatDiesAtTheEndIsToldOfIt()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(24 * mib);
    auto context = std::make_unique<QObject>();
    connect(sender.attached(), &QAbstractItemModel::dataChanged, context.get(), [&] {
        if (attachment(sender, TransferList::PercentRole).toInt() >= 5) {
            killServer();
        }
    });
    sender.attached()->add({fileWith(u"large.bin"_s, bytes)});
    QTRY_VERIFY_WITH_TIMEOUT(!m_server, patienceMs);
    context.reset();
    const FileId id = sender.attached()->files().first().id;
    QFile part(m_dir->filePath(u"server/files/parts/"_s + id.toString()));
    QVERIFY(part.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(part.write(bytes), bytes.size());
    part.close();
    QVERIFY(sender.conversation->post({}));
    startServer();
    SENT(sender);
    const File file = sender.lastFiles().first();
    QCOMPARE(file.id, id); // not sent a second time
    QCOMPARE(file.sha256.toLatin1(),
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

void tst_Files::whereNobodyIsKnownAgainAFileKeepsNobodyWaiting()
{
    const QStringList open{u"--identity"_s, u"open"_s};
    startServer(open);
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QTRY_VERIFY_WITH_TIMEOUT(!sender.files()->isAvailable(), patienceMs);
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    sender.attached()->add({fileWith(u"early.txt"_s, "early")});
    QSignalSpy kept(sender.conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(sender.conversation->post(u"with a file"_s));
    QVERIFY(sender.conversation->post(u"after it"_s));
    QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 2, patienceMs);
    startServer(open);
    const MessageListModel *const messages = sender.conversation->messages();
    const auto isAs = [messages](const QString &text, Delivery delivery) {
        for (int row = 0; row < messages->rowCount(); ++row) {
            const QModelIndex one = messages->index(row);
            if (one.data(MessageListModel::TextRole).toString() == text) {
                return one.data(MessageListModel::DeliveryRole).toInt() == int(delivery);
            }
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isAs(u"with a file"_s, Delivery::Failed), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isAs(u"after it"_s, Delivery::Sent), patienceMs);
}

void tst_Files::picturesOfAnOutboxThatCannotBeReadStay()
{
    KnownServers servers(m_dir->filePath(u"known.ini"_s));
    FileShelf shelf(servers, m_dir->path());
    const QString folder = m_dir->filePath(u"someone/pasted"_s);
    QVERIFY(QDir().mkpath(folder));
    const QString picture = folder + u"/a.png"_s;
    QVERIFY(!fileWith(u"someone/pasted/a.png"_s, "x").isEmpty());
    shelf.begin(u"someone"_s, {}, false);
    QVERIFY(QFile::exists(picture));
    shelf.begin(u"someone"_s, {}, true);
    QVERIFY(!QFile::exists(picture));
}

void tst_Files::whatWasAttachedOfflineSurvivesTheProgram()
{
    startServer();
    Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    sender.attached()->add({fileWith(u"later.txt"_s, "later")});
    QVERIFY(isState(sender, TransferList::State::Waiting));
    QSignalSpy kept(sender.conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(sender.conversation->post({}));
    QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 1, patienceMs);
    sender.conversation.reset();

    Person again = person(u"보내는이"_s, sender.folder);
    QSignalSpy restored(again.conversation.get(), &Conversation::restored);
    QTRY_COMPARE_WITH_TIMEOUT(restored.size(), 1, patienceMs);
    QCOMPARE(again.lastFiles().size(), 1);
    QCOMPARE(again.lastFiles().first().name, u"later.txt"_s);
    QCOMPARE(again.delivery(), int(Delivery::Queued));
    startServer();
    SENT(again);
    QCOMPARE(again.lastFiles().first().bytes, 5);
}

void tst_Files::aFileThatIsGoneSaysSoAndCanBeTriedAgain()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    const QString path = fileWith(u"gone.txt"_s, "gone");
    sender.attached()->add({path});
    QVERIFY(sender.conversation->post(u"보세요"_s));
    QVERIFY(QFile::rename(path, path + u".away"_s));
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    QVERIFY2(sender.failure().contains(u"gone.txt"_s)
                 && sender.failure().contains(u"no longer where it was"_s),
             qPrintable(sender.failure()));
    QVERIFY(QFile::rename(path + u".away"_s, path)); // keeps its time
    sender.conversation->retry(sender.last().data(MessageListModel::CidRole).toString());
    SENT(sender);
    QCOMPARE(sender.last().data(MessageListModel::TextRole).toString(), u"보세요"_s);
}

void tst_Files::limitsAreSaidBeforeAndByTheServer()
{
    startServer({u"--max-file"_s, u"1M"_s, u"--quota"_s, u"2M"_s});
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QSignalSpy refused(sender.attached(), &Attachments::refused);
    sender.attached()->add({fileWith(u"huge.bin"_s, noise(mib + 1))});
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(u"huge.bin"_s));
    QVERIFY(refused[0][0].toString().contains(sizeText(mib)));
    sender.attached()->add({m_dir->path()});
    QCOMPARE(refused.size(), 2); // a folder
    sender.attached()->add({m_dir->filePath(u"nothing"_s)});
    QCOMPARE(refused.size(), 3);
    QCOMPARE(sender.attached()->rowCount(), 0);

    const QString whole = fileWith(u"whole.bin"_s, noise(mib));
    sender.attached()->add({whole, whole, whole});
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            int failed = 0;
            int done = 0;
            for (int row = 0; row < 3; ++row) {
                failed += isState(sender, TransferList::State::Failed, row) ? 1 : 0;
                done += isState(sender, TransferList::State::Done, row) ? 1 : 0;
            }
            return failed == 1 && done == 2;
        }(),
        patienceMs);
    QVERIFY(!sender.conversation->post(u"x"_s)); // not without what failed
    for (int row = 2; row >= 0; --row) {
        if (isState(sender, TransferList::State::Failed, row)) {
            const QString why = attachment(sender, TransferList::DetailRole, row).toString();
            QVERIFY2(why.contains(sizeText(2 * mib)), qPrintable(why));
            sender.attached()->remove(row);
        }
    }
    QVERIFY(sender.conversation->post(u"x"_s));
    SENT(sender);
    QCOMPARE(sender.lastFiles().size(), 2);

    // What is attached has nothing to do with an edit.
    sender.attached()->add({fileWith(u"third.bin"_s, noise(mib))});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Failed), patienceMs);
    const MessageId sent(sender.last().data(MessageListModel::IdRole).toString());
    QStringList answers;
    const auto note = [&answers](const QString &why) {
        answers.append(why);
    };
    sender.conversation->edit(sent, {}, note);
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, patienceMs);
    QVERIFY(!answers.first().isEmpty());
    sender.conversation->edit(sent, u"y"_s, note);
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 2, patienceMs);
    QCOMPARE(answers.last(), QString());
}

void tst_Files::pausedCancelledAndOfOtherRooms()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    sender.attached()->add({fileWith(u"a.bin"_s, noise(8 * mib))});
    sender.attached()->pause(0);
    QVERIFY(isState(sender, TransferList::State::Paused));
    QVERIFY(!attachment(sender, TransferList::MayPauseRole).toBool());
    sender.attached()->show(RoomId(u"other"_s));
    QCOMPARE(sender.attached()->rowCount(), 0);
    sender.attached()->show(sender.conversation->currentRoom());
    QCOMPARE(sender.attached()->rowCount(), 1);
    sender.attached()->resume(0);
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done), patienceMs);
    sender.attached()->remove(0);
    QCOMPARE(sender.attached()->rowCount(), 0);
    QVERIFY(!sender.conversation->post({})); // nothing is nothing
    for (int i = 0; i < 12; ++i) {
        sender.attached()->add({fileWith(u"f%1"_s.arg(i), "x")});
    }
    QCOMPARE(sender.attached()->rowCount(), 10);
}

void tst_Files::aPastedPictureGoesWithItsMessage()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QImage image(64, 48, QImage::Format_ARGB32);
    image.fill(Qt::red);
    sender.attached()->addPicture(image);
    QVERIFY(!sender.conversation->post(u"x"_s)); // not before it is there
    QTRY_COMPARE_WITH_TIMEOUT(sender.attached()->rowCount(), 1, patienceMs);
    const QString path = sender.attached()->files().first().path;
    QVERIFY(QFile::exists(path));
    QVERIFY(!(QFileInfo(QFileInfo(path).path()).permissions() & QFile::ReadOther));
    QVERIFY(sender.conversation->post({}));
    SENT(sender);
    QCOMPARE(sender.lastFiles().first().width, 64);
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(path), patienceMs);
}

void tst_Files::whatTheServerForgotIsSentAgain()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    sender.attached()->add({fileWith(u"old.txt"_s, "old")});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done), patienceMs);
    const OutboxFile file = sender.attached()->files().first();
    QVERIFY(!file.id.isNull());
    // As after a day: the server no longer has the file.
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    QVERIFY(sender.conversation->post({}));
    {
        QSqlDatabase store = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"forgetful"_s);
        store.setDatabaseName(m_dir->filePath(u"server/maru.db"_s));
        QVERIFY(store.open());
        QSqlQuery query(store);
        QVERIFY2(query.exec(u"DELETE FROM files"_s), qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(u"forgetful"_s);
    startServer();
    SENT(sender);
    QVERIFY(sender.lastFiles().first().id != file.id);
}

void tst_Files::aChangedFileIsNotSent()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    const QString path = fileWith(u"changed.txt"_s, "before");
    sender.attached()->add({path});
    QVERIFY(sender.conversation->post({}));
    QVERIFY(!fileWith(u"changed.txt"_s, "and after").isEmpty());
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    QVERIFY(sender.failure().contains(u"was changed"_s));
    sender.conversation->discard(sender.last().data(MessageListModel::CidRole).toString());
    QVERIFY(sender.lastFiles().isEmpty());
}

void tst_Files::aMessageIsStoppedWhileItsFilesAreOnTheirWay()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    const auto lastCid = [&] {
        return sender.last().data(MessageListModel::CidRole).toString();
    };
    const int before = sender.conversation->messages()->rowCount();
    sender.attached()->add({fileWith(u"large.txt"_s, "a file")});
    QSignalSpy kept(sender.conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(sender.conversation->post(u"wrong one"_s));
    QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 1, patienceMs);
    QSignalSpy withdrawn(sender.conversation.get(), &Conversation::withdrawn);
    QSignalSpy refused(sender.conversation.get(), &Conversation::actionFailed);
    sender.conversation->withdraw(lastCid());
    QCOMPARE(withdrawn.size(), 1);
    QCOMPARE(withdrawn[0][0].toString(), u"wrong one"_s);
    QCOMPARE(sender.conversation->messages()->rowCount(), before);
    QVERIFY(sender.conversation->post(u"without a file"_s));
    sender.conversation->withdraw(lastCid()); // it has nothing that is on its way
    QCOMPARE(refused.size(), 1);
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Sent), patienceMs);
    const MessageListModel *const messages = sender.conversation->messages();
    for (int row = 0; row < messages->rowCount(); ++row) { // with a welcome that was missed
        QVERIFY(messages->index(row).data(MessageListModel::TextRole).toString() != u"wrong one"_s);
    }
}

QTEST_GUILESS_MAIN(tst_Files)
#include "tst_files.moc"
