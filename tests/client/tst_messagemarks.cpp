// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messagedelegate.h"
#include "client/widgets/messagelayout.h"
#include "common/limits.h"
#include "messageviewfixture.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// Quotes, reactions and marks of messages: where they stand, and what mouse and keys do with them.
class tst_MessageMarks : public MessageViewFixture
{
    Q_OBJECT

private slots:
    void aQuoteStandsBetweenNameAndText();
    void anOwnAnswersQuoteStandsAboveItsBubble();
    void reactionsStandInRowsBelow();
    void theEditedLabelStandsBehindTheText_data();
    void theEditedLabelStandsBehindTheText();
    void aDeletedMessageHasNoBubbleAndNoLinks();
    void theReadersNameIsMarked();
    void hostileMarksAreLaidOut();

    void aClickIntoAQuoteJumps();
    void aClickOnAReactionTogglesIt();
    void nothingIsOfferedByServersWithoutIt();
    void ownMessagesMayBeChangedOthersNot();
    void aJumpShowsTheRow();
    void aScreenReaderHearsTheMarks();
    void aScreenReaderHearsTheDayOfAnOldMessage();
    void aScreenReaderHearsWhereNewMessagesBegin();

private:
    [[nodiscard]] static MessageStyle style(int widthPx)
    {
        QFont font;
        font.setPixelSize(14);
        return {font, strongFont(font), smallFont(font), Qt::blue, widthPx, Qt::yellow};
    }
    [[nodiscard]] static MessageContent content(const QString &text)
    {
        MessageContent made;
        made.author = u"이영희"_s;
        made.text = text;
        made.time = u"오전 9:12"_s;
        made.startsGroup = true;
        return made;
    }

    [[nodiscard]] const MessageLayout &layoutOf(int i) const
    {
        return static_cast<MessageDelegate *>(m_view->itemDelegate())->layoutOf(row(i));
    }
    void click(int i, QPoint inRow)
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                          m_view->visualRect(row(i)).topLeft() + inRow);
    }
};

void tst_MessageMarks::aQuoteStandsBetweenNameAndText()
{
    MessageContent made = content(u"확인했습니다."_s);
    const MessageLayout without(made, style(700));
    QVERIFY(without.quoteRect().isNull());
    made.quote = u"이영희 · 오늘 회의자료"_s;
    const MessageLayout layout(made, style(700));
    QCOMPARE(layout.quoteRect().left(), layout.textRect().left());
    QVERIFY(layout.quoteRect().top() >= layout.nameRect().bottom());
    QVERIFY(layout.textRect().top() > layout.quoteRect().bottom());
    QVERIFY(layout.quoteRect().right() < layout.timeRect().left());
    QVERIFY(layout.height() > without.height());
    made.startsGroup = false;
    const MessageLayout inGroup(made, style(700));
    QCOMPARE(inGroup.timeRect().top(), inGroup.quoteRect().top());
}

void tst_MessageMarks::anOwnAnswersQuoteStandsAboveItsBubble()
{
    MessageContent made = content(u"네"_s);
    made.own = true;
    made.quote = u"x"_s;
    const MessageLayout layout(made, style(700));
    QVERIFY(layout.bubbleRect().top() > layout.quoteRect().bottom());
    QCOMPARE(layout.bubbleRect().left(), layout.quoteRect().left());
    QVERIFY(layout.bubbleRect().contains(layout.textRect().topLeft()));
}

void tst_MessageMarks::reactionsStandInRowsBelow()
{
    MessageContent made = content(u"글"_s);
    for (int i = 0; i < 12; ++i) {
        made.pills.append({u"👍"_s, u"👍 %1"_s.arg(i), i == 0});
    }
    const MessageLayout wide(made, style(900));
    QCOMPARE(wide.pillRects().size(), 12);
    const MessageLayout narrow(made, style(320));
    QVERIFY(narrow.height() > wide.height());
    for (const MessageLayout *layout : {&wide, &narrow}) {
        QRect before;
        for (const QRect &pill : layout->pillRects()) {
            QVERIFY(pill.top() > layout->textRect().bottom());
            QVERIFY(pill.bottom() < layout->height());
            QVERIFY(!pill.intersects(before));
            QVERIFY(pill.left() >= layout->textRect().left());
            before = pill;
        }
    }
    QCOMPARE(wide.pillAt(wide.pillRects().at(3).center()), 3);
    QCOMPARE(wide.pillAt({0, 0}), -1);
}

void tst_MessageMarks::theEditedLabelStandsBehindTheText_data()
{
    QTest::addColumn<QString>("unit");
    QTest::addColumn<bool>("own");
    QTest::newRow("latin") << u"w"_s << false;
    QTest::newRow("own") << u"가"_s << true;
    QTest::newRow("from right to left") << u"ع"_s << false;
}

