// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QToolButton>
#include <QTranslator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_MainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void whoCanReadAlongIsInTheToolTip();
    void roomsAreHiddenInANarrowWindow_data();
    void roomsAreHiddenInANarrowWindow();
    void messagesAndInputHaveOneEdge_data();
    void messagesAndInputHaveOneEdge();
    void aChosenRoomIsReported();
    void aNarrowWindowChangesRoomsByMenu();
    void altAndArrowsStepThroughRooms();
    void theCurrentRoomIsSelected();
    void draftsBelongToTheirRoom();
    void draftsComeAndGoByTheirRoom();
    void theTextOfAnEditIsNoDraft();
    void anEditComesBackWithWhatWasWrittenBeforeIt();
    void aNoticeStaysUntilItIsPutAway();
    void anotherServerCanBeAskedFor();
    void theBannerIsQuiet();
    void sendingGoesThroughThePoster();
    void aGrownInputIsSeenAsAWhole();
    void tabGoesRoundTheWindow();
    void f6GoesBetweenInputAndMessages();
    void theGeometryIsRemembered();
    void everyThemeDrawsWithoutWarning();
    void everyControlHasAnAccessibleName();
    void itSpeaksEachLanguage_data();
    void itSpeaksEachLanguage();
    void upEditsTheLastOwnMessageAndEscLeaves();
    void aReplyIsStartedFromItsRow();
    void anAnswerBelongsToItsRoom();
    void typingIsToldOfMessagesNotOfDraftsAndEdits();
    void controlEndGoesToTheNewestMessage();
    void aFailureGoesByItself();

private:
    void addMessage(qint64 seq, const QString &author, const QString &text);

    std::unique_ptr<RoomListModel> m_rooms;
    std::unique_ptr<MessageListModel> m_messages;
    std::unique_ptr<MainWindow> m_window;
};

void tst_MainWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"maru-test"_s);
    QCoreApplication::setApplicationName(u"tst_mainwindow"_s);
    QSettings().clear();
}

void tst_MainWindow::init()
{
    m_rooms = std::make_unique<RoomListModel>();
    m_messages = std::make_unique<MessageListModel>();
    QList<Room> rooms;
    for (int i = 1; i <= 3; ++i) {
        Room room;
        room.id = RoomId(u"r%1"_s.arg(i));
        room.name = u"방 & %1"_s.arg(i);
        rooms << room;
    }
    m_rooms->setRooms(rooms, RoomId(u"r1"_s));
    m_window = std::make_unique<MainWindow>();
    m_window->setRooms(m_rooms.get());
    m_window->setMessages(m_messages.get());
    m_window->setServer(u"한빛"_s, u"127.0.0.1:5000"_s);
    m_window->setUserName(u"김민수"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    m_window->resize(1'000, 600);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
    m_rooms.reset();
    m_messages.reset();
}

void tst_MainWindow::whoCanReadAlongIsInTheToolTip()
{
    m_window->setSecurity(u"Encrypted.\nAB:<b>:CD"_s);
    int labels = 0;
    for (const ElidedLabel *label : m_window->findChildren<ElidedLabel *>()) {
        if (!label->accessibleDescription().isEmpty()) {
            ++labels;
            QCOMPARE(label->toolTipText(), u"<qt>Encrypted.<br>AB:&lt;b&gt;:CD</qt>"_s);
        }
    }
    QCOMPARE(labels, 3);
}

void tst_MainWindow::roomsAreHiddenInANarrowWindow_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("visible");
    QTest::newRow("wide") << 1'280 << true;
    QTest::newRow("on the limit") << 720 << true;
    QTest::newRow("one less") << 719 << false;
    QTest::newRow("narrow") << 480 << false;
}

void tst_MainWindow::roomsAreHiddenInANarrowWindow()
{
    QFETCH(int, width);
    QFETCH(bool, visible);
    m_window->resize(width, 600);
    QTRY_COMPARE(m_window->roomView()->isVisible(), visible);
    QCOMPARE(m_window->findChild<QToolButton *>(u"roomsButton"_s)->isVisible(), !visible);
}

void tst_MainWindow::messagesAndInputHaveOneEdge_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("wide") << 1'000;
    QTest::newRow("without rooms") << 719;
    QTest::newRow("narrow") << 480;
    QTest::newRow("narrower") << 479;
    QTest::newRow("the narrowest") << 360;
}

