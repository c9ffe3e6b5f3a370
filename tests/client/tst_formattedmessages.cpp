// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"
#include "client/widgets/linkguard.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/messageview.h"

#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// Messages with quotes, lists, code and links: where their parts stand and what a click does.
class tst_FormattedMessages : public QObject
{
    Q_OBJECT

private slots:
    // The offscreen platform warns when a tool tip or a dialog is raised.
    void initTestCase() { qputenv("QT_FATAL_WARNINGS", "0"); }
    void init();
    void cleanup();

    void signsAreNotDrawn();
    void codeStandsInABox();
    void codeThatIsTooWideGoesOnWithAMark();
    void anOwnBubbleHoldsTheBox();
    void quotesHaveBars();
    void itemsHangBehindTheirMarks();
    void placesAreFoundInTheLines();
    void systemLinesAndDeletedOnesStayPlain();
    void hostileTextsAreLaidOutInTime_data();
    void hostileTextsAreLaidOutInTime();

    void theButtonCopiesTheCode();
    void aCutTextsCodeIsCopiedWhole();
    void whatIsSelectedIsCopiedAsWritten();
    void theMenuCopiesTheCode();
    void aPlainLinkOpensAtOnce();
    void aLabelledLinkIsAskedAbout();
    void whichLinksMayMislead_data();
    void whichLinksMayMislead();
    void whoHasReadIsAClickAway();
    void aMentionIsTinted();

private:
    [[nodiscard]] static MessageStyle style(int widthPx)
    {
        QFont font;
        font.setPixelSize(14);
        return {font,
                strongFont(font),
                smallFont(font),
                Qt::blue,
                widthPx,
                Qt::yellow,
                QStringList{u"monospace"_s},
                Qt::lightGray};
    }
    [[nodiscard]] static MessageContent content(const QString &text)
    {
        MessageContent made;
        made.author = u"이영희"_s;
        made.text = text;
        made.moreLabel = u"더 보기"_s;
        made.startsGroup = true;
        return made;
    }
    void add(qint64 seq, const QString &text, const QString &author = u"이영희"_s)
    {
        Message made;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.seq = seq;
        made.rev = seq;
        made.chat = text;
        made.user = {UserId(u"id-"_s + author), author};
        made.createdMs = 1'700'000'000'000 + seq * 1'000;
        m_model->insert(made);
        settle();
    }
    void settle()
    {
        QCoreApplication::processEvents();
        m_view->doItemsLayout();
    }
    [[nodiscard]] QModelIndex row(int i) const { return m_view->model()->index(i, 0); }
    [[nodiscard]] const MessageLayout &layoutOf(int i) const
    {
        return static_cast<MessageDelegate *>(m_view->itemDelegate())->layoutOf(row(i));
    }
    [[nodiscard]] QPoint inView(int i, QPoint inRow) const
    {
        return m_view->visualRect(row(i)).topLeft() + inRow;
    }
    void click(int i, QPoint inRow)
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, inView(i, inRow));
    }
    // Of the first link of a row: the middle of its first characters.
    [[nodiscard]] QPoint linkPlace(int i) const
    {
        const MessageLayout &layout = layoutOf(i);
        const QTextLine line = layout.text().lineAt(0);
        const auto start = static_cast<int>(layout.links().first().start);
        return layout.textOrigin().toPoint()
            + QPoint(static_cast<int>(line.cursorToX(start)) + 3, static_cast<int>(line.y()) + 6);
    }

    std::unique_ptr<MessageListModel> m_model;
    std::unique_ptr<MessageView> m_view;
};

void tst_FormattedMessages::init()
{
    m_model = std::make_unique<MessageListModel>();
    m_model->setOwnUser(UserId(u"id-나"_s));
    m_model->setOwnName(u"나"_s);
    m_view = std::make_unique<MessageView>();
    m_view->resize(700, 500);
    m_view->setAbilities(true, false);
    m_view->setMessages(m_model.get());
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    QGuiApplication::clipboard()->clear();
}

void tst_FormattedMessages::cleanup()
{
    m_view.reset();
    m_model.reset();
}

void tst_FormattedMessages::signsAreNotDrawn()
{
    const MessageLayout layout(content(u"**굵게** 그리고 `code`"_s), style(700));
    QCOMPARE(layout.displayedText(), u"굵게 그리고 code"_s);
    QCOMPARE(layout.text().formats().size(), 2);
    QCOMPARE(layout.text().formats().at(0).format.fontWeight(), static_cast<int>(QFont::Bold));
}

