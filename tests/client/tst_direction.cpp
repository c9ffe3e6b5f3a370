// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/directorymodel.h"
#include "client/model/roomlistmodel.h"
#include "client/model/searchmodel.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/messagelayout.h"
#include "client/widgets/roomdelegate.h"
#include "client/widgets/searchdelegate.h"
#include "paintedrows.h"

#include <QApplication>
#include <QImage>
#include <QScopeGuard>
#include <QStandardItemModel>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using namespace maru::client::testing;

namespace {

// The row's rectangle mirrored within its width.
QRect mirrored(const QRect &rect, int widthPx)
{
    return {widthPx - rect.left() - rect.width(), rect.top(), rect.width(), rect.height()};
}

} // namespace

/// Windows and texts from right to left.
class tst_Direction : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();

    void aMirroredRowIsTurned_data();
    void aMirroredRowIsTurned();
    void aTextHasTheDirectionOfItsWords_data();
    void aTextHasTheDirectionOfItsWords();
    void marksAndNamesChangeSides();
    void wordsFromTheRightStandInTheirBubble_data();
    void wordsFromTheRightStandInTheirBubble();
    void rowsFollowTheDirection();
};

void tst_Direction::cleanup()
{
    QApplication::setLayoutDirection(Qt::LeftToRight);
}

void tst_Direction::aMirroredRowIsTurned_data()
{
    QTest::addColumn<int>("widthPx");
    QTest::newRow("wide") << 900;
    QTest::newRow("narrow") << 320;
}

void tst_Direction::aMirroredRowIsTurned()
{
    QFETCH(int, widthPx);
    MessageContent content = contentOf(u"한 줄"_s);
    content.quote = u"답장"_s;
    content.status = u"보내는 중"_s;
    content.editedLabel = u"(고침)"_s;
    content.own = true;
    content.pills = {{u"👍"_s, u"👍 1"_s, true}};
    MessageStyle style = styleOf(widthPx);
    const MessageLayout straight(content, style);
    style.isMirrored = true;
    const MessageLayout turned(content, style);
    QCOMPARE(turned.height(), straight.height());
    QCOMPARE(turned.avatarRect(), mirrored(straight.avatarRect(), widthPx));
    QCOMPARE(turned.nameRect(), mirrored(straight.nameRect(), widthPx));
    QCOMPARE(turned.timeRect(), mirrored(straight.timeRect(), widthPx));
    QCOMPARE(turned.statusRect(), mirrored(straight.statusRect(), widthPx));
    QCOMPARE(turned.quoteRect(), mirrored(straight.quoteRect(), widthPx));
    QCOMPARE(turned.bubbleRect(), mirrored(straight.bubbleRect(), widthPx));
    QCOMPARE(turned.pillRects().first(), mirrored(straight.pillRects().first(), widthPx));
    // The text stays within its bubble and "edited" behind it.
    QVERIFY(turned.bubbleRect().contains(turned.editedRect()));
    QVERIFY(turned.bubbleRect().left() < turned.textRect().left());
    const QPoint inText = turned.textRect().topLeft() + QPoint(2, 4);
    QCOMPARE(turned.positionAt(inText), 0);
}

void tst_Direction::aTextHasTheDirectionOfItsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMirrored");
    QTest::addColumn<bool>("endsAtTheLeft");
    for (const bool isMirrored : {false, true}) {
        const char *where = isMirrored ? "mirrored" : "straight";
        QTest::addRow("English, %s", where) << u"Is it done?"_s << isMirrored << false;
        QTest::addRow("Korean, %s", where) << u"올렸습니다 (2쪽)."_s << isMirrored << false;
        QTest::addRow("Arabic, %s", where) << u"هل وصلت الملفات؟!"_s << isMirrored << true;
    }
}

