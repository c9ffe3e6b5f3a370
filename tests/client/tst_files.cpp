// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Files between two people at the real server, as the widgets ask for them.

#include "client/model/filetexts.h"
#include "common/clientlimits.h"
#include "tests/support/filepeople.h"

#include <QAbstractItemModelTester>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QImage>
#include <QSignalSpy>

using namespace maru;
using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

class tst_Files : public QObject, private FilePeople
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aPictureAndATextArriveAndAreSavedAlike();
    void aThumbnailIsAsSharpAsTheScreenAndNotSharper();
    void onlyTheLastThumbnailsAreKept();
    void aShareThatIsSlowHoldsUpNothing();
    void limitsAreSaidBeforeAndByTheServer();
    void aLimitThatWasRaisedHoldsAtOnce();
    void pausedCancelledAndOfOtherRooms();
    void aPastedPictureGoesWithItsMessage();
    void picturesOfAnOutboxThatCannotBeReadStay();

private:
    [[nodiscard]] bool sendPictures(const Person &sender, int count, QSize size) const;
};

// In one message; false if it does not leave.
bool tst_Files::sendPictures(const Person &sender, int count, QSize size) const
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    const QString path = m_dir->filePath(u"picture.png"_s);
    const QModelIndex before = sender.last();
    const qint64 seq = before.data(MessageListModel::SeqRole).toLongLong();
    if (!image.save(path)) {
        return false;
    }
    sender.attached()->add(QStringList(count, path));
    const auto isAttached = [&] {
        return sender.attached()->isSendable();
    };
    const auto isSent = [&] {
        return sender.last().data(MessageListModel::SeqRole).toLongLong() > seq
            && sender.lastFiles().size() == count;
    };
    return QTest::qWaitFor(isAttached, patienceMs) && sender.conversation->post({})
        && QTest::qWaitFor(isSent, patienceMs);
}

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
    QVERIFY(reader.files()->thumbnail(files.at(0), 1).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, patienceMs);
    const QImage thumbnail = reader.files()->thumbnail(files.at(0), 1);
    QCOMPARE(thumbnail.size(), QSize(320, 200));
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

void tst_Files::aThumbnailIsAsSharpAsTheScreenAndNotSharper()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QVERIFY(sendPictures(sender, 1, {1'280, 960}));
    const File file = sender.lastFiles().first();
    QSignalSpy ready(sender.files(), &FileShelf::thumbnailReady);
    const QList<std::pair<qreal, QSize>> rising{
        {1, {320, 240}}, {1.5, {480, 360}}, {2, {640, 480}}};
    for (const auto &[ratio, size] : rising) {
        QVERIFY(sender.files()->thumbnail(file, ratio).isNull()); // the last one is too dull
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, patienceMs);
        ready.clear();
        QCOMPARE(sender.files()->thumbnail(file, ratio).size(), size);
    }
    for (const qreal ratio : {3.0, 1.0}) { // past the bound, and back on the first screen
        QCOMPARE(sender.files()->thumbnail(file, ratio).size(), QSize(640, 480));
    }
}

void tst_Files::onlyTheLastThumbnailsAreKept()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    constexpr qsizetype bytes = 4 * 640 * 480;
    constexpr int most = int(limits::thumbnailCacheBytes / bytes);
    QList<File> files;
    while (files.size() <= most) {
        QVERIFY(sendPictures(sender, limits::maxFilesPerMessage, {640, 480}));
        files += sender.lastFiles();
    }
    QSignalSpy ready(sender.files(), &FileShelf::thumbnailReady);
    for (int i = 0; i <= most; ++i) {
        QVERIFY(sender.files()->thumbnail(files.at(i), 2).isNull());
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), i + 1, patienceMs);
    }
    for (int i = most; i > 0; --i) {
        QCOMPARE(sender.files()->thumbnail(files.at(i), 2).sizeInBytes(), bytes);
    }
    QVERIFY(sender.files()->thumbnail(files.at(0), 2).isNull()); // the first one had to go
}

#ifdef Q_OS_LINUX
namespace {

/// Whoever opens the file waits until this goes: as long as that, a share does not answer.
class Lease
{
public:
    explicit Lease(const QString &path)
        : m_before(::signal(SIGIO, SIG_IGN)) // it says that somebody waits
        , m_descriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC))
        , m_isHeld(m_descriptor >= 0 && ::fcntl(m_descriptor, F_SETLEASE, F_WRLCK) == 0)
    { }
    ~Lease()
    {
        ::close(m_descriptor);
        ::signal(SIGIO, m_before);
    }
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;

    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    [[nodiscard]] bool isWaitedFor() const { return ::fcntl(m_descriptor, F_GETLEASE) != F_WRLCK; }