void tst_FormattedMessages::codeStandsInABox()
{
    const MessageLayout layout(content(u"앞\n```\nint a;\nint b;\n```\n뒤"_s), style(700));
    QCOMPARE(layout.displayedText(), u"앞\u2028int a;\u2028int b;\u2028뒤"_s);
    QCOMPARE(layout.codeBoxes().size(), 1);
    const CodeBox &box = layout.codeBoxes().first();
    const int pitch = linePitch(style(700).body);
    QVERIFY(box.rect.top() >= pitch); // below the first line
    QVERIFY(box.rect.height() >= 2 * pitch);
    QVERIFY(box.rect.contains(box.copyRect));
    QVERIFY(box.rect.contains(layout.text().lineAt(1).position().toPoint()));
    QVERIFY(layout.text().lineAt(3).y() >= box.rect.bottom());
    QVERIFY(layout.textRect().height() >= box.rect.bottom() + pitch);
    QVERIFY(layout.wrapMarks().isEmpty());
    QCOMPARE(layout.codeOf(0), u"int a;\nint b;"_s);
}

void tst_FormattedMessages::codeThatIsTooWideGoesOnWithAMark()
{
    const QString line = u"x"_s.repeated(300);
    const MessageLayout layout(content(u"```\n%1\ny\n```"_s.arg(line)), style(500));
    const CodeBox &box = layout.codeBoxes().first();
    QVERIFY(!layout.wrapMarks().isEmpty());
    QCOMPARE(layout.wrapMarks().size(), layout.text().lineCount() - 2);
    QVERIFY(layout.text().lineAt(1).x() > layout.text().lineAt(0).x());
    for (int i = 0; i < layout.text().lineCount(); ++i) {
        const QRectF drawn = layout.text().lineAt(i).naturalTextRect();
        QVERIFY(drawn.right() <= box.copyRect.left());
    }
    QCOMPARE(layout.codeOf(0), line + u"\ny"_s); // without the breaks
}

void tst_FormattedMessages::anOwnBubbleHoldsTheBox()
{
    MessageContent made = content(u"```\nint a;\n```"_s);
    made.own = true;
    made.editedLabel = u"(수정됨)"_s;
    const MessageLayout layout(made, style(700));
    const QRect box = layout.codeBoxes().first().rect.translated(layout.textRect().topLeft());
    QVERIFY(layout.bubbleRect().contains(box));
    QVERIFY(layout.bubbleRect().width() < 400);
    QVERIFY(layout.editedRect().top() >= box.bottom()); // not over the code
    QVERIFY(layout.bubbleRect().contains(layout.editedRect()));
}

void tst_FormattedMessages::quotesHaveBars()
{
    const MessageLayout layout(content(u"> 하나\n> 둘\n>> 셋\n글"_s), style(700));
    QCOMPARE(layout.quoteBars().size(), 2);
    const int pitch = linePitch(style(700).body);
    QCOMPARE(layout.quoteBars().at(0).height(), 3 * pitch); // one for all its lines
    QCOMPARE(layout.quoteBars().at(1).height(), pitch);
    QVERIFY(layout.text().lineAt(0).x() > layout.quoteBars().at(0).right());
    QVERIFY(layout.text().lineAt(2).x() > layout.quoteBars().at(1).right());
    QCOMPARE(layout.text().lineAt(3).x(), 0.0);
}

void tst_FormattedMessages::itemsHangBehindTheirMarks()
{
    const QString longWords = u"가나다 "_s.repeated(60);
    const MessageLayout layout(content(u"- %1\n  - 안\n128. 백"_s.arg(longWords)), style(500));
    QCOMPARE(layout.itemMarkers().size(), 3);
    QCOMPARE(layout.itemMarkers().at(2).text, u"128."_s);
    QVERIFY(layout.text().lineCount() > 3);
    QCOMPARE(layout.text().lineAt(1).x(), layout.text().lineAt(0).x());
    for (const ItemMarker &marker : layout.itemMarkers()) {
        const QFont font = style(500).body;
        QVERIFY(marker.rect.width() >= QFontMetrics(font).horizontalAdvance(marker.text));
        QVERIFY(marker.rect.left() >= 0);
    }
}

