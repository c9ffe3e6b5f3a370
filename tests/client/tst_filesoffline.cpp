// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Files whose server dies or forgets, and files that go while they wait for it.

#include "tests/support/filepeople.h"

#include <QCryptographicHash>
#include <QImage>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

using namespace maru;
using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

class tst_FilesOffline : public QObject, private FilePeople
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void aServerThatDiesInTheMiddleIsGoneOnWith();
    void aServerThatDiesAtTheEndIsToldOfIt();
    void whereNobodyIsKnownAgainAFileKeepsNobodyWaiting();
    void whatWasAttachedOfflineSurvivesTheProgram();
    void whatIsAttachedAndNotSentIsThereAgain();
    void aFileThatIsGoneSaysSoAndCanBeTriedAgain();
    void aChangedFileIsNotSent();
    void whatTheServerForgotIsSentAgain();
    void anAnswerToWhatIsGoneIsNotSentAgain();
    void ofWhatIsThrownAwayNothingStaysAtTheServer_data();
    void ofWhatIsThrownAwayNothingStaysAtTheServer();

private:
    void killWhileUploading(const Person &sender, const QByteArray &bytes);
    [[nodiscard]] QVariant inStore(const QString &statement) const;
};

// By its own progress: then it is under way for certain.
void tst_FilesOffline::killWhileUploading(const Person &sender, const QByteArray &bytes)
{
    QObject context;
    connect(sender.attached(), &QAbstractItemModel::dataChanged, &context, [&] {
        if (attachment(sender, TransferList::PercentRole).toInt() >= 20) {
            killServer();
        }
    });
    sender.attached()->add({fileWith(u"large.bin"_s, bytes)});
    QTRY_VERIFY_WITH_TIMEOUT(!m_server, patienceMs);
}

// While no server runs; the first value it gives, or what went wrong.
QVariant tst_FilesOffline::inStore(const QString &statement) const
{
    QVariant value;
    {
        QSqlDatabase store = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"store"_s);
        store.setDatabaseName(m_dir->filePath(u"server/maru.db"_s));
        QSqlQuery query(store.open() ? store : QSqlDatabase());
        if (!query.exec(statement)) {
            value = query.lastError().text();
        } else if (query.next()) {
            value = query.value(0);
        }
    }
    QSqlDatabase::removeDatabase(u"store"_s);
    return value;
}

void tst_FilesOffline::aServerThatDiesInTheMiddleIsGoneOnWith()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(4 * mib);
    // Whatever is there when it dies is gone on with, not begun again.
    killWhileUploading(sender, bytes);
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
void tst_FilesOffline::aServerThatDiesAtTheEndIsToldOfIt()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(4 * mib);
    killWhileUploading(sender, bytes);
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

void tst_FilesOffline::whereNobodyIsKnownAgainAFileKeepsNobodyWaiting()
{
    const QStringList open{u"--identity"_s, u"open"_s};
    startServer(open);
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QTRY_VERIFY_WITH_TIMEOUT(!sender.files()->isAvailable(), patienceMs);
    killServer();
    LOST(sender);
    sender.attached()->add({fileWith(u"early.txt"_s, "early")});
    ATTACHED(sender);
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

void tst_FilesOffline::whatWasAttachedOfflineSurvivesTheProgram()
{
    startServer();
    Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    LOST(sender);
    sender.attached()->add({fileWith(u"later.txt"_s, "later")});
    ATTACHED(sender);
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

void tst_FilesOffline::whatIsAttachedAndNotSentIsThereAgain()
{
    startServer();
    Person sender = person(u"보내는이"_s);
    JOINED(sender);
    sender.attached()->add({fileWith(u"first.txt"_s, "first")});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done), patienceMs);
    const FileId uploaded = sender.attached()->files().first().id;
    QImage image(64, 48, QImage::Format_ARGB32);
    image.fill(Qt::red);
    sender.attached()->addPicture(image);
    QTRY_COMPARE_WITH_TIMEOUT(sender.attached()->rowCount(), 2, patienceMs);
    sender.conversation.reset();

    Person again = person(u"보내는이"_s, sender.folder);
    JOINED(again);
    QCOMPARE(again.attached()->rowCount(), 2);
    QCOMPARE(again.attached()->files().first().name, u"first.txt"_s);
    QCOMPARE(again.attached()->files().first().id, uploaded); // not sent a second time
    const QString picture = again.attached()->files().last().path;
    QVERIFY(QFile::exists(picture));
    QVERIFY(again.conversation->post(u"둘 다"_s));
    SENT(again);
    QCOMPARE(again.lastFiles().size(), 2);
    QCOMPARE(again.lastFiles().first().id, uploaded);
    again.conversation.reset();

    const Person third = person(u"보내는이"_s, sender.folder);
    JOINED(third);
    QCOMPARE(third.attached()->rowCount(), 0);
    QVERIFY(!QFile::exists(picture));
}

