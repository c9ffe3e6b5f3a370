// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What is dragged over the window and dropped: with the events that a window gets from a desktop.

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageinput.h"
#include "client/widgets/messageview.h"
#include "tests/support/fakeserver.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_Dropping : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void severalFilesAreAttachedAndStayWhereTheyAre();
    void aFolderIsRefusedInWords();
    void moreThanAMessageTakesAreRefused();
    void aPictureIsAttachedAsAFile();
    void aPictureThatCannotBeReadIsRefusedInWords();
    void aTextIsInsertedWhereItIsDropped();
    void aLinkIsAText();
    void whatFileManagersWriteIsUnderstood_data();
    void whatFileManagersWriteIsUnderstood();
    void theOtherProgramIsAskedOnceAndNotAtEachMove();
    void whereNoFilesAreTakenNothingIsOffered();
    void theHintGoesWhenTheMouseDoes();

private:
    static constexpr int patienceMs = 30'000;
    void open(qint64 maxFileBytes);
    [[nodiscard]] QUrl file(const QString &name);
    [[nodiscard]] QWidget *targetAt(const QWidget *over) const;
    [[nodiscard]] bool enter(const QWidget *over, const QMimeData &data) const;
    [[nodiscard]] bool drop(const QWidget *over, const QMimeData &data,
                            Qt::DropActions actions = Qt::CopyAction | Qt::MoveAction) const;
    [[nodiscard]] Attachments *attached() const { return m_conversation->files()->attachments(); }
    [[nodiscard]] QWidget *view() const { return m_window->messageView()->viewport(); }
    [[nodiscard]] QWidget *edit() const { return m_window->input()->edit()->viewport(); }
    [[nodiscard]] QString text() const { return m_window->input()->edit()->toPlainText(); }
    [[nodiscard]] QString nameOf(int row) const
    {
        return attached()->index(row).data(TransferList::NameRole).toString();
    }
    [[nodiscard]] bool isHintShown() const
    {
        return m_window->findChild<QLabel *>(u"dropHint"_s)->isVisible();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<MainWindow> m_window;
};

void tst_Dropping::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_dropping"_s);
}

void tst_Dropping::init()
{
    QSettings().clear();
    m_dir = std::make_unique<QTemporaryDir>();
}

void tst_Dropping::cleanup()
{
    m_window.reset();
    m_conversation.reset();
    m_server.reset();
    m_dir.reset();
}

void tst_Dropping::open(qint64 maxFileBytes)
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->maxFileBytes = maxFileBytes;
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    Conversation::Options options;
    options.settingsPath = m_dir->filePath(u"client.ini"_s);
    options.storePath = m_dir->filePath(u"accounts"_s);
    m_conversation = std::make_unique<Conversation>(options);
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_conversation->rooms());
    new FilePanels(m_window.get(), m_conversation.get(), themeOf(ThemeKind::Light));
    const auto showRoom = [this] {
        m_window->setRoom(m_conversation->currentRoom().toString(),
                          m_conversation->currentRoomName());
    };
    connect(m_conversation.get(), &Conversation::currentRoomChanged, m_window.get(), showRoom);
    m_window->resize(1'000, 700);
    m_window->show();
    m_conversation->start(m_server->address(), u"김민수"_s);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patienceMs));
    QTRY_COMPARE_WITH_TIMEOUT(m_conversation->state(), Conversation::State::Online, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->input()->isEnabled(), patienceMs);
    QCOMPARE(m_conversation->files()->isAvailable(), maxFileBytes > 0);
}

QUrl tst_Dropping::file(const QString &name)
{
    QFile made(m_dir->filePath(name));
    return made.open(QIODevice::WriteOnly) && made.write("x") == 1
        ? QUrl::fromLocalFile(made.fileName())
        : QUrl();
}

// As Qt looks for it: the widget that is there, or what it lies in, that takes drops.
QWidget *tst_Dropping::targetAt(const QWidget *over) const
{
    QWidget *at = m_window->childAt(over->mapTo(m_window.get(), over->rect().center()));
    while (at && !at->acceptDrops()) {
        at = at->parentWidget();
    }
    return at;
}