void tst_FormattedMessages::placesAreFoundInTheLines()
{
    const MessageLayout layout(content(u"앞\n```\nabc\n```\n> 뒤"_s), style(700));
    for (int i = 0; i < layout.text().lineCount(); ++i) {
        const QTextLine line = layout.text().lineAt(i);
        const QPoint middle = layout.textOrigin().toPoint()
            + QPoint(static_cast<int>(line.x()) + 1,
                     static_cast<int>(line.y() + line.height() / 2));
        QCOMPARE(layout.positionAt(middle), line.textStart());
    }
}

void tst_FormattedMessages::systemLinesAndDeletedOnesStayPlain()
{
    MessageContent made = content(u"**이름** 님이 들어왔습니다."_s);
    made.system = true;
    QCOMPARE(MessageLayout(made, style(700)).displayedText(), made.text);
    made.system = false;
    made.deleted = true;
    QCOMPARE(MessageLayout(made, style(700)).displayedText(), made.text);
}

void tst_FormattedMessages::hostileTextsAreLaidOutInTime_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("stars") << QString(8'000, u'*');
    QTest::newRow("many spans") << u"*a* "_s.repeated(2'000);
    QTest::newRow("quotes") << u"> a\n>> b\n"_s.repeated(900);
    QTest::newRow("items") << u"- a\n"_s.repeated(2'000);
    QTest::newRow("boxes") << u"```\na\n```\n"_s.repeated(800);
    QTest::newRow("one long line of code") << u"```\n%1\n```"_s.arg(u"x"_s.repeated(7'900));
    QTest::newRow("links") << u"[a](https://a.kr) "_s.repeated(400);
}

// Generous: the point is that nothing hangs, on a loaded machine too.
void tst_FormattedMessages::hostileTextsAreLaidOutInTime()
{
    QFETCH(QString, text);
    QElapsedTimer timer;
    timer.start();
    const MessageLayout layout(content(text), style(700));
    QVERIFY(layout.height() > 0);
    QVERIFY(layout.text().lineCount() <= MessageLayout::maxLines);
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
}

void tst_FormattedMessages::theButtonCopiesTheCode()
{
    add(1, u"이렇게:\n```sh\nPORT=5000\n./run\n```"_s);
    const MessageLayout &layout = layoutOf(0);
    const QPoint button =
        layout.codeBoxes().first().copyRect.center() + layout.textOrigin().toPoint();
    QCOMPARE(layout.copyButtonAt(button), 0);
    QCOMPARE(layout.copyButtonAt(layout.textOrigin().toPoint()), -1);
    click(0, button);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"PORT=5000\n./run"_s);
}

void tst_FormattedMessages::aCutTextsCodeIsCopiedWhole()
{
    QStringList lines;
    for (int i = 0; i < 200; ++i) {
        lines << u"line %1"_s.arg(i);
    }
    const MessageLayout layout(content(u"```\n%1\n```"_s.arg(lines.join(u'\n'))), style(700));
    QVERIFY(layout.isTruncated());
    QCOMPARE(layout.codeOf(0), lines.join(u'\n'));
}

void tst_FormattedMessages::whatIsSelectedIsCopiedAsWritten()
{
    add(1, u"하나 **둘** 셋"_s);
    const MessageLayout &layout = layoutOf(0);
    const QTextLine line = layout.text().lineAt(0);
    const auto place = [&](int position) {
        return inView(0,
                      layout.textOrigin().toPoint() + QPoint(qRound(line.cursorToX(position)), 10));
    };
    // "둘 셋"
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, place(3));
    QTest::mouseMove(m_view->viewport(), place(6));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, place(6));
    QCOMPARE(m_view->selectedText(), u"**둘** 셋"_s);
    // all of it
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, place(0));
    QTest::mouseMove(m_view->viewport(), place(6));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, place(6));
    QCOMPARE(m_view->selectedText(), u"하나 **둘** 셋"_s);
}

void tst_FormattedMessages::theMenuCopiesTheCode()
{
    add(1, u"```\na\n```\n글\n```\nb\n```"_s);
    QMenu menu;
    m_view->fillMenu(&menu, row(0));
    const auto actions = menu.actions();
    const auto found = std::find_if(actions.begin(), actions.end(), [](const QAction *action) {
        return action->text() == MessageView::tr("Copy code");
    });
    QVERIFY(found != actions.end());
    (*found)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"a\nb"_s);
    QGuiApplication::clipboard()->setText(u"before"_s);
    m_model->trimOldest(0); // another page is shown, say
    (*found)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
}