void tst_FilesOffline::aFileThatIsGoneSaysSoAndCanBeTriedAgain()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    LOST(sender);
    const QString path = fileWith(u"gone.txt"_s, "gone");
    sender.attached()->add({path});
    ATTACHED(sender);
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

void tst_FilesOffline::aChangedFileIsNotSent()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    killServer();
    LOST(sender);
    const QString path = fileWith(u"changed.txt"_s, "before");
    sender.attached()->add({path});
    ATTACHED(sender);
    QVERIFY(sender.conversation->post({}));
    QVERIFY(!fileWith(u"changed.txt"_s, "and after").isEmpty());
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    QVERIFY(sender.failure().contains(u"was changed"_s));
    sender.conversation->discard(sender.last().data(MessageListModel::CidRole).toString());
    QVERIFY(sender.lastFiles().isEmpty());
}

void tst_FilesOffline::whatTheServerForgotIsSentAgain()
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
    LOST(sender);
    QVERIFY(sender.conversation->post({}));
    QCOMPARE(inStore(u"DELETE FROM files"_s), QVariant());
    startServer();
    SENT(sender);
    QVERIFY(sender.lastFiles().first().id != file.id);
}

void tst_FilesOffline::anAnswerToWhatIsGoneIsNotSentAgain()
{
    startServer();
    const Person sender = person(u"보내는이"_s);
    JOINED(sender);
    QVERIFY(sender.conversation->post(u"question"_s));
    const auto lastId = [&] {
        return sender.last().data(MessageListModel::IdRole).toString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(!lastId().isEmpty(), patienceMs);
    const QString question = lastId();
    sender.attached()->add({fileWith(u"answer.txt"_s, "answer")});
    QTRY_VERIFY_WITH_TIMEOUT(isState(sender, TransferList::State::Done), patienceMs);
    killServer();
    LOST(sender);
    QVERIFY(sender.conversation->reply(u"answer"_s, MessageId(question)));
    QCOMPARE(inStore(u"UPDATE messages SET deleted_ms = 1 WHERE id = '%1'"_s.arg(question)),
             QVariant());
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    killServer();
    QCOMPARE(inStore(u"SELECT count(*) FROM files"_s), 1);
}

void tst_FilesOffline::ofWhatIsThrownAwayNothingStaysAtTheServer_data()
{
    QTest::addColumn<bool>("isAnotherRun");
    QTest::newRow("in the run that began it") << false;
    QTest::newRow("in another run") << true;
}

void tst_FilesOffline::ofWhatIsThrownAwayNothingStaysAtTheServer()
{
    QFETCH(bool, isAnotherRun);
    startServer();
    Person sender = person(u"보내는이"_s);
    JOINED(sender);
    const QByteArray bytes = noise(4 * mib);
    killWhileUploading(sender, bytes);
    QVERIFY(sender.conversation->post(u"큰 파일"_s));
    QVERIFY(!fileWith(u"large.bin"_s, bytes + "more").isEmpty());
    startServer();
    QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    QVERIFY(sender.failure().contains(u"was changed"_s));
    if (isAnotherRun) {
        sender.conversation.reset();
        sender = person(u"보내는이"_s, sender.folder);
        JOINED(sender);
        QTRY_COMPARE_WITH_TIMEOUT(sender.delivery(), int(Delivery::Failed), patienceMs);
    }
    const QDir parts(m_dir->filePath(u"server/files/parts"_s));
    QCOMPARE(parts.entryList(QDir::Files).size(), 1);
    sender.conversation->discard(sender.last().data(MessageListModel::CidRole).toString());
    QTRY_COMPARE_WITH_TIMEOUT(parts.entryList(QDir::Files).size(), 0, patienceMs);
    m_server->terminate(); // which brings what it was told to the disk
    QVERIFY(m_server->waitForFinished(patienceMs));
    QCOMPARE(inStore(u"SELECT count(*) FROM uploads"_s).toInt(), 0);
}

QTEST_GUILESS_MAIN(tst_FilesOffline)
#include "tst_filesoffline.moc"