void tst_MainWindow::messagesAndInputHaveOneEdge()
{
    QFETCH(int, width);
    addMessage(1, u"이영희"_s, u"안녕하세요"_s);
    m_window->resize(width, 600);
    MessageView *const view = m_window->messageView();
    const QWidget *const input = m_window->input();
    const auto *const delegate = qobject_cast<MessageDelegate *>(view->itemDelegate());
    constexpr int ring = 3; // around the input's frame
    const auto edges = [&] {
        const int first = view->viewport()->mapTo(m_window.get(), QPoint()).x()
            + delegate->layoutOf(view->model()->index(0, 0)).avatarRect().left();
        return std::pair(first, input->mapTo(m_window.get(), QPoint(ring, 0)).x());
    };
    QTRY_VERIFY(edges().first == edges().second && view->width() <= width);
    const int side = edges().first - view->mapTo(m_window.get(), QPoint()).x();
    QCOMPARE(side, view->width() < 480 ? 16 : 24);
}

void tst_MainWindow::aChosenRoomIsReported()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    QListView *view = m_window->roomView();
    const QRect rect = view->visualRect(m_rooms->index(1));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, rect.center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), u"r2"_s);
    QVERIFY(m_window->input()->edit()->hasFocus());
}

void tst_MainWindow::aNarrowWindowChangesRoomsByMenu()
{
    m_window->resize(480, 600);
    m_rooms->setUnread(RoomId(u"r2"_s), 3);
    QAction whole(u"of the program"_s);
    m_window->addCommand(&whole);
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    auto *menu = m_window->findChild<QMenu *>();
    QVERIFY(menu);
    emit menu->aboutToShow(); // offscreen, a popup cannot be raised
    QCOMPARE(menu->actions().size(), 7); // and, below a line, another server and oneself
    QCOMPARE(menu->actions().last(), &whole);
    QVERIFY(m_window->commands()->menu(Commands::Menu::Program)->actions().contains(&whole));
    QVERIFY(menu->actions().at(0)->isChecked());
    QCOMPARE(menu->actions().at(1)->text(), u"# 방 && 2 (3)"_s);
    menu->actions().at(1)->trigger();
    QCOMPARE(chosen[0][0].toString(), u"r2"_s);
}

void tst_MainWindow::altAndArrowsStepThroughRooms()
{
    QSignalSpy chosen(m_window.get(), &MainWindow::roomChosen);
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(chosen.value(0).value(0).toString(), u"r2"_s);
    m_window->setRoom(u"r3"_s, u"방"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(chosen.value(1).value(0).toString(), u"r3"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(chosen.value(2).value(0).toString(), u"r2"_s);
}

void tst_MainWindow::theCurrentRoomIsSelected()
{
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->roomView()->currentIndex().row(), 1);
    QVERIFY(m_window->windowTitle().contains(u"방 & 2"_s));
    QVERIFY(m_window->windowTitle().contains(u"한빛"_s));
}

void tst_MainWindow::draftsBelongToTheirRoom()
{
    m_window->input()->setText(u"초안 하나"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->input()->text(), QString());
    m_window->input()->setText(u"초안 둘"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->input()->text(), u"초안 하나"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s); // the same again changes nothing
    QCOMPARE(m_window->input()->text(), u"초안 하나"_s);
}

void tst_MainWindow::draftsComeAndGoByTheirRoom()
{
    m_window->input()->setText(u"앞 계정의 글"_s);
    m_window->setDrafts({{u"r1"_s, u"저장된 초안"_s}, {u"r2"_s, u"다른 초안"_s}});
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    m_window->setRoom(u"r3"_s, u"방 & 3"_s); // has none; saying so would delete one
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(m_window->input()->text(), u"저장된 초안"_s);
    m_window->input()->setText(u"고친 초안"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"고친 초안"_s, QString()}));
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->input()->text(), u"다른 초안"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"고친 초안"_s, QString()}));
}

