// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/memberlistmodel.h"
#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/commands.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberdelegate.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roomdelegate.h"
#include "client/widgets/themecontroller.h"
#include "paintedrows.h"

#include <QApplication>
#include <QFile>
#include <QFrame>
#include <QImage>
#include <QLabel>
#include <QLayout>
#include <QListView>
#include <QMenuBar>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using namespace maru::client::testing;

class tst_Looks : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void compactMessagesAreLower();
    void signsCanBeShownAsTyped();
    void hostileNamesStayInTheirRow_data();
    void hostileNamesStayInTheirRow();
    void anInvisibleNameIsSeen_data();
    void anInvisibleNameIsSeen();
    void densityAndFormattingChangeAnOpenWindow();
    void largeLettersFitTheHeaders();
    void largeLettersFitTheTypingLine();
    void largeLettersFitBelowTheRooms();
    void aRoomsRowHoldsLettersOf_data();
    void aRoomsRowHoldsLettersOf();
    void aBadgeIsSeenOnEveryRow_data();
    void aBadgeIsSeenOnEveryRow();
    void theFocusIsNotTheCurrentRow_data() { aBadgeIsSeenOnEveryRow_data(); }
    void theFocusIsNotTheCurrentRow();
    void anotherScaleWhileRunning();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
};

void tst_Looks::init()
{
    QSettings::setDefaultFormat(QSettings::IniFormat);
    m_directory = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_directory->path());
}

void tst_Looks::compactMessagesAreLower()
{
    MessageStyle style = styleOf(600);
    const MessageLayout roomy(contentOf(u"가"_s), style);
    style.isCompact = true;
    const MessageLayout compact(contentOf(u"가"_s), style);
    QVERIFY(compact.height() < roomy.height());
    QVERIFY(compact.avatarRect().width() < roomy.avatarRect().width());
    QVERIFY(compact.avatarRect().bottom() < compact.height());
    QVERIFY(compact.textRect().left() > compact.avatarRect().right());
}

void tst_Looks::signsCanBeShownAsTyped()
{
    const QString text = u"**굵게** `코드` https://example.com/x"_s;
    MessageStyle style = styleOf(600);
    QCOMPARE(MessageLayout(contentOf(text), style).displayedText(),
             u"굵게 코드 https://example.com/x"_s);
    style.formatsText = false;
    const MessageLayout plain(contentOf(text), style);
    QCOMPARE(plain.displayedText(), text);
    QCOMPARE(plain.links().size(), 1); // no sign of formatting
    QCOMPARE(plain.writtenText(0, 6), u"**굵게**"_s);
}

void tst_Looks::hostileNamesStayInTheirRow_data()
{
    QTest::addColumn<QString>("name");
    QString tower;
    for (int i = 0; i < 12; ++i) {
        tower += u'Z' + QString(60, QChar(0x0301 + i % 9));
    }
    QTest::newRow("towers of marks") << tower;
    QTest::newRow("a million characters") << QString(1'000'000, u'가');
    QTest::newRow("HTML") << u"<h1>큰</h1><img src='file:///etc/passwd'>"_s;
    QTest::newRow("overrides") << u"\u202Eexe.txt\u2067\u2066"_s;
    QTest::newRow("lines") << u"하나\n둘\r\n셋\u2028넷"_s;
    QTest::newRow("the widest character") << u"﷽﷽﷽𒐫𒐫𒐫⸻⸻⸻"_s;
    QTest::newRow("nothing to see") << u"\u200B\u200D\u2060"_s;
}

void tst_Looks::hostileNamesStayInTheirRow()
{
    QFETCH(QString, name);
    const QRect row(60, 60, 248, 32);
    RoomListModel rooms;
    setRoom(rooms, name);
    const RoomDelegate roomDelegate;
    QStyleOptionViewItem option;
    option.fontMetrics = QFontMetrics(QApplication::font());
    RoomListModel plain;
    setRoom(plain, u"전체"_s);
    QCOMPARE(roomDelegate.sizeHint(option, rooms.index(0)),
             roomDelegate.sizeHint(option, plain.index(0)));
    const QImage room = painted(roomDelegate, rooms, row);
    QCOMPARE(inkIn(room, room.rect()), inkIn(room, row));
    QVERIFY(inkIn(room, row) > 0);

    MemberListModel members;
    Member member;
    member.user = {UserId(u"u1"_s), name};
    members.take(member);
    const QRect tall(60, 60, 224, 80); // with the title of its section
    const QImage person = painted(MemberDelegate(), members, tall);
    QCOMPARE(inkIn(person, person.rect()), inkIn(person, tall));
}