void tst_MessageMarks::theEditedLabelStandsBehindTheText()
{
    QFETCH(QString, unit);
    QFETCH(bool, own);
    int behind = 0;
    int below = 0;
    for (int length = 1; length < 80; ++length) {
        MessageContent made = content(unit.repeated(length));
        made.own = own;
        made.editedLabel = u"(고침)"_s;
        const MessageLayout layout(made, style(460));
        const QRect label = layout.editedRect();
        QVERIFY(!label.isNull());
        QVERIFY(label.right() <= layout.textRect().right());
        QVERIFY(layout.height() > label.bottom());
        if (own) {
            QVERIFY(layout.bubbleRect().contains(label));
        }
        const QTextLayout &text = layout.text();
        const QRectF last = text.lineAt(text.lineCount() - 1).naturalTextRect();
        if (label.top() < layout.textRect().bottom()) {
            ++behind;
            QVERIFY(label.left() - layout.textRect().left() >= last.right());
        } else {
            ++below;
        }
    }
    QVERIFY(behind > 0 && below > 0);
}

void tst_MessageMarks::aDeletedMessageHasNoBubbleAndNoLinks()
{
    MessageContent made = content(u"https://example.com"_s);
    made.own = true;
    made.deleted = true;
    const MessageLayout layout(made, style(700));
    QVERIFY(layout.bubbleRect().isNull());
    QVERIFY(layout.links().isEmpty());
}

void tst_MessageMarks::theReadersNameIsMarked()
{
    MessageContent made = content(u"@민수 안녕, @민수!"_s);
    made.mention = u"@민수"_s;
    const MessageLayout layout(made, style(700));
    const auto formats = layout.text().formats();
    QCOMPARE(formats.size(), 2);
    QCOMPARE(formats.first().length, 3);
    QCOMPARE(formats.first().format.background().color(), QColor(Qt::yellow));
}

void tst_MessageMarks::hostileMarksAreLaidOut()
{
    Message made = message(1);
    made.replyTo = ReplyTo{MessageId(u"x"_s),
                           1,
                           {UserId(u"e"_s), u"\u202Eevil"_s},
                           u"<b>a</b>\nb\u202E"_s + QString(5'000, u'w')};
    for (int i = 0; i < 500; ++i) {
        made.reactions.append({QString(200, QChar(u'a' + i % 26)), {UserId(u"u"_s)}});
    }
    m_model->insert(made);
    settle();
    const MessageLayout &layout = layoutOf(0);
    QCOMPARE(layout.pillRects().size(), limits::maxReactionKinds);
    for (const QRect &pill : layout.pillRects()) {
        QVERIFY(pill.width() <= 120);
    }
    QVERIFY(!layout.content().quote.contains(u'\u202E'));
    QVERIFY(layout.content().quote.contains(u"<b>a</b> b"_s));
    QVERIFY(layout.quoteRect().right() < m_view->viewport()->width());
    m_view->grab(); // draws without warning
}

void tst_MessageMarks::aClickIntoAQuoteJumps()
{
    fill(1);
    Message answer = message(2);
    answer.replyTo = m_model->quoteOf(MessageId(u"m1"_s));
    m_model->insert(answer);
    settle();
    QSignalSpy jump(m_view.get(), &MessageView::jumpWanted);
    click(1, layoutOf(1).quoteRect().center());
    QCOMPARE(jump.count(), 1);
    QCOMPARE(jump.first().first().toLongLong(), 1);
    m_view->setCurrentIndex(row(1));
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QCOMPARE(jump.count(), 2);
}

void tst_MessageMarks::aClickOnAReactionTogglesIt()
{
    Message liked = message(1);
    liked.reactions = {{u"👍"_s, {UserId(u"id-나"_s)}}, {u"🙏"_s, {UserId(u"x"_s)}}};
    m_model->insert(liked);
    settle();
    QSignalSpy wanted(m_view.get(), &MessageView::reactionWanted);
    click(0, layoutOf(0).pillRects().at(0).center());
    click(0, layoutOf(0).pillRects().at(1).center());
    QCOMPARE(wanted.count(), 2);
    QCOMPARE(wanted.at(0), (QVariantList{u"m1"_s, u"👍"_s, false}));
    QCOMPARE(wanted.at(1), (QVariantList{u"m1"_s, u"🙏"_s, true}));
}

void tst_MessageMarks::nothingIsOfferedByServersWithoutIt()
{
    m_view->setAbilities(false, false);
    m_model->insert(message(1, u"나"_s));
    settle();
    QVERIFY(!m_view->rights().canReply(row(0)));
    QVERIFY(!m_view->rights().canEdit(row(0)));
    QVERIFY(!m_view->rights().canDelete(row(0)));
    QVERIFY(!m_view->lastEditable().isValid());
}

void tst_MessageMarks::ownMessagesMayBeChangedOthersNot()
{
    m_model->insert(message(1, u"나"_s));
    m_model->insert(message(2));
    Message gone = message(3, u"나"_s);
    gone.chat.clear();
    gone.deletedMs = 1;
    m_model->insert(gone);
    Message system = message(4);
    system.type = MessageType::System;
    m_model->insert(system);
    settle();
    QCOMPARE(m_view->lastEditable(), row(0));
    Message waiting = message(0, u"나"_s);
    waiting.id = {};
    waiting.cid = u"c1"_s;
    m_model->appendPending(waiting);
    settle();
    QVERIFY(!m_view->lastEditable().isValid()); // the one on its way is meant, and no other
    QVERIFY(m_view->rights().canEdit(row(0)) && m_view->rights().canDelete(row(0)));
    QVERIFY(m_view->rights().canReply(row(1)) && !m_view->rights().canEdit(row(1))
            && !m_view->rights().canDelete(row(1)));
    for (int i = 2; i < 5; ++i) {
        QVERIFY(!m_view->rights().canReply(row(i)) && !m_view->rights().canEdit(row(i)));
    }
    m_view->setAbilities(true, true); // a moderator
    QVERIFY(m_view->rights().canDelete(row(1)) && !m_view->rights().canEdit(row(1))
            && !m_view->rights().canDelete(row(2)));
}

void tst_MessageMarks::aJumpShowsTheRow()
{
    fill(200);
    QVERIFY(!m_view->showSeq(201));
    QVERIFY(m_view->showSeq(20));
    QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(row(19))));
    QCOMPARE(m_view->currentIndex(), row(19));
    QVERIFY(!m_view->isAtBottom());
    QVERIFY(m_view->showSeq(200));
    QVERIFY(m_view->isAtBottom());
}