void tst_MainWindow::anEditComesBackWithWhatWasWrittenBeforeIt()
{
    const ReplyTo edited{MessageId(u"m1"_s), 1, {}, u"mine"_s};
    m_window->setDrafts({{u"r1"_s, u"before"_s}, {u"r1/edit"_s, u"mine, bett"_s}},
                        {{u"r1/edit"_s, edited}});
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(changed.count(), 0); // nobody has typed this
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->composer()->messageId(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"mine, bett"_s);
    QTest::keyClicks(m_window->input()->edit(), u"er"_s);
    QVERIFY(changed.contains(QVariantList{u"r1/edit"_s, u"mine, better"_s, u"m1"_s}));
    m_window->composer()->leave();
    QCOMPARE(m_window->input()->text(), u"before"_s);
    QVERIFY(changed.contains(QVariantList{u"r1/edit"_s, QString(), QString()}));
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"before"_s, QString()}));
}

void tst_MainWindow::theTextOfAnEditIsNoDraft()
{
    addMessage(1, u"me"_s, u"mine"_s);
    m_window->setDrafts({{u"r2"_s, u"다른 초안"_s}});
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QSignalSpy changed(m_window.get(), &MainWindow::draftChanged);
    ComposeEdit *edit = m_window->input()->edit();
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QTest::keyClicks(edit, u"!"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), u"다른 초안"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"mine!"_s);
    QTest::keyClick(edit, Qt::Key_Escape);
    QVariantList ofEdit;
    for (const QVariantList &told : std::as_const(changed)) {
        if (told[0] == u"r1/edit"_s) {
            ofEdit.append(told[1]);
            continue;
        }
        QCOMPARE(told, (QVariantList{u"r1"_s, QString(), QString()}));
    }
    QCOMPARE(ofEdit, (QVariantList{u"mine!"_s, QString()})); // kept, until it was left
    QTest::keyClicks(edit, u"a"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"a"_s, QString()}));
    // A draft from before is the one that stays while something is edited.
    m_window->composer()->startEdit(u"m1"_s, u"mine"_s);
    QTest::keyClicks(edit, u"?"_s);
    QCOMPARE(changed.last(), (QVariantList{u"r1"_s, u"a"_s, QString()}));
}

void tst_MainWindow::aNoticeStaysUntilItIsPutAway()
{
    auto *notice = m_window->findChild<QFrame *>(u"notice"_s);
    QVERIFY(!notice->isVisible());
    m_window->showNotice(u"<b>파일이 손상되었습니다.</b>"_s);
    QVERIFY(notice->isVisible());
    QCOMPARE(notice->findChild<QLabel *>()->textFormat(), Qt::PlainText);
    m_window->setBanner({});
    QVERIFY(notice->isVisible());
    QTest::mouseClick(notice->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(!notice->isVisible());
}

void tst_MainWindow::anotherServerCanBeAskedFor()
{
    QSignalSpy wanted(m_window.get(), &MainWindow::otherServerWanted);
    auto *pane = m_window->findChild<QFrame *>(u"roomsPane"_s);
    QTest::mouseClick(pane->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
}

void tst_MainWindow::theBannerIsQuiet()
{
    auto *banner = m_window->findChild<QLabel *>(u"banner"_s);
    QVERIFY(!banner->isVisible());
    m_window->setBanner(u"<b>다시 연결하는 중…</b>"_s);
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->textFormat(), Qt::PlainText);
    QVERIFY(m_window->input()->edit()->hasFocus());
    m_window->setBanner({});
    QVERIFY(!banner->isVisible());
}

void tst_MainWindow::sendingGoesThroughThePoster()
{
    QStringList sent;
    m_window->setPoster([&sent](const QString &text) {
        sent << text;
        return true;
    });
    QTest::keyClicks(m_window->input()->edit(), u"hello"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(sent, QStringList{u"hello"_s});
    m_window->setWritable(false);
    QTest::keyClicks(m_window->input()->edit(), u"no"_s);
    QCOMPARE(sent.size(), 1);
}

void tst_MainWindow::aGrownInputIsSeenAsAWhole()
{
    MessageInput *input = m_window->input();
    const auto seen = [&] {
        const QPoint bottom = input->mapTo(m_window.get(), QPoint(0, input->height()));
        return bottom.y() <= m_window->height()
            && input->parentWidget()->height() > input->height();
    };
    for (const int lines : {1, 3, 2, 9, 1}) {
        input->setText(QStringList(QList<QString>(lines, u"줄"_s)).join(u'\n'));
        QTRY_VERIFY2(seen(), qPrintable(QString::number(lines)));
    }
}

void tst_MainWindow::tabGoesRoundTheWindow()
{
    QSet<QWidget *> visited;
    for (int i = 0; i < 8; ++i) {
        visited.insert(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QVERIFY(visited.contains(m_window->roomView()));
    QVERIFY(visited.contains(m_window->messageView()));
    QVERIFY(visited.contains(m_window->input()->edit()));
}

void tst_MainWindow::f6GoesBetweenInputAndMessages()
{
    QVERIFY(m_window->input()->edit()->hasFocus());
    QTest::keyClick(m_window.get(), Qt::Key_F6);
    QVERIFY(m_window->messageView()->hasFocus());
    QTest::keyClick(m_window.get(), Qt::Key_F6);
    QVERIFY(m_window->input()->edit()->hasFocus());
}

void tst_MainWindow::theGeometryIsRemembered()
{
    m_window->resize(777, 555);
    m_window->close();
    const MainWindow again;
    QCOMPARE(again.size(), QSize(777, 555));
}

void tst_MainWindow::everyThemeDrawsWithoutWarning()
{
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Contrast, ThemeKind::Light}) {
        m_window->setTheme(themeOf(kind));
        QVERIFY(!m_window->grab().isNull());
    }
}

void tst_MainWindow::everyControlHasAnAccessibleName()
{
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible()
            && !widget->objectName().startsWith("qt_"_L1)) {
            QVERIFY2(!widget->accessibleName().isEmpty() || !widget->windowTitle().isEmpty()
                         || widget == m_window->input(),
                     qPrintable(widget->objectName() + u' '
                                + QString::fromLatin1(widget->metaObject()->className())));
        }
    }
}

