// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"
#include "mainwindowfixture.h"

#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QTranslator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

class tst_MainWindow : public MainWindowFixture
{
    Q_OBJECT

private slots:
    void whoCanReadAlongIsInTheToolTip();
    void messagesAndInputHaveOneEdge_data();
    void messagesAndInputHaveOneEdge();
    void theBannerIsQuiet();
    void tabGoesRoundTheWindow();
    void f6GoesBetweenInputAndMessages();
    void everyThemeDrawsWithoutWarning();
    void everyControlHasAnAccessibleName();
    void itSpeaksEachLanguage_data();
    void itSpeaksEachLanguage();
    void theInputSaysWhomOneWritesTo_data();
    void theInputSaysWhomOneWritesTo();
    void controlEndGoesToTheNewestMessage();
    void aFailureGoesByItself();
};

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

void tst_MainWindow::theInputSaysWhomOneWritesTo_data()
{
    QTest::addColumn<QString>("room");
    QTest::addColumn<QString>("person");
    QTest::newRow("en") << u"Write to # 방 & 1"_s << u"Write to 이영희"_s;
    QTest::newRow("ko") << u"# 방 & 1에 글 쓰기"_s << u"이영희 님에게 쪽지 쓰기"_s;
    QTest::newRow("ja") << u"# 방 & 1へのメッセージ"_s << u"이영희さんへのメッセージ"_s;
}

void tst_MainWindow::theInputSaysWhomOneWritesTo()
{
    QFETCH(QString, room);
    QFETCH(QString, person);
    QTranslator words;
    QVERIFY(words.load(u":/i18n/maru_%1.qm"_s.arg(QLatin1StringView(QTest::currentDataTag()))));
    QVERIFY(QCoreApplication::installTranslator(&words));
    Room open;
    open.id = RoomId(u"r1"_s);
    open.name = u"방 & 1"_s;
    Room direct;
    direct.id = RoomId(u"d1"_s);
    direct.kind = RoomKind::Direct;
    m_rooms->setRooms({open, direct}, open.id);
    const auto placeholder = [this] {
        return m_window->input()->edit()->placeholderText();
    };
    m_window->setRoom(u"r1"_s, u"방 & 1"_s);
    QCOMPARE(placeholder(), room);
    m_window->setRoom(u"d1"_s, u"이영희"_s);
    QCOMPARE(placeholder(), person);
    QCoreApplication::removeTranslator(&words);
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
