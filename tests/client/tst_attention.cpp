// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/attentionrules.h"
#include "client/attention/noticeboard.h"
#include "client/attention/noticetexts.h"
#include "common/clientlimits.h"

#include <QLocale>
#include <QTest>
#include <QTranslator>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_Attention : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void whatCalls_data();
    void whatCalls();
    void quietHours_data();
    void quietHours();
    void doNotDisturbEnds();
    void oneMessageIsItself();
    void aFloodIsOneSummary();
    void aFloodThatGoesOnIsShownNowAndThen();
    void manyRoomsAreOneSummary();
    void noServiceGetsMoreThanAFew();
    void aReadRoomIsTakenBack();
    void aDismissedOneStartsAnew();
    void roomsAreBounded();
    void timeAwayIsOneSummary();
    void timeAwayIsToldUntilItIsSeen();
    void textsArePlainAndBounded();
    void textsCanBeHidden();
    void whereNobodyMayAnswerNoneIsOffered();

private:
    [[nodiscard]] static Incoming message(const QString &room = u"r1"_s)
    {
        Incoming made;
        made.account = u"a"_s;
        made.room = room;
        made.roomTitle = u"# "_s + room;
        made.author = u"박지수"_s;
        made.authorId = u"u1"_s;
        made.text = u"안녕"_s;
        made.seq = 1;
        return made;
    }
    // Everything that the board shows until nothing waits any more, and when.
    [[nodiscard]] static QList<Announcement> drain(NoticeBoard &board,
                                                   QList<qint64> *times = nullptr)
    {
        QList<Announcement> all;
        while (const auto due = board.dueMs()) {
            const QList<Announcement> some = board.take(*due);
            all += some;
            if (times) {
                times->append(QList<qint64>(some.size(), *due));
            }
        }
        return all;
    }
};

void tst_Attention::initTestCase()
{
    auto *plurals = new QTranslator(qApp);
    QVERIFY(plurals->load(u":/i18n/maru_en.qm"_s));
    QCoreApplication::installTranslator(plurals);
}

void tst_Attention::whatCalls_data()
{
    QTest::addColumn<RoomNotify>("notify");
    QTest::addColumn<RoomKind>("kind");
    QTest::addColumn<QString>("what");
    QTest::addColumn<Verdict>("verdict");
    const auto row = [](const char *name, RoomNotify notify, RoomKind kind, const QString &what,
                        Verdict verdict) {
        QTest::newRow(name) << notify << kind << what << verdict;
    };
    row("all", RoomNotify::All, RoomKind::Public, {}, Verdict::Tell);
    row("mentions, not named", RoomNotify::Mentions, RoomKind::Public, {}, Verdict::Nothing);
    row("mentions, named", RoomNotify::Mentions, RoomKind::Public, u"named"_s, Verdict::Tell);
    row("mentions, direct", RoomNotify::Mentions, RoomKind::Direct, {}, Verdict::Tell);
    row("none", RoomNotify::None, RoomKind::Public, {}, Verdict::Nothing);
    row("none, named", RoomNotify::None, RoomKind::Public, u"named"_s, Verdict::Nothing);
    row("none, direct", RoomNotify::None, RoomKind::Direct, {}, Verdict::Nothing);
    row("own, of another device", RoomNotify::All, RoomKind::Public, u"own"_s, Verdict::Nothing);
    row("the system's", RoomNotify::All, RoomKind::Public, u"system"_s, Verdict::Nothing);
    row("seen", RoomNotify::All, RoomKind::Direct, u"seen"_s, Verdict::Nothing);
    row("turned off", RoomNotify::All, RoomKind::Direct, u"off"_s, Verdict::Nothing);
    row("quiet", RoomNotify::All, RoomKind::Direct, u"quiet"_s, Verdict::Quiet);
    row("quiet, and nothing anyway", RoomNotify::None, RoomKind::Direct, u"quiet"_s,
        Verdict::Nothing);
}

void tst_Attention::whatCalls()
{
    QFETCH(RoomNotify, notify);
    QFETCH(RoomKind, kind);
    QFETCH(QString, what);
    QFETCH(Verdict, verdict);
    Incoming incoming = message();
    incoming.notify = notify;
    incoming.kind = kind;
    incoming.isForReader = what == "named"_L1;
    incoming.isOwn = what == "own"_L1;
    incoming.isSystem = what == "system"_L1;
    AttentionChoices choices;
    choices.notifies = what != "off"_L1;
    Situation situation{what == "seen"_L1, QDateTime(QDate(2026, 3, 2), QTime(12, 0))};
    if (what == "quiet"_L1) {
        choices.quietUntilMs = situation.now.toMSecsSinceEpoch() + 1;
    }
    QCOMPARE(verdictOf(incoming, choices, situation), verdict);
}