void tst_MainWindow::itSpeaksEachLanguage_data()
{
    QTest::addColumn<QString>("rooms");
    QTest::addColumn<QString>("messages");
    QTest::addColumn<QString>("three");
    QTest::newRow("ko") << u"대화방"_s << u"글 목록"_s << u"새 글 3개"_s;
    QTest::newRow("ja") << u"ルーム"_s << u"メッセージ"_s << u"新着メッセージ 3件"_s;
}

void tst_MainWindow::itSpeaksEachLanguage()
{
    QFETCH(QString, rooms);
    QFETCH(QString, messages);
    QFETCH(QString, three);
    QTranslator words;
    QVERIFY(words.load(u":/i18n/maru_%1.qm"_s.arg(QLatin1StringView(QTest::currentDataTag()))));
    QVERIFY(QCoreApplication::installTranslator(&words));
    const MainWindow window;
    QCOMPARE(window.roomView()->accessibleName(), rooms);
    QCOMPARE(window.messageView()->accessibleName(), messages);
    QCOMPARE(MessageView::tr("%n new message(s)", nullptr, 3), three);
    QCoreApplication::removeTranslator(&words);
}

void tst_MainWindow::addMessage(qint64 seq, const QString &author, const QString &text)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(author), author};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    m_messages->setOwnUser(UserId(u"me"_s));
    m_messages->insert(message);
    m_window->messageView()->setAbilities(true, false);
    m_window->messageView()->doItemsLayout();
}

void tst_MainWindow::upEditsTheLastOwnMessageAndEscLeaves()
{
    addMessage(1, u"me"_s, u"my first"_s);
    addMessage(2, u"lee"_s, u"theirs"_s);
    ComposeEdit *edit = m_window->input()->edit();
    QStringList edits;
    Composer::Done answer;
    m_window->setEditor([&](const QString &id, const QString &text, const Composer::Done &done) {
        edits.append(id + u' ' + text);
        answer = done;
    });
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Edit);
    QCOMPARE(m_window->input()->text(), u"my first"_s);
    QTest::keyClicks(edit, u"!"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClick(edit, Qt::Key_Return); // not twice
    QCOMPARE(edits, QStringList{u"m1 my first!"_s});
    answer(u"no connection"_s);
    QCOMPARE(m_window->input()->text(), u"my first!"_s); // nothing typed is lost
    const auto *failure = m_window->findChild<QLabel *>(u"composeFailure"_s);
    QVERIFY(failure->isVisible() && failure->text().contains(u"no connection"_s));
    QTest::keyClick(edit, Qt::Key_Return);
    answer({});
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());

    QTest::keyClick(edit, Qt::Key_Up);
    QTest::keyClick(edit, Qt::Key_Escape);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
    QTest::keyClicks(edit, u"a"_s);
    QTest::keyClick(edit, Qt::Key_Up); // a key of the text now
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
}

