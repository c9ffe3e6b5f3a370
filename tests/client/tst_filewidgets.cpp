// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The strip of files, their cards in messages, the viewer, and what is dropped and pasted.

#include "client/model/messagelistmodel.h"
#include "client/model/transferlist.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageinput.h"
#include "client/widgets/messageview.h"
#include "client/widgets/pictureviewer.h"
#include "client/widgets/themecontroller.h"
#include "client/widgets/transferstrip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLayout>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUrl>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

struct FakeTransfers : TransferList
{
    struct Row
    {
        QString name;
        State state = State::Running;
        int percent = 0;
        QString detail;
    };
    QList<Row> rows;
    QStringList told;

    [[nodiscard]] int rowCount(const QModelIndex & = {}) const override { return int(rows.size()); }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        const Row &row = rows.at(index.row());
        switch (role) {
        case NameRole:
            return row.name;
        case StateRole:
            return int(row.state);
        case PercentRole:
            return row.percent;
        case DetailRole:
            return row.detail;
        case MayPauseRole:
            return row.state == State::Running;
        default:
            return {};
        }
    }
    void pause(int row) override { told << u"pause %1"_s.arg(row); }
    void resume(int row) override { told << u"resume %1"_s.arg(row); }
    void remove(int row) override
    {
        told << u"remove %1"_s.arg(row);
        beginRemoveRows({}, row, row);
        rows.removeAt(row);
        endRemoveRows();
    }
    void add(const Row &row)
    {
        beginInsertRows({}, rowCount(), rowCount());
        rows.append(row);
        endInsertRows();
    }
    void set(int row, const Row &to)
    {
        rows[row] = to;
        emit dataChanged(index(row), index(row));
    }
};

Message messageWith(const QString &text, const QList<File> &files, qint64 seq = 1)
{
    Message message;
    message.id = MessageId(u"%1"_s.arg(seq, 24, 10, QChar(u'0')));
    message.room = RoomId(u"r"_s);
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(u"u"_s), u"이영희"_s};
    message.createdMs = 1'700'000'000'000 + seq;
    message.files = files;
    return message;
}

File fileOf(const QString &name, qint64 bytes, QSize picture = {})
{
    File file;
    file.id = FileId(u"id-"_s + name);
    file.name = name;
    file.bytes = bytes;
    file.mime = picture.isEmpty() ? u"text/plain"_s : u"image/png"_s;
    file.width = std::max(0, picture.width());
    file.height = std::max(0, picture.height());
    return file;
}

} // namespace

class tst_FileWidgets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aStripShowsItsListAndTellsWhatIsWanted();
    void largeLettersFitTheCards();
    void aTextMayBeEmptyWithFiles();
    void filesAreTakenFromWhatIsPasted();
    void cardsAndPicturesHaveTheirPlaces();
    void aClickOpensAndTheMenuSaves();
    void deletedMessagesShowNoFiles();
    void filesAreSaidToScreenReaders();
    void thePictureIsDrawnOnceItIsThere();
    void theViewerZoomsMovesAndCloses();
    void theViewerSaysWhyNot();
};

void tst_FileWidgets::initTestCase()
{
    qputenv("QT_FATAL_WARNINGS", "0"); // the offscreen platform warns of what it cannot do
}

void tst_FileWidgets::aStripShowsItsListAndTellsWhatIsWanted()
{
    FakeTransfers list;
    QWidget window; // hidden: as a window of its own the strip would be shown with its first card
    auto &strip = *new TransferStrip(&list, &window);
    strip.setTheme(themeOf(ThemeKind::Dark));
    QVERIFY(strip.isHidden());
    list.add({u"a.pdf"_s, TransferList::State::Running, 40, u"4 of 10"_s});
    list.add({u"b.pdf"_s, TransferList::State::Paused, 10, u"1 of 10"_s});
    QVERIFY(!strip.isHidden());
    QCOMPARE(strip.count(), 2);
    QCOMPARE(strip.card(0)->accessibleName(), u"a.pdf, 4 of 10"_s);
    strip.card(0)->pauseButton()->click();
    strip.card(1)->pauseButton()->click();
    list.set(1, {u"b.pdf"_s, TransferList::State::Failed, 0, u"too large"_s});
    QCOMPARE(strip.card(1)->detail(), u"too large"_s);
    strip.card(1)->pauseButton()->click(); // tries again
    list.set(1, {u"b.pdf"_s, TransferList::State::Done, 100, u"10"_s});
    QVERIFY(strip.card(1)->pauseButton()->isHidden());
    strip.card(0)->removeButton()->click();
    QCOMPARE(strip.count(), 1);
    QCOMPARE(strip.card(0)->accessibleName(), u"b.pdf, 10"_s);
    strip.card(0)->removeButton()->click();
    QVERIFY(strip.isHidden());
    QCOMPARE(
        list.told,
        QStringList({u"pause 0"_s, u"resume 1"_s, u"resume 1"_s, u"remove 0"_s, u"remove 0"_s}));
}