void tst_Attention::quietHours_data()
{
    QTest::addColumn<QTime>("from");
    QTest::addColumn<QTime>("until");
    QTest::addColumn<int>("days");
    QTest::addColumn<QDateTime>("now");
    QTest::addColumn<bool>("isQuiet");
    const QDate monday(2026, 3, 2);
    const QTime ten(22, 0);
    const QTime seven(7, 0);
    constexpr int every = QuietHours::everyDay;
    const auto row = [](const char *name, QTime from, QTime until, int days, QDate day, QTime time,
                        bool quiet) {
        QTest::newRow(name) << from << until << days << QDateTime(day, time) << quiet;
    };
    row("before", ten, seven, every, monday, QTime(21, 59, 59, 999), false);
    row("its first moment", ten, seven, every, monday, ten, true);
    row("over midnight", ten, seven, every, monday, QTime(0, 0), true);
    row("its last moment", ten, seven, every, monday, QTime(6, 59, 59, 999), true);
    row("its end", ten, seven, every, monday, seven, false);
    row("within a day", QTime(9, 0), QTime(12, 0), every, monday, QTime(9, 0), true);
    row("within a day, its end", QTime(9, 0), QTime(12, 0), every, monday, QTime(12, 0), false);
    row("equal times: a day", seven, seven, 1, monday, QTime(23, 0), true);
    row("equal times: until the next", seven, seven, 1, monday.addDays(1), QTime(6, 59), true);
    row("equal times: not longer", seven, seven, 1, monday.addDays(1), seven, false);
    row("not on that day", ten, seven, every & ~1, monday, QTime(23, 0), false);
    row("begun on the day before", ten, seven, 1, monday.addDays(1), QTime(3, 0), true);
    row("not begun on Sunday", ten, seven, 1, monday, QTime(3, 0), false);
    row("begun on Sunday", ten, seven, 1 << 6, monday, QTime(3, 0), true);
    row("on no day", ten, seven, 0, monday, QTime(23, 0), false);
}

void tst_Attention::quietHours()
{
    QFETCH(QTime, from);
    QFETCH(QTime, until);
    QFETCH(int, days);
    QFETCH(QDateTime, now);
    QFETCH(bool, isQuiet);
    QuietHours hours{true, from, until, days};
    QCOMPARE(isWithin(hours, now), isQuiet);
    hours.isOn = false;
    QVERIFY(!isWithin(hours, now));
}

void tst_Attention::doNotDisturbEnds()
{
    const QDateTime now(QDate(2026, 3, 2), QTime(23, 30));
    AttentionChoices choices;
    choices.quietUntilMs = tomorrowMs(now);
    QVERIFY(isQuiet(choices, now));
    QVERIFY(isQuiet(choices, QDateTime(QDate(2026, 3, 3), QTime(6, 59))));
    QVERIFY(!isQuiet(choices, QDateTime(QDate(2026, 3, 3), QTime(7, 0))));
    // The clock was a year ahead when it was chosen.
    QVERIFY(!isQuiet(choices, now.addYears(-1)));
    const QString morning = QLocale().toString(QTime(7, 0), QLocale::ShortFormat);
    QCOMPARE(quietEndText(choices.quietUntilMs, now), morning);
    // Chosen after midnight it is not the morning that comes first.
    const QDateTime night(QDate(2026, 3, 3), QTime(0, 30));
    QCOMPARE(quietEndText(tomorrowMs(night), night),
             QLocale().dayName(Qt::Wednesday, QLocale::ShortFormat) + u' ' + morning);
}