void tst_MessageMarks::aScreenReaderHearsTheMarks()
{
    fill(1);
    Message answer = message(2);
    answer.replyTo = m_model->quoteOf(MessageId(u"m1"_s));
    answer.editedMs = 1;
    answer.mentions = {UserId(u"id-나"_s)};
    answer.reactions = {{u"👍"_s, {UserId(u"x"_s), UserId(u"y"_s)}},
                        {u"🦊"_s, {UserId(u"id-나"_s)}}};
    m_model->insert(answer);
    Message gone = message(3);
    gone.chat.clear();
    gone.deletedMs = 1;
    m_model->insert(gone);
    const QString said = row(1).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.startsWith(u"이영희, mentions you, answers 이영희: 1번째 글, 2번째 글, edited, "
                             "reactions 👍 2 🦊 1 (with yours), "_s),
             qPrintable(said));
    QVERIFY(row(2).data(Qt::AccessibleTextRole).toString().startsWith(u"이영희, deleted"_s));
}

void tst_MessageMarks::aScreenReaderHearsTheDayOfAnOldMessage()
{
    const QDateTime now = QDateTime::currentDateTime();
    Message old = message(1);
    old.createdMs = now.addDays(-1).toMSecsSinceEpoch();
    m_model->insert(old);
    Message fresh = message(2);
    fresh.createdMs = now.toMSecsSinceEpoch();
    m_model->insert(fresh);
    const QString yesterday = QLocale().toString(now.date().addDays(-1), QLocale::ShortFormat);
    QVERIFY(row(0).data(Qt::AccessibleTextRole).toString().contains(yesterday));
    QVERIFY(!row(1).data(Qt::AccessibleTextRole).toString().contains(yesterday));
}

void tst_MessageMarks::aScreenReaderHearsWhereNewMessagesBegin()
{
    fill(3);
    m_view->setReadSeq(1);
    const auto spoken = [this](int i) {
        return row(i).data(Qt::AccessibleTextRole).toString();
    };
    QVERIFY2(spoken(1).startsWith(u"New from here, 이영희, 2번째 글"_s), qPrintable(spoken(1)));
    for (const int other : {0, 2}) {
        QVERIFY2(spoken(other).startsWith(u"이영희"_s), qPrintable(spoken(other)));
    }
    m_view->clearFirstNew();
    QVERIFY2(spoken(1).startsWith(u"이영희"_s), qPrintable(spoken(1)));
}

QTEST_MAIN(tst_MessageMarks)
#include "tst_messagemarks.moc"