void tst_FormattedMessages::aPlainLinkOpensAtOnce()
{
    add(1, u"https://example.com/a_b_c"_s);
    QSignalSpy opened(m_view.get(), &MessageView::linkActivated);
    click(0, linkPlace(0));
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().toUrl(), QUrl(u"https://example.com/a_b_c"_s));
}

void tst_FormattedMessages::aLabelledLinkIsAskedAbout()
{
    add(1, u"[https://bank.example](https://evil.example/x) <b>"_s);
    QSignalSpy opened(m_view.get(), &MessageView::linkActivated);
    const auto question = [this] {
        return m_view->findChild<QMessageBox *>(u"linkQuestion"_s);
    };
    click(0, linkPlace(0));
    QVERIFY(question());
    QCOMPARE(opened.size(), 0);
    QVERIFY(question()->text().contains(u"evil.example"_s));
    QVERIFY(question()->informativeText().contains(u"https://bank.example"_s));
    QVERIFY(question()->informativeText().contains(u"https://evil.example/x"_s));
    for (const QLabel *label : question()->findChildren<QLabel *>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText); // also of what stands below
    }
    question()->escapeButton()->click();
    QTRY_VERIFY(!question());
    QCOMPARE(opened.size(), 0);

    click(0, linkPlace(0));
    for (QAbstractButton *button : question()->buttons()) {
        if (question()->buttonRole(button) == QMessageBox::AcceptRole) {
            button->click();
            break;
        }
    }
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().toUrl(), QUrl(u"https://evil.example/x"_s));
}

void tst_FormattedMessages::whichLinksMayMislead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("misleads");
    QTest::newRow("plain") << u"https://example.com/a?b=c"_s << false;
    QTest::newRow("Korean path") << u"https://example.com/회의"_s << false;
    QTest::newRow("words") << u"[here](https://example.com)"_s << true;
    QTest::newRow("Korean host") << u"https://한글.kr"_s << true;
    QTest::newRow("Cyrillic a") << u"https://\u0430pple.com"_s << true;
    QTest::newRow("written in ASCII") << u"https://xn--bj0bj06e.kr"_s << true;
    QTest::newRow("Hebrew path") << u"https://example.com/\u05D0\u05D1/x.kr"_s << true;
}

void tst_FormattedMessages::whichLinksMayMislead()
{
    QFETCH(QString, text);
    const FormattedText format = formatText(text);
    QCOMPARE(format.links.size(), 1);
    const TextLink &link = format.links.first();
    QTEST(mayMislead(link, QStringView(format.shown).sliced(link.start, link.length)), "misleads");
}

void tst_FormattedMessages::whoHasReadIsAClickAway()
{
    add(1, u"내 글"_s, u"나"_s);
    QVERIFY(!layoutOf(0).content().isRead);
    m_model->setReadUpTo(UserId(u"id-이영희"_s), 1);
    settle();
    QVERIFY(layoutOf(0).content().isRead);
    QVERIFY(layoutOf(0).content().status.contains(u'1'));
    QSignalSpy wanted(m_view.get(), &MessageView::readersWanted);
    click(0, layoutOf(0).statusRect().center());
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), u"m1"_s);
}

void tst_FormattedMessages::aMentionIsTinted()
{
    Message made;
    made.id = MessageId(u"m1"_s);
    made.seq = 1;
    made.rev = 1;
    made.chat = u"@나 **확인** 부탁"_s;
    made.user = {UserId(u"id-이영희"_s), u"이영희"_s};
    made.createdMs = 1'700'000'000'000;
    made.mentions = {UserId(u"id-나"_s)};
    m_model->insert(made);
    settle();
    const QImage drawn = m_view->viewport()->grab().toImage();
    const QRect rect = m_view->visualRect(row(0));
    const QPoint free(rect.right() - 60, rect.bottom() - 4); // where nothing stands
    QCOMPARE(drawn.pixelColor(free), themeOf(ThemeKind::Light).mention);
    QCOMPARE(layoutOf(0).displayedText(), u"@나 확인 부탁"_s);
}

QTEST_MAIN(tst_FormattedMessages)
#include "tst_formattedmessages.moc"