void tst_Attention::oneMessageIsItself()
{
    NoticeBoard board;
    QVERIFY(!board.dueMs());
    board.add(message(), 1'000);
    QCOMPARE(*board.dueMs(), 1'000 + limits::noticeDelayMs);
    QVERIFY(board.take(*board.dueMs() - 1).isEmpty());
    const QList<Announcement> shown = board.take(*board.dueMs());
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().kind, Announcement::Kind::Message);
    QCOMPARE(shown.first().last.text, u"안녕"_s);
    QVERIFY(!board.dueMs());
    board.add(message(), 9'000); // the same room again: in its place, and it counts on
    const QList<Announcement> again = drain(board);
    QCOMPARE(again.size(), 1);
    QCOMPARE(again.first().kind, Announcement::Kind::Several);
    QCOMPARE(again.first().count, 2);
    QCOMPARE(again.first().key, shown.first().key);
}

void tst_Attention::aFloodIsOneSummary()
{
    NoticeBoard board;
    QList<Announcement> shown;
    for (int i = 0; i < 500; ++i) {
        const qint64 nowMs = i * 2;
        board.add(message(), nowMs);
        shown += board.take(nowMs);
    }
    QVERIFY(shown.isEmpty());
    shown += drain(board);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().count, 500);
    QCOMPARE(noticeOf(shown.first(), {}).text.section(u'\n', 0, 0), u"500 new messages"_s);
}

void tst_Attention::aFloodThatGoesOnIsShownNowAndThen()
{
    NoticeBoard board;
    QList<Announcement> shown;
    constexpr int seconds = 20;
    for (qint64 nowMs = 0; nowMs < seconds * 1'000; nowMs += 2) {
        board.add(message(), nowMs);
        shown += board.take(nowMs);
    }
    shown += drain(board);
    QCOMPARE(shown.last().count, seconds * 500);
    QVERIFY(shown.size() >= 2);
    QVERIFY(shown.size() <= seconds * 1'000 / limits::noticeMostDelayMs + 1);
}

void tst_Attention::manyRoomsAreOneSummary()
{
    NoticeBoard board;
    for (int i = 0; i < 500; ++i) {
        board.add(message(u"r%1"_s.arg(i % 10)), i);
    }
    const QList<Announcement> shown = drain(board);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().kind, Announcement::Kind::Summary);
    QCOMPARE(shown.first().count, 500);
    QCOMPARE(shown.first().rooms.size(), 10);
    const Notice notice = noticeOf(shown.first(), {});
    QCOMPARE(notice.title, u"500 new messages"_s);
    QVERIFY(notice.text.endsWith("and others"_L1));
    QVERIFY(!notice.takesReply);
    // It goes when the last of its rooms was read.
    for (int i = 0; i < 9; ++i) {
        QVERIFY(board.read(u"a"_s, u"r%1"_s.arg(i)).isEmpty());
    }
    QCOMPARE(board.read(u"a"_s, u"r9"_s), QStringList{shown.first().key});
}

void tst_Attention::noServiceGetsMoreThanAFew()
{
    NoticeBoard board;
    QList<qint64> times;
    for (qint64 nowMs = 0; nowMs < 60'000; nowMs += 20) {
        board.add(message(u"r%1"_s.arg(nowMs / 20 % 3)), nowMs);
        for (const Announcement &shown : board.take(nowMs)) {
            Q_UNUSED(shown)
            times.append(nowMs);
        }
    }
    QVERIFY(times.size() > 3);
    for (qsizetype i = limits::maxNoticesAtOnce; i < times.size(); ++i) {
        QVERIFY(times[i] - times[i - limits::maxNoticesAtOnce] >= limits::noticeSpacingMs);
    }
}

void tst_Attention::aReadRoomIsTakenBack()
{
    NoticeBoard board;
    board.add(message(u"r1"_s), 0);
    board.add(message(u"r2"_s), 0);
    QVERIFY(board.read(u"a"_s, u"r1"_s).isEmpty()); // it was not shown yet
    QVERIFY(board.read(u"b"_s, u"r2"_s).isEmpty()); // another server's
    const QList<Announcement> shown = drain(board);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().last.room, u"r2"_s);
    QCOMPARE(board.read(u"a"_s, u"r2"_s), QStringList{shown.first().key});
    QVERIFY(board.read(u"a"_s, u"r2"_s).isEmpty());
}

void tst_Attention::aDismissedOneStartsAnew()
{
    NoticeBoard board;
    board.add(message(), 0);
    board.dismiss(drain(board).first().key);
    board.add(message(), 10'000);
    QCOMPARE(drain(board).first().kind, Announcement::Kind::Message);
    QCOMPARE(board.clear().size(), 1);
    QVERIFY(board.clear().isEmpty());
}

void tst_Attention::roomsAreBounded()
{
    NoticeBoard board;
    constexpr int rooms = limits::maxNoticeRooms * 3;
    for (int i = 0; i < rooms; ++i) {
        board.add(message(u"r%1"_s.arg(i)), i);
    }
    const QList<Announcement> shown = drain(board);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().count, rooms); // none is lost from the count
    QCOMPARE(shown.first().rooms.size(), limits::maxNoticeRooms);
}