void tst_Looks::anInvisibleNameIsSeen_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("zero width") << u"\u200B\u200B"_s << u"?"_s;
    QTest::newRow("joiners") << u"\u200D\u200C\uFEFF"_s << u"?"_s;
    QTest::newRow("Hangul filler") << u"\u3164"_s << u"?"_s;
    QTest::newRow("spaces") << u" \t "_s << u"?"_s;
    QTest::newRow("overrides") << u"\u202E\u202E"_s << QString(); // nothing is left of it
    QTest::newRow("none") << QString() << QString();
    QTest::newRow("a name") << u"민수"_s << u"민수"_s;
    const QString family = u"\U0001F468\u200D\U0001F469\u200D\U0001F467"_s;
    QTest::newRow("a family") << family << family;
    QTest::newRow("32 emojis") << u"👍"_s.repeated(32) << u"👍"_s.repeated(32);
    QTest::newRow("more families than are drawn in time")
        << family.repeated(20) << family.repeated(6) + u"\U0001F468\u200D…"_s;
}

void tst_Looks::anInvisibleNameIsSeen()
{
    QFETCH(QString, name);
    QTEST(displayName(name), "shown");
}

void tst_Looks::densityAndFormattingChangeAnOpenWindow()
{
    ThemeController themes(ThemeKind::Light);
    MainWindow window;
    RoomListModel rooms;
    setRoom(rooms, u"전체"_s);
    window.setRooms(&rooms);
    window.setTheme(themes.theme());
    connect(&themes, &ThemeController::themeChanged, &window, &MainWindow::setTheme);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const auto height = [&window] {
        return window.roomView()->visualRect(window.roomView()->model()->index(0, 0)).height();
    };
    const int roomy = height();
    themes.setDensity(Density::Compact);
    QVERIFY(height() < roomy);
    themes.setFontStep(fontsteps::most);
    QVERIFY(height() > roomy);
    themes.setFontStep(0);
    themes.setDensity(Density::Comfortable);
    QCOMPARE(height(), roomy);
    window.commands()->bar()->hide();
    window.messageView()->setFormatsText(false);
    QVERIFY(!window.grab().isNull());
}

void tst_Looks::largeLettersFitTheHeaders()
{
    ThemeController themes(ThemeKind::Light);
    MainWindow window;
    connect(&themes, &ThemeController::themeChanged, &window, &MainWindow::setTheme);
    const auto *header = window.findChild<QFrame *>(u"header"_s);
    const int usual = header->height();
    themes.setFontStep(fontsteps::most);
    QVERIFY(header->minimumHeight() >= header->layout()->minimumSize().height());
    QVERIFY(header->minimumHeight() > rhythm::header);
    themes.setFontStep(0);
    QCOMPARE(header->minimumHeight(), rhythm::header);
    QVERIFY(usual > 0);
}

void tst_Looks::largeLettersFitTheTypingLine()
{
    ThemeController themes(ThemeKind::Light);
    MainWindow window;
    connect(&themes, &ThemeController::themeChanged, &window, &MainWindow::setTheme);
    const auto *typing = window.findChild<QLabel *>(u"typing"_s);
    const int usual = typing->minimumHeight();
    themes.setFontStep(fontsteps::most);
    QVERIFY(typing->maximumHeight() >= QFontMetrics(typing->font()).height());
    QVERIFY(typing->minimumHeight() > usual);
    themes.setFontStep(0);
    QCOMPARE(typing->minimumHeight(), usual);
}

void tst_Looks::largeLettersFitBelowTheRooms()
{
    ThemeController themes(ThemeKind::Light);
    MainWindow window;
    connect(&themes, &ThemeController::themeChanged, &window, &MainWindow::setTheme);
    window.setUserName(u"이영희 "_s.repeated(6));
    window.show();
    const int width = rhythm::roomsWidth - 2 * rhythm::paneSide;
    for (const int step : {fontsteps::most, 0}) {
        themes.setFontStep(step);
        for (const auto *name : {"otherServer", "ownName"}) {
            const auto *button = window.findChild<QPushButton *>(QLatin1StringView(name));
            QVERIFY2(button->sizeHint().width() <= width, name);
        }
    }
    QCOMPARE(window.findChild<QPushButton *>(u"otherServer"_s)->text(), u"Another server…"_s);
}