bool tst_Dropping::enter(const QWidget *over, const QMimeData &data) const
{
    QWidget *const target = targetAt(over);
    if (!target) {
        return false;
    }
    const QPoint place = target->mapFromGlobal(over->mapToGlobal(over->rect().center()));
    QDragEnterEvent entered(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &entered);
    QDragMoveEvent moved(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    if (entered.isAccepted()) {
        QCoreApplication::sendEvent(target, &moved);
    }
    return entered.isAccepted();
}

// False if it is not taken.
bool tst_Dropping::drop(const QWidget *over, const QMimeData &data, Qt::DropActions actions) const
{
    if (!enter(over, data)) {
        return false;
    }
    QWidget *const target = targetAt(over);
    const QPoint place = target->mapFromGlobal(over->mapToGlobal(over->rect().center()));
    QDropEvent dropped(place, actions, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &dropped);
    return dropped.isAccepted() && dropped.dropAction() == Qt::CopyAction;
}

void tst_Dropping::severalFilesAreAttachedAndStayWhereTheyAre()
{
    open(1'000'000);
    const QList<QUrl> files{file(u"글 1.txt"_s), file(u"b#%20.txt"_s), file(u"c.png"_s)};
    QMimeData data;
    data.setUrls(files);
    QVERIFY(drop(view(), data)); // a copy, though it might be a move
    QCOMPARE(attached()->rowCount(), 3);
    QCOMPARE(nameOf(0), u"글 1.txt"_s);
    QCOMPARE(nameOf(1), u"b#%20.txt"_s);
    QCOMPARE(nameOf(2), u"c.png"_s);
    QVERIFY(drop(edit(), data)); // onto the input: the same
    QCOMPARE(attached()->rowCount(), 6);
    QVERIFY(text().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->input()->edit()->hasFocus(), patienceMs);
    for (const QUrl &one : files) {
        QVERIFY(QFile::exists(one.toLocalFile()));
    }
}

void tst_Dropping::aFolderIsRefusedInWords()
{
    open(1'000'000);
    QSignalSpy refused(attached(), &Attachments::refused);
    QVERIFY(QDir(m_dir->path()).mkdir(u"사진"_s));
    for (const QString &path : {m_dir->filePath(u"사진"_s), m_dir->filePath(u"사진"_s) + u'/'}) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path), file(u"a.txt"_s)});
        QVERIFY(drop(view(), data));
        QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, patienceMs);
        const QString why = refused.takeFirst().first().toString();
        QVERIFY2(why.contains(u"“사진” is a folder"_s), qPrintable(why));
    }
    QCOMPARE(attached()->rowCount(), 2); // the file beside it, each time
}

void tst_Dropping::moreThanAMessageTakesAreRefused()
{
    open(1'000'000);
    QSignalSpy refused(attached(), &Attachments::refused);
    QList<QUrl> urls;
    for (int i = 0; i < 1'000; ++i) {
        urls.append(file(u"f%1"_s.arg(i % 20)));
    }
    QMimeData data;
    data.setUrls(urls);
    QVERIFY(drop(view(), data));
    QCOMPARE(attached()->rowCount(), 10);
    QCOMPARE(refused.size(), 1);
}

void tst_Dropping::aPictureIsAttachedAsAFile()
{
    open(1'000'000);
    QMimeData data;
    QImage image(16, 16, QImage::Format_RGB32);
    image.fill(Qt::blue);
    data.setImageData(image);
    QVERIFY(drop(view(), data));
    QTRY_COMPARE_WITH_TIMEOUT(attached()->rowCount(), 1, patienceMs);
    QVERIFY(nameOf(0).endsWith(u".png"_s));
    QVERIFY(drop(edit(), data));
    QTRY_COMPARE_WITH_TIMEOUT(attached()->rowCount(), 2, patienceMs);
    const QList<OutboxFile> files = attached()->files();
    QCOMPARE(QImage(files.at(1).path).pixelColor(3, 3), QColor(Qt::blue));
}

void tst_Dropping::aPictureThatCannotBeReadIsRefusedInWords()
{
    open(1'000'000);
    QSignalSpy refused(attached(), &Attachments::refused);
    QMimeData data;
    data.setImageData(QImage()); // as Qt hands over what is larger than it decodes
    QVERIFY(drop(view(), data));
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(u"too large"_s));
    QCOMPARE(attached()->rowCount(), 0);
}

void tst_Dropping::aTextIsInsertedWhereItIsDropped()
{
    open(1'000'000);
    QMimeData data;
    data.setText(u"끌어 놓은 글"_s);
    data.setHtml(u"<b>끌어 놓은 글</b>"_s);
    QVERIFY(drop(edit(), data));
    QCOMPARE(text(), u"끌어 놓은 글"_s);
    QVERIFY(!drop(view(), data)); // the conversation takes files only
    QVERIFY(!isHintShown());
    QCOMPARE(attached()->rowCount(), 0);
}

void tst_Dropping::aLinkIsAText()
{
    open(1'000'000);
    QMimeData data;
    data.setUrls({QUrl(u"https://maru.example/a.png"_s), file(u"a.txt"_s)});
    data.setText(u"https://maru.example/a.png"_s);
    QVERIFY(!drop(view(), data)); // nothing is fetched, and no half of it taken
    QVERIFY(drop(edit(), data));
    QCOMPARE(text(), u"https://maru.example/a.png"_s);
    QCOMPARE(attached()->rowCount(), 0);
}