void tst_FileWidgets::largeLettersFitTheCards()
{
    ThemeController themes(ThemeKind::Light);
    FakeTransfers list;
    QWidget window;
    auto &strip = *new TransferStrip(&list, &window);
    connect(&themes, &ThemeController::themeChanged, &strip, &TransferStrip::setTheme);
    list.add({u"a.pdf"_s, TransferList::State::Running, 40, u"4 of 10"_s});
    const int usual = strip.card(0)->height();
    themes.setFontStep(fontsteps::most);
    list.add({u"b.pdf"_s, TransferList::State::Running, 40, u"4 of 10"_s});
    const auto *const area = strip.findChild<QWidget *>(u"transferArea"_s);
    for (int row = 0; row < 2; ++row) {
        const TransferCard *const card = strip.card(row);
        QVERIFY(card->height() > usual);
        QVERIFY(card->height() >= card->layout()->minimumSize().height());
        QVERIFY(card->height() <= area->maximumHeight());
    }
    themes.setFontStep(0);
    QCOMPARE(strip.card(1)->height(), usual);
}

void tst_FileWidgets::aTextMayBeEmptyWithFiles()
{
    MessageInput input;
    QStringList posted;
    input.setPoster([&](const QString &text) {
        posted << text;
        return true;
    });
    input.setText(u"  "_s);
    input.submit();
    QVERIFY(posted.isEmpty());
    auto *const attach = input.findChild<QToolButton *>(u"attach"_s);
    QVERIFY(attach->isHidden());
    input.setAttachable(true, true);
    QVERIFY(!attach->isHidden());
    QVERIFY(input.findChild<QToolButton *>(u"send"_s)->isEnabled());
    input.submit();
    QCOMPARE(posted, QStringList(QString()));
    input.setText(u"이것"_s);
    input.submit();
    QCOMPARE(posted.last(), u"이것"_s);
    QSignalSpy wanted(&input, &MessageInput::attachWanted);
    attach->click();
    QCOMPARE(wanted.size(), 1);
    input.setAttachable(false, false);
    QVERIFY(!input.findChild<QToolButton *>(u"send"_s)->isEnabled());
}

void tst_FileWidgets::filesAreTakenFromWhatIsPasted()
{
    ComposeEdit edit;
    int files = 0;
    connect(&edit, &ComposeEdit::filesInserted, this, [&files] { ++files; });
    const auto paste = [&](QMimeData *data) {
        QGuiApplication::clipboard()->setMimeData(data);
        edit.paste();
    };
    const auto localFile = [] {
        auto *data = new QMimeData;
        data->setUrls({QUrl::fromLocalFile(u"/tmp/x.pdf"_s)});
        return data;
    };
    edit.setTakesFiles(true);
    paste(localFile());
    QCOMPARE(files, 1);
    QVERIFY(edit.toPlainText().isEmpty());
    auto *picture = new QMimeData;
    picture->setImageData(QImage(4, 4, QImage::Format_RGB32));
    paste(picture);
    QCOMPARE(files, 2);
    auto *both = new QMimeData; // a spreadsheet's cells
    both->setImageData(QImage(4, 4, QImage::Format_RGB32));
    both->setText(u"1\t2"_s);
    paste(both);
    QCOMPARE(files, 2);
    QCOMPARE(edit.toPlainText(), u"1\t2"_s);
    edit.clear();
    auto *link = new QMimeData;
    link->setUrls({QUrl(u"https://maru.example/a.png"_s)});
    link->setText(u"https://maru.example/a.png"_s);
    paste(link);
    QCOMPARE(files, 2);
    QCOMPARE(edit.toPlainText(), u"https://maru.example/a.png"_s);
    edit.clear();
    edit.setTakesFiles(false);
    auto *refused = new QMimeData;
    refused->setImageData(QImage(4, 4, QImage::Format_RGB32));
    paste(refused);
    QCOMPARE(files, 2);
}