void tst_Direction::aTextHasTheDirectionOfItsWords()
{
    QFETCH(QString, text);
    QFETCH(bool, isMirrored);
    const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    QApplication::setLayoutDirection(isMirrored ? Qt::RightToLeft : Qt::LeftToRight);
    MessageStyle style = styleOf(700);
    style.isMirrored = isMirrored;
    const MessageLayout layout(contentOf(text), style);
    const QTextLine line = layout.text().lineAt(0);
    const bool endsAtTheLeft = line.cursorToX(int(text.size())) < line.cursorToX(0);
    QTEST(endsAtTheLeft, "endsAtTheLeft"); // and with it what ends the sentence
}

// In lists of people and of what was found: what begins at the left begins at the right.
void tst_Direction::marksAndNamesChangeSides()
{
    const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
    QStandardItemModel people(1, 1);
    people.setData(people.index(0, 0), u"가"_s, DirectoryModel::NameRole);
    people.setData(people.index(0, 0), -1, DirectoryModel::KindRole);
    QStandardItemModel hits(1, 1);
    hits.setData(hits.index(0, 0), u"가"_s, SearchModel::AuthorRole);
    hits.setData(hits.index(0, 0), u"나"_s, SearchModel::TextRole);
    const QRect row(20, 20, 300, 56);
    const QRect left(row.left(), row.top(), 72, row.height());
    const QRect nameAtLeft(row.left(), row.top(), 40, 24);
    QImage list = painted(DirectoryDelegate(), people, row);
    QVERIFY(inkIn(list, left) > 0);
    QCOMPARE(inkIn(list, left), inkIn(list, list.rect()));
    QVERIFY(inkIn(painted(SearchDelegate(), hits, row), nameAtLeft) > 0);
    QApplication::setLayoutDirection(Qt::RightToLeft);
    list = painted(DirectoryDelegate(), people, row);
    QCOMPARE(inkIn(list, mirrored(left, list.width())), inkIn(list, list.rect()));
    const QImage hit = painted(SearchDelegate(), hits, row);
    QVERIFY(inkIn(hit, mirrored(nameAtLeft, hit.width())) > 0);
}

void tst_Direction::wordsFromTheRightStandInTheirBubble_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMirrored");
    for (const bool isMirrored : {false, true}) {
        const char *where = isMirrored ? "mirrored" : "straight";
        QTest::addRow("Hebrew, %s", where) << u"שלום עולם"_s << isMirrored;
        QTest::addRow("Arabic and English, %s", where)
            << u"العربية\nEnglish, a longer line"_s << isMirrored;
        QTest::addRow("Korean, %s", where) << u"안녕하세요"_s << isMirrored;
    }
}

void tst_Direction::wordsFromTheRightStandInTheirBubble()
{
    QFETCH(QString, text);
    QFETCH(bool, isMirrored);
    MessageStyle style = styleOf(700);
    style.isMirrored = isMirrored;
    MessageContent content = contentOf(text);
    content.own = true;
    const MessageLayout layout(content, style);
    for (int i = 0; i < layout.text().lineCount(); ++i) {
        const QRectF ink =
            layout.text().lineAt(i).naturalTextRect().translated(layout.textOrigin());
        QVERIFY2(ink.left() >= layout.bubbleRect().left()
                     && ink.right() <= layout.bubbleRect().right() + 1,
                 qPrintable(u"%1 is not in %2"_s.arg(ink.left()).arg(layout.bubbleRect().left())));
    }
}

void tst_Direction::rowsFollowTheDirection()
{
    RoomListModel rooms;
    setRoom(rooms, u"가"_s);
    const QRect row(10, 10, 248, 32);
    const QRect left(row.left(), row.top(), 80, row.height());
    const QRect right(row.right() - 79, row.top(), 80, row.height());
    const QImage straight = painted(RoomDelegate(), rooms, row);
    QVERIFY(inkIn(straight, left) > 0);
    QCOMPARE(inkIn(straight, right), 0);
    QApplication::setLayoutDirection(Qt::RightToLeft);
    const QImage turned = painted(RoomDelegate(), rooms, row);
    QVERIFY(inkIn(turned, right) > 0);
    QCOMPARE(inkIn(turned, left), 0);
}

QTEST_MAIN(tst_Direction)
#include "tst_direction.moc"