void tst_Looks::aRoomsRowHoldsLettersOf_data()
{
    QTest::addColumn<int>("step");
    for (const int step : {fontsteps::least, 0, 8, fontsteps::most}) {
        QTest::addRow("%d px more", step) << step;
    }
}

// What is added to a row is seen by what differs from the row without it.
void tst_Looks::aRoomsRowHoldsLettersOf()
{
    QFETCH(int, step);
    const QFont font = steppedFont(bodyFont(QApplication::font()), step);
    const RoomDelegate delegate;
    RoomListModel rooms;
    setRoom(rooms, {});
    QStyleOptionViewItem option;
    option.font = font;
    option.fontMetrics = QFontMetrics(font);
    const QRect row(60, 60, 248, delegate.sizeHint(option, rooms.index(0)).height());
    const QImage bare = painted(delegate, rooms, row, font);
    const auto changed = [&bare](const QImage &image) {
        return boundsOf(image, [&](int x, int y) { return image.pixel(x, y) != bare.pixel(x, y); });
    };

    rooms.setUnread(RoomId(u"r1"_s), 12);
    const QImage counted = painted(delegate, rooms, row, font);
    const QRgb fill = themeOf(ThemeKind::Light).selected.rgb();
    const QRect badge =
        boundsOf(counted, [&](int x, int y) { return counted.pixel(x, y) == fill; });
    QVERIFY(badge.height() >= QFontMetrics(strongFont(smallFont(font))).capHeight());
    // Its round edge may be a pixel more; no digit is.
    QVERIFY(badge.adjusted(-1, -1, 1, 1).contains(changed(counted)));
    QVERIFY(row.contains(badge));

    rooms.setUnread(RoomId(u"r1"_s), 0);
    const QRect sign = boundsOf(bare, [&](int x, int y) { return bare.pixel(x, y) != paper; });
    setRoom(rooms, u"하나"_s);
    const QRect name = changed(painted(delegate, rooms, row, font));
    QVERIFY(!name.isEmpty());
    QVERIFY2(name.left() - sign.right() > rhythm::hair,
             qPrintable(u"%1 %2"_s.arg(sign.right()).arg(name.left())));
}

void tst_Looks::aBadgeIsSeenOnEveryRow_data()
{
    QTest::addColumn<int>("kind");
    for (const auto kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::Contrast}) {
        QTest::addRow("%s", qPrintable(ThemeController::nameOf(kind))) << int(kind);
    }
}

void tst_Looks::aBadgeIsSeenOnEveryRow()
{
    QFETCH(int, kind);
    const Theme &theme = themeOf(ThemeKind(kind));
    RoomListModel rooms;
    setRoom(rooms, u"가"_s);
    rooms.setUnread(RoomId(u"r1"_s), 2);
    RoomDelegate delegate;
    delegate.setTheme(theme);
    const QRect row(0, 0, 248, 32);
    for (const auto state : {QStyle::State_None, QStyle::State_Selected}) {
        QImage image(row.size(), QImage::Format_ARGB32);
        image.fill(theme.panel);
        QPainter painter(&image);
        QStyleOptionViewItem option;
        option.rect = row;
        option.font = QApplication::font();
        option.fontMetrics = QFontMetrics(option.font);
        option.state = QStyle::State_Enabled | state;
        delegate.paint(&painter, option, rooms.index(0, 0));
        painter.end();
        // Within the badge (of 214 to 231) beside its number, and the row before it.
        const QColor badge = image.pixelColor(216, 16);
        const QColor back = image.pixelColor(180, 16);
        QVERIFY2(kind == int(ThemeKind::Contrast) || contrastRatio(badge, back) > 1.1,
                 qPrintable(badge.name() + u' ' + back.name()));
        QVERIFY2(contrastRatio(badge, theme.text) > 4.5, qPrintable(badge.name()));
    }
}