void tst_FileWidgets::cardsAndPicturesHaveTheirPlaces()
{
    QFont font;
    font.setPixelSize(14);
    const MessageStyle style{font, strongFont(font), smallFont(font), Qt::blue, 600};
    MessageContent content;
    content.author = u"이영희"_s;
    content.startsGroup = true;
    content.files = {{u"a.txt"_s, u"TXT · 1 kB"_s, {}},
                     {u"b.png"_s, u"PNG · 1 kB"_s, {1'600, 400}},
                     {u"c.png"_s, u"PNG · 1 kB"_s, {1, 1}}};
    const MessageLayout bare(content, style);
    QCOMPARE(bare.fileRects().size(), 3);
    QCOMPARE(bare.textRect().height(), 0);
    QVERIFY(bare.bubbleRect().isNull());
    QVERIFY(bare.pictureRect(0).isNull());
    QCOMPARE(bare.pictureRect(1).size(), QSize(320, 80));
    QVERIFY(bare.pictureRect(2).width() >= 40);
    int bottom = bare.nameRect().bottom();
    for (const QRect &rect : bare.fileRects()) {
        QVERIFY(rect.top() > bottom - 1);
        bottom = rect.bottom();
        QVERIFY(rect.right() < 600);
    }
    QVERIFY(bare.height() > bottom);
    QCOMPARE(bare.fileAt(bare.fileRects().at(1).center()), 1);
    QCOMPARE(bare.fileAt({0, 0}), -1);

    content.own = true;
    content.text = u"보세요"_s;
    const MessageLayout worded(content, style);
    QVERIFY(!worded.bubbleRect().isNull());
    QVERIFY(worded.fileRects().at(0).top() > worded.bubbleRect().bottom());
    QVERIFY(worded.height() > bare.height());
    MessageStyle narrow = style;
    narrow.widthPx = 260;
    const MessageLayout slim(content, narrow);
    for (const QRect &rect : slim.fileRects()) {
        QVERIFY(rect.right() < 260);
    }
}

void tst_FileWidgets::aClickOpensAndTheMenuSaves()
{
    MessageListModel model;
    model.insert(messageWith({}, {fileOf(u"a & b.txt"_s, 10), fileOf(u"p.png"_s, 10, {100, 80})}));
    MessageView view;
    view.resize(600, 400);
    view.setMessages(&model);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QSignalSpy opened(&view, &MessageView::fileOpenWanted);
    QSignalSpy saved(&view, &MessageView::fileSaveWanted);
    const auto *delegate = qobject_cast<MessageDelegate *>(view.itemDelegate());
    const auto *all = delegate ? delegate : view.findChild<MessageDelegate *>();
    QVERIFY(all);
    const QModelIndex index = view.model()->index(0, 0);
    const QPoint origin = view.visualRect(index).topLeft();
    for (int file = 0; file < 2; ++file) {
        const QPoint place = origin + all->layoutOf(index).fileRects().at(file).center();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(opened.size(), file + 1);
    }
    QCOMPARE(opened[0][0].value<File>().name, u"a & b.txt"_s);
    QCOMPARE(opened[1][0].value<File>().name, u"p.png"_s);
    view.setFocus();
    view.setCurrentIndex(index);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(opened.size(), 3);

    QMenu menu;
    view.fillMenu(&menu, index);
    QList<QAction *> saving;
    for (QAction *action : menu.actions()) {
        if (action->text() == u"Save “a && b.txt” as…"_s
            || action->text() == u"Save “p.png” as…"_s) {
            saving.append(action);
        }
    }
    QCOMPARE(saving.size(), 2);
    saving.at(1)->trigger();
    QCOMPARE(saved.size(), 1);
    QCOMPARE(saved[0][0].value<File>().name, u"p.png"_s);
}

void tst_FileWidgets::deletedMessagesShowNoFiles()
{
    MessageListModel model;
    Message message = messageWith({}, {fileOf(u"a.txt"_s, 10)});
    message.deletedMs = 1;
    model.insert(message);
    QVERIFY(model.index(0).data(MessageListModel::FilesRole).value<QList<File>>().isEmpty());
    Message pending = messageWith(u"x"_s, {fileOf(u"b.txt"_s, 10)}, 0);
    pending.id = {};
    pending.cid = u"c1"_s;
    model.appendPending(pending);
    QCOMPARE(model.index(1).data(MessageListModel::UploadRole).toInt(), -1);
    model.setUploaded(u"c1"_s, 43);
    QCOMPARE(model.index(1).data(MessageListModel::UploadRole).toInt(), 43);
    MessageDelegate delegate;
    delegate.setWidth(600);
    QVERIFY(delegate.layoutOf(model.index(1)).content().status.contains(u"43"_s));
}

void tst_FileWidgets::filesAreSaidToScreenReaders()
{
    MessageListModel model;
    model.insert(messageWith({}, {fileOf(u"a.txt"_s, 10), fileOf(u"p.png"_s, 2'048, {4, 4})}));
    AccessibleMessages said;
    said.setSourceModel(&model);
    const QString text = said.index(0, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(text.contains(u"file a.txt"_s) && text.contains(u"picture p.png"_s)
                 && text.contains(u"kB"_s),
             qPrintable(text));
    QVERIFY(!text.contains(u", , "_s));
}

void tst_FileWidgets::thePictureIsDrawnOnceItIsThere()
{
    MessageListModel model;
    model.insert(messageWith({}, {fileOf(u"p.png"_s, 10, {100, 80})}));
    MessageDelegate delegate;
    delegate.setWidth(600);
    QImage picture(100, 80, QImage::Format_RGB32);
    picture.fill(Qt::magenta);
    bool isThere = false;
    int asked = 0;
    delegate.setThumbnailSource([&](const File &file) {
        ++asked;
        return file.name == u"p.png"_s && isThere ? picture : QImage();
    });
    const QModelIndex index = model.index(0);
    const auto drawn = [&] {
        QImage image(600, delegate.layoutOf(index).height(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        delegate.paint(&painter, option, index);
        return image.pixelColor(delegate.layoutOf(index).pictureRect(0).center() + QPoint(20, 20));
    };
    QVERIFY(drawn() != QColor(Qt::magenta));
    isThere = true;
    QCOMPARE(drawn(), QColor(Qt::magenta));
    QVERIFY(asked >= 2);
}

void tst_FileWidgets::theViewerZoomsMovesAndCloses()
{
    QPointer<PictureViewer> viewer = new PictureViewer(u"p.png"_s);
    viewer->setTheme(themeOf(ThemeKind::Light));
    viewer->resize(500, 400);
    viewer->show();
    QVERIFY(QTest::qWaitForWindowExposed(viewer));
    viewer->setProgress(30);
    QVERIFY(viewer->canvas()->text().contains(u"30"_s));
    QImage picture(2'000, 1'000, QImage::Format_RGB32);
    picture.fill(Qt::green);
    viewer->setPicture(picture);
    PictureCanvas *const canvas = viewer->canvas();
    QVERIFY(canvas->isFit());
    QCOMPARE(canvas->zoom(), canvas->width() / 2'000.0);
    const double fitted = canvas->zoom();
    QTest::keyClick(viewer, Qt::Key_Plus);
    QVERIFY(canvas->zoom() > fitted);
    QTest::keyClick(viewer, Qt::Key_1);
    QCOMPARE(canvas->zoom(), 1.0);
    QTest::keyClick(viewer, Qt::Key_Right);
    QTest::keyClick(viewer, Qt::Key_Minus);
    QVERIFY(canvas->zoom() < 1.0);
    for (int i = 0; i < 60; ++i) {
        QTest::keyClick(viewer, Qt::Key_Plus);
    }
    QCOMPARE(canvas->zoom(), 16.0); // it ends somewhere
    QTest::keyClick(viewer, Qt::Key_0);
    QVERIFY(canvas->isFit());
    QTest::mouseDClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
    QCOMPARE(canvas->zoom(), 1.0);
    QSignalSpy save(viewer, &PictureViewer::saveWanted);
    QTest::keyClick(viewer, Qt::Key_S, Qt::ControlModifier);
    QCOMPARE(save.size(), 1);
    QTest::keyClick(viewer, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!viewer, 30'000);
}

void tst_FileWidgets::theViewerSaysWhyNot()
{
    PictureViewer viewer(u"<b>p</b>"_s);
    viewer.setAttribute(Qt::WA_DeleteOnClose, false);
    viewer.setFailure(u"This picture cannot be shown."_s);
    QCOMPARE(viewer.canvas()->text(), u"This picture cannot be shown."_s);
    QCOMPARE(viewer.canvas()->accessibleDescription(), u"This picture cannot be shown."_s);
    QTest::keyClick(&viewer, Qt::Key_Plus); // of nothing
    QVERIFY(!viewer.canvas()->hasPicture());
    viewer.grab();
}

QTEST_MAIN(tst_FileWidgets)
#include "tst_filewidgets.moc"