void tst_Attention::timeAwayIsOneSummary()
{
    NoticeBoard board;
    board.addAway(u"a"_s, {{u"r1"_s, u"# 전체"_s, 0}}, 0);
    QVERIFY(!board.dueMs());
    board.addAway(u"a"_s, {{u"r1"_s, u"# 전체"_s, 30}, {u"r2"_s, u"# 수학"_s, 10}}, 0);
    board.addAway(u"b"_s, {{u"r1"_s, u"# lab"_s, 2}}, 100); // another server, at the same time
    const QList<Announcement> shown = drain(board);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().kind, Announcement::Kind::Away);
    QCOMPARE(shown.first().count, 42);
    const Notice notice = noticeOf(shown.first(), {});
    QVERIFY(notice.title.contains("42 new messages"_L1));
    QVERIFY(notice.text.contains(u"# 수학"_s));
}

void tst_Attention::timeAwayIsToldUntilItIsSeen()
{
    NoticeBoard board;
    board.addAway(u"a"_s, {{u"r1"_s, u"# 전체"_s, 40}}, 0);
    const QString key = drain(board).first().key;
    board.addAway(u"b"_s, {{u"r1"_s, u"# lab"_s, 2}}, 60'000); // it comes back later
    const QList<Announcement> both = drain(board);
    QCOMPARE(both.size(), 1);
    QCOMPARE(both.first().count, 42);
    QCOMPARE(both.first().rooms, (QStringList{u"# 전체"_s, u"# lab"_s}));
    QVERIFY(board.read(u"a"_s, u"r1"_s).isEmpty());
    QCOMPARE(board.read(u"b"_s, u"r1"_s), QStringList{key});
    board.addAway(u"a"_s, {{u"r1"_s, u"# 전체"_s, 1}}, 120'000);
    board.dismiss(key); // before it is shown
    QVERIFY(!board.dueMs());
}

void tst_Attention::textsArePlainAndBounded()
{
    Incoming incoming = message();
    incoming.author = u"<b>\u202Eevil\n</b>"_s;
    incoming.text = QString(100'000, u'x');
    const Notice notice = noticeOf({Announcement::Kind::Message, u"k"_s, incoming, 1, {}}, {});
    QVERIFY(!notice.title.contains(u'\n'));
    QVERIFY(!notice.title.contains(QChar(0x202E)));
    QVERIFY(notice.title.contains("<b>"_L1)); // it is text; the service decides how it is escaped
    QVERIFY(notice.text.size() <= limits::maxNoticeChars + 1);
    QVERIFY(!notice.picture.isNull());
    // A pair of surrogates at the cut stays whole.
    incoming.text = QString(limits::maxNoticeChars - 1, u'x') + u"😀😀"_s;
    const QString cut = noticeOf({Announcement::Kind::Message, u"k"_s, incoming, 1, {}}, {}).text;
    QVERIFY(!cut.at(cut.size() - 2).isSurrogate());
    incoming.text = u"one\ntwo"_s;
    QCOMPARE(noticeOf({Announcement::Kind::Message, u"k"_s, incoming, 1, {}}, {}).text,
             u"one\ntwo"_s);
}

void tst_Attention::textsCanBeHidden()
{
    AttentionChoices choices;
    choices.showsText = false;
    Incoming incoming = message();
    incoming.text = u"secret"_s;
    for (const auto kind : {Announcement::Kind::Message, Announcement::Kind::Several}) {
        for (const auto room : {RoomKind::Public, RoomKind::Direct}) {
            incoming.kind = room;
            const Notice notice = noticeOf({kind, u"k"_s, incoming, 2, {}}, choices);
            QVERIFY(!notice.title.contains("secret"_L1));
            QVERIFY(!notice.text.contains("secret"_L1));
            QVERIFY(!notice.text.isEmpty());
        }
    }
    QVERIFY(!noticeOf({Announcement::Kind::Message, u"k"_s, incoming, 1, {}}, choices).hasSound);
}

void tst_Attention::whereNobodyMayAnswerNoneIsOffered()
{
    Incoming incoming = message();
    for (const auto kind : {Announcement::Kind::Message, Announcement::Kind::Several}) {
        incoming.kind = RoomKind::Private;
        QVERIFY(noticeOf({kind, u"k"_s, incoming, 2, {}}, {}).takesReply);
        incoming.kind = RoomKind::Announcement;
        QVERIFY(!noticeOf({kind, u"k"_s, incoming, 2, {}}, {}).takesReply);
    }
}

QTEST_MAIN(tst_Attention)
#include "tst_attention.moc"