// The keys go through the list while another room is shown.
void tst_Looks::theFocusIsNotTheCurrentRow()
{
    QFETCH(int, kind);
    const Theme &theme = themeOf(ThemeKind(kind));
    RoomListModel rooms;
    setRoom(rooms, u"가"_s);
    RoomDelegate delegate;
    delegate.setTheme(theme);
    const auto edgeOf = [&](QStyle::State state) {
        QStyleOptionViewItem option;
        option.rect = QRect(0, 0, 248, 32);
        option.font = QApplication::font();
        option.fontMetrics = QFontMetrics(option.font);
        option.state = QStyle::State_Enabled | state;
        QImage image(option.rect.size(), QImage::Format_ARGB32);
        image.fill(theme.panel);
        QPainter painter(&image);
        delegate.paint(&painter, option, rooms.index(0, 0));
        painter.end();
        return image.pixelColor(rhythm::unit, 16);
    };
    const QColor current = edgeOf(QStyle::State_Selected);
    const QColor focus = edgeOf(QStyle::State_HasFocus);
    QVERIFY2(contrastRatio(focus, current) > 1.3, qPrintable(focus.name() + u' ' + current.name()));
    QVERIFY(contrastRatio(focus, theme.panel) > 3);
    QCOMPARE(edgeOf(QStyle::State_Selected | QStyle::State_HasFocus), focus); // seen there, too
}

// What was drawn for another scale is not what is shown: after the move the window is the same as
// one that was made there.
void tst_Looks::anotherScaleWhileRunning()
{
    const auto screenOf = [](qreal ratio) -> QScreen * {
        for (QScreen *screen : QGuiApplication::screens()) {
            if (screen->devicePixelRatio() == ratio) {
                return screen;
            }
        }
        return nullptr;
    };
    QScreen *const usual = screenOf(1.0);
    QScreen *const fine = screenOf(2.0);
    if (!usual || !fine) {
        QVERIFY2(QGuiApplication::platformName() != "offscreen"_L1, "main() gives it both");
        QSKIP("this platform has not both");
    }
    const ThemeController themes(ThemeKind::Light);
    RoomListModel rooms;
    setRoom(rooms, u"전체"_s);
    rooms.setUnread(RoomId(u"r1"_s), 2);
    MessageListModel messages;
    for (int i = 1; i <= 3; ++i) {
        Message message;
        message.id = MessageId(u"m%1"_s.arg(i));
        message.seq = i;
        message.rev = i;
        message.room = RoomId(u"r1"_s);
        message.user = {UserId(u"u%1"_s.arg(i)), u"이영희"_s};
        message.chat = u"오늘 **회의자료** 👋"_s;
        message.createdMs = i * 60'000;
        messages.insert(message);
    }
    const auto make = [&](MainWindow &window, QScreen *screen) {
        window.setTheme(themes.theme());
        window.setRooms(&rooms);
        window.setMessages(&messages);
        window.setRoom(u"r1"_s, u"전체"_s);
        window.setGeometry(QRect(screen->geometry().topLeft(), QSize(760, 500)));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
    };
    MainWindow moved;
    make(moved, usual);
    QCOMPARE(moved.grab().devicePixelRatio(), 1.0);
    moved.move(fine->geometry().topLeft());
    QTRY_COMPARE(moved.devicePixelRatio(), 2.0);
    moved.resize(760, 500);
    MainWindow made;
    make(made, fine);
    QTRY_COMPARE(made.devicePixelRatio(), 2.0);
    for (MainWindow *window : {&moved, &made}) {
        window->messageView()->setFocus();
        window->messageView()->clearFocus(); // no cursor that blinks
    }
    const auto pictureOf = [](MainWindow &window) {
        return window.grab().toImage();
    };
    QTRY_COMPARE(pictureOf(moved).size(), QSize(1520, 1000));
    QTRY_COMPARE(pictureOf(moved), pictureOf(made));
    moved.move(usual->geometry().topLeft()); // and back
    QTRY_COMPARE(moved.devicePixelRatio(), 1.0);
    QTRY_COMPARE(pictureOf(moved).size(), moved.size());
}

// Two screens, of 100 and of 200 %, where the platform is Qt's own for tests.
int main(int argc, char **argv)
{
    QTemporaryDir directory;
    QFile screens(directory.filePath(u"screens.json"_s));
    if (qEnvironmentVariable("QT_QPA_PLATFORM") == "offscreen"_L1
        && screens.open(QIODevice::WriteOnly)) {
        screens.write(R"({"screens":[
            {"name":"fine","x":1024,"y":0,"width":2048,"height":1536,"logicalDpi":192,
             "logicalBaseDpi":96,"dpr":1},
            {"name":"usual","x":0,"y":0,"width":1024,"height":768,"logicalDpi":96,
             "logicalBaseDpi":96,"dpr":1}]})");
        screens.close();
        qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + screens.fileName().toUtf8());
    }
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    tst_Looks test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_looks.moc"