// FOLDER stands for that of the files, MACHINE for the name of this computer.
void tst_Dropping::whatFileManagersWriteIsUnderstood_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isTaken");

    const QByteArray korean = "file://FOLDER/%EA%B8%80%201.txt"; // 글 1.txt
    const QByteArray both = korean + "\r\nfile://FOLDER/b%23%2520.txt\r\n";
    const QString list = u"text/uri-list"_s;
    QTest::newRow("a list of URLs") << list << both << true;
    QTest::newRow("ended by line feeds only") << list << QByteArray(both).replace("\r", "") << true;
    QTest::newRow("not ended") << list << both.trimmed() << true;
    QTest::newRow("with a comment") << list << "# from a file manager\r\n" + both << true;
    QTest::newRow("of this computer by name")
        << list << QByteArray(both).replace("file://", "file://MACHINE") << true;
    QTest::newRow("of localhost") << list << QByteArray(both).replace("file://", "file://localhost")
                                  << true;
    QTest::newRow("with one slash") << list << QByteArray(both).replace("file://", "file:") << true;
    QTest::newRow("of another computer") << list << both + "file://another.example/a.txt\r\n"
                                         << false;
    QTest::newRow("of a share") << list << both + "smb://server/share/a.txt\r\n" << false;
    QTest::newRow("of the wastebasket") << list << both + "trash:///a.txt\r\n" << false;
    QTest::newRow("with a zero in it") << list << both + "file:///tmp/a%00b\r\n" << false;
    QTest::newRow("only a comment") << list << QByteArray("# nothing\r\n") << false;

    const QByteArray lines = both.trimmed().replace("\r", "");
    const QString gnome = u"x-special/gnome-copied-files"_s;
    QTest::newRow("GNOME, copied") << gnome << "copy\n" + lines << true;
    QTest::newRow("GNOME, cut: nothing is moved") << gnome << "cut\n" + lines + '\n' << true;
    QTest::newRow("GNOME, of a share") << gnome << QByteArray("copy\nsmb://server/a.txt") << false;
    QTest::newRow("GNOME, nothing") << gnome << QByteArray("copy") << false;
    QTest::newRow("GNOME, as a text")
        << u"text/plain"_s << "x-special/nautilus-clipboard\ncopy\n" + lines + '\n'
        << true;
    QTest::newRow("a text that begins like it")
        << u"text/plain"_s << QByteArray("x-special/nautilus-clipboard") << false;
    QTest::newRow("a text that is a URL") << u"text/plain"_s << korean << false;
}

void tst_Dropping::whatFileManagersWriteIsUnderstood()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isTaken);

    open(1'000'000);
    QSignalSpy refused(attached(), &Attachments::refused);
    QVERIFY(!file(u"글 1.txt"_s).isEmpty() && !file(u"b#%20.txt"_s).isEmpty());
    bytes.replace("FOLDER", QUrl::toPercentEncoding(m_dir->path(), "/"));
    bytes.replace("MACHINE", QSysInfo::machineHostName().toLatin1());
    QMimeData data;
    data.setData(format, bytes);
    QCOMPARE(drop(view(), data), isTaken);
    QCOMPARE(attached()->rowCount(), isTaken ? 2 : 0);
    if (isTaken) {
        QCOMPARE(nameOf(0), u"글 1.txt"_s);
        QCOMPARE(nameOf(1), u"b#%20.txt"_s);
        QTRY_VERIFY_WITH_TIMEOUT(attached()->isSendable(), patienceMs); // they are there
        QCOMPARE(attached()->rowCount(), 2);
        QCOMPARE(refused.size(), 0);
    }
}

void tst_Dropping::theOtherProgramIsAskedOnceAndNotAtEachMove()
{
    struct Asked : QMimeData
    {
        mutable int times = 0;
        [[nodiscard]] QVariant retrieveData(const QString &format, QMetaType type) const override
        {
            ++times;
            return QMimeData::retrieveData(format, type);
        }
    };
    open(1'000'000);
    Asked data;
    data.setUrls({file(u"a.txt"_s)});
    QVERIFY(enter(view(), data));
    const int known = data.times;
    QWidget *const target = targetAt(view());
    for (int i = 0; i < 10; ++i) {
        QDragMoveEvent moved(QPoint(200 + i, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(target, &moved);
        QVERIFY(moved.isAccepted());
    }
    QCOMPARE(data.times, known);
    QMimeData text;
    text.setText(u"글"_s);
    QVERIFY(!enter(view(), text)); // another drag is looked at anew
}

void tst_Dropping::whereNoFilesAreTakenNothingIsOffered()
{
    open(0);
    QMimeData data;
    data.setUrls({file(u"a.txt"_s)});
    QVERIFY(!enter(view(), data));
    QVERIFY(!isHintShown());
    QVERIFY(!drop(view(), data));
    QCOMPARE(attached()->rowCount(), 0);
}

void tst_Dropping::theHintGoesWhenTheMouseDoes()
{
    open(1'000'000);
    QMimeData data;
    data.setUrls({file(u"a.txt"_s)});
    QVERIFY(enter(view(), data));
    QVERIFY(isHintShown());
    QDragLeaveEvent left;
    QCoreApplication::sendEvent(targetAt(view()), &left);
    QVERIFY(!isHintShown());
    QVERIFY(drop(view(), data));
    QVERIFY(!isHintShown());
}

QTEST_MAIN(tst_Dropping)
#include "tst_dropping.moc"