void tst_MainWindow::aReplyIsStartedFromItsRow()
{
    addMessage(1, u"lee"_s, u"question"_s);
    QStringList sent;
    m_window->setPoster([&](const QString &text) {
        sent.append(text);
        return true;
    });
    m_window->setReplier([&](const QString &text, const QString &id) {
        sent.append(id + u' ' + text);
        return true;
    });
    MessageView *view = m_window->messageView();
    view->setFocus(Qt::TabFocusReason);
    QTest::keyClick(view, Qt::Key_R);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Reply);
    QVERIFY(m_window->input()->edit()->hasFocus());
    QTest::keyClicks(m_window->input()->edit(), u"answer"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QTest::keyClicks(m_window->input()->edit(), u"more"_s);
    QTest::keyClick(m_window->input()->edit(), Qt::Key_Return);
    QCOMPARE(sent, (QStringList{u"m1 answer"_s, u"more"_s}));
}

void tst_MainWindow::anAnswerBelongsToItsRoom()
{
    addMessage(1, u"lee"_s, u"question"_s);
    m_window->composer()->startReply(u"m1"_s, u"lee"_s, u"question"_s);
    m_window->input()->setText(u"half an ans"_s);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Write);
    QCOMPARE(m_window->input()->text(), QString());
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(m_window->composer()->mode(), Composer::Mode::Reply);
    QCOMPARE(m_window->composer()->messageId(), u"m1"_s);
    QCOMPARE(m_window->input()->text(), u"half an ans"_s);
}

void tst_MainWindow::typingIsToldOfMessagesNotOfDraftsAndEdits()
{
    addMessage(1, u"me"_s, u"mine"_s);
    QSignalSpy typing(m_window->composer(), &Composer::typingChanged);
    ComposeEdit *edit = m_window->input()->edit();
    QTest::keyClicks(edit, u"ab"_s);
    QCOMPARE(typing.count(), 2);
    QCOMPARE(typing.last().first().toBool(), true);
    m_window->setRoom(u"r2"_s, u"방 & 2"_s);
    m_window->setRoom(u"r1"_s, u"방 & 1"_s); // the draft comes back
    QCOMPARE(m_window->input()->text(), u"ab"_s);
    QCOMPARE(typing.count(), 2);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QCOMPARE(typing.count(), 4);
    QCOMPARE(typing.last().first().toBool(), false);
    QTest::keyClick(edit, Qt::Key_Up); // an edit
    QTest::keyClicks(edit, u"!"_s);
    QCOMPARE(typing.count(), 4);
    m_window->setTypingText(u"<b>이영희</b> 님이 쓰고 있습니다…"_s);
    const auto *line = m_window->findChild<QLabel *>(u"typing"_s);
    QVERIFY(line && line->text().startsWith(u"<b>"_s) && line->textFormat() == Qt::PlainText);
}

void tst_MainWindow::controlEndGoesToTheNewestMessage()
{
    for (int i = 1; i <= 100; ++i) {
        addMessage(i, u"lee"_s, u"line"_s);
    }
    QVERIFY(m_window->messageView()->showSeq(1));
    QVERIFY(!m_window->messageView()->isAtBottom());
    QVERIFY(m_window->input()->edit()->hasFocus());
    QTest::keyClick(m_window->input()->edit(), Qt::Key_End, Qt::ControlModifier);
    QVERIFY(m_window->messageView()->isAtBottom());
}

void tst_MainWindow::aFailureGoesByItself()
{
    const auto *failure = m_window->findChild<QLabel *>(u"failure"_s);
    QVERIFY(failure && !failure->isVisible());
    m_window->showFailure(u"<b>not done</b>"_s);
    QVERIFY(failure->isVisible());
    QCOMPARE(failure->textFormat(), Qt::PlainText);
    m_window->showFailure({});
    QVERIFY(!failure->isVisible());
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