private:
    void (*m_before)(int);
    int m_descriptor;
    bool m_isHeld;
};

} // namespace
#endif

void tst_Files::aShareThatIsSlowHoldsUpNothing()
{
#ifdef Q_OS_LINUX
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(mib);
    const QString path = fileWith(u"slow.bin"_s, bytes);
    auto lease = std::make_unique<Lease>(path);
    if (!lease->isHeld()) {
        QSKIP("no leases on this file system");
    }
    QElapsedTimer sinceAdded;
    sinceAdded.start();
    sender.attached()->add({path, fileWith(u"quick.txt"_s, "quick")});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done, 1), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(lease->isWaitedFor(), patienceMs);
    constexpr qint64 kernelGivesUpMs = 45'000; // /proc/sys/fs/lease-break-time
    QVERIFY2(sinceAdded.elapsed() < kernelGivesUpMs - 5'000, "the thread of the window waited");
    QVERIFY(isState(sender, TransferList::State::Running));
    sender.attached()->pause(0); // while a read is under way
    QVERIFY(isState(sender, TransferList::State::Paused));
    sender.attached()->resume(0);
    QVERIFY(isState(sender, TransferList::State::Running));
    QVERIFY(sender.conversation->post(u"느린 파일"_s));
    lease.reset();
    SENT(sender);
    QCOMPARE(sender.lastFiles().first().sha256.toLatin1(),
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
#else
    QSKIP("leases are Linux's");
#endif
}

void tst_Files::limitsAreSaidBeforeAndByTheServer()
{
    startServer({u"--max-file"_s, u"1M"_s, u"--quota"_s, u"2M"_s});
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QSignalSpy refused(sender.attached(), &Attachments::refused);
    sender.attached()->add({fileWith(u"huge.bin"_s, noise(mib + 1))});
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, patienceMs);
    QVERIFY(refused[0][0].toString().contains(u"huge.bin"_s));
    QVERIFY(refused[0][0].toString().contains(sizeText(mib)));
    sender.attached()->add({m_dir->path()});
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 2, patienceMs); // a folder
    sender.attached()->add({m_dir->filePath(u"nothing"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 3, patienceMs);
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

void tst_Files::aLimitThatWasRaisedHoldsAtOnce()
{
#ifdef Q_OS_UNIX
    const QString config = fileWith(u"maru.conf"_s, "max-file = 1M\n");
    startServer({u"--config"_s, config});
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QSignalSpy refused(sender.attached(), &Attachments::refused);
    const QStringList large{fileWith(u"large.bin"_s, noise(mib + 1))};
    sender.attached()->add(large);
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, patienceMs);
    QCOMPARE(sender.attached()->rowCount(), 0);
    QCOMPARE(fileWith(u"maru.conf"_s, "max-file = 2M\n"), config);
    QCOMPARE(::kill(pid_t(m_server->processId()), SIGHUP), 0);
    // When the server has read it is not told here.
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            if (sender.attached()->rowCount() == 0) {
                sender.attached()->add(large);
            }
            return isState(sender, TransferList::State::Done);
        }(),
        patienceMs);
    QVERIFY(sender.conversation->post({}));
    SENT(sender);
#else
    QSKIP("SIGHUP is Unix's");
#endif
}

void tst_Files::pausedCancelledAndOfOtherRooms()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const auto pauseOnceItGoes = [&] {
        if (isState(sender, TransferList::State::Running)) {
            sender.attached()->pause(0);
        }
    };
    const auto pausing =
        connect(sender.attached(), &QAbstractItemModel::dataChanged, this, pauseOnceItGoes);
    sender.attached()->add({fileWith(u"a.bin"_s, noise(3 * mib))});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Paused), patienceMs);
    disconnect(pausing);
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
    OutboxContents outbox;
    outbox.draftFiles.insert(RoomId(u"r"_s), {OutboxFile{picture, u"a.png"_s, 1, 1}});
    shelf.begin(u"someone"_s, outbox, true);
    QVERIFY(QFile::exists(picture)); // it waits in a room
    shelf.begin(u"someone"_s, {}, true);
    QVERIFY(!QFile::exists(picture));
}

QTEST_GUILESS_MAIN(tst_Files)
#include "tst_files.moc"
