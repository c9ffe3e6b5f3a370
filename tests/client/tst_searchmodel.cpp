// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/searchmodel.h"
#include "client/model/timetexts.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;
using State = SearchModel::State;

namespace {

const RoomId lobby(u"r1"_s);
const RoomId lesson(u"r2"_s);

Message said(qint64 seq, const QString &text, const RoomId &room = lobby)
{
    Message message;
    message.id = MessageId(u"%1-%2"_s.arg(room.toString()).arg(seq));
    message.room = room;
    message.seq = seq;
    message.chat = text;
    message.user = {UserId(u"u1"_s), u"이영희"_s};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    return message;
}

} // namespace

class tst_SearchModel : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void whatIsHereComesWhileTyping();
    void anEarlierAnswerChangesNothing();
    void theRowsStayUntilThereAreOthers();
    void theServerCompletesWithoutDoubles();
    void piecesGoOnUntilAPageIsFull();
    void theEndOfTheListAsksForMore();
    void slowDownIsWaitedForQuietly();
    void withoutAServerItIsWhatIsHere();
    void theServerIsAskedWhenItIsBack();
    void whatTheServerRefusesIsTold();
    void filtersAloneAreForThisComputer();
    void aRoomIsFoundByItsName();
    void oneRoomIsAskedFor();
    void daysAreThoseOfThisComputer();
    void theRoomThatIsNamedHereIsAskedForAtTheServer_data();
    void theRoomThatIsNamedHereIsAskedForAtTheServer();
    void hitsKnowTheirSurroundings();
    void aRangeOutsideTheTextIsNone();
    void nothingTypedIsNothingShown();

private:
    struct LocalCall
    {
        LocalQuery query;
        std::function<void(const LocalAnswer &)> handler;
    };
    struct ServerCall
    {
        MessageSearch query;
        ReplyHandler<SearchReply> handler;
    };

    [[nodiscard]] QList<qint64> seqs() const
    {
        QList<qint64> all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all.append(m_model->index(row).data(SearchModel::SeqRole).toLongLong());
        }
        return all;
    }
    void type(const QString &text, const RoomId &room = {})
    {
        const qsizetype before = m_local.size();
        m_model->setQuery(text, room);
        QTRY_COMPARE(m_local.size(), before + 1);
    }
    void answerLocal(const QList<Message> &messages, qint64 nextBefore = 0)
    {
        LocalAnswer answer;
        for (const Message &message : messages) {
            answer.hits.append({message, {{0, 1}}, {}, {}});
        }
        answer.nextBefore = nextBefore;
        const auto handler = m_local.last().handler; // it may ask again
        handler(answer);
    }
    void answerServer(const QList<Message> &messages, const QString &cursor = {})
    {
        SearchReply reply;
        for (const Message &message : messages) {
            reply.hits.append({message, {{0, 1}}});
        }
        reply.cursor = cursor;
        const auto handler = m_server.last().handler;
        handler(reply);
    }
    [[nodiscard]] static QList<Message> many(qint64 newest, int count)
    {
        QList<Message> all;
        for (int i = 0; i < count; ++i) {
            all.append(said(newest - i, u"글"_s));
        }
        return all;
    }

    QList<LocalCall> m_local;
    QList<ServerCall> m_server;
    bool m_hasServer = true;
    std::unique_ptr<SearchModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_SearchModel::init()
{
    m_local.clear();
    m_server.clear();
    m_hasServer = true;
    SearchModel::Sources sources;
    sources.local = [this](const LocalQuery &query, auto handler) {
        m_local.append({query, std::move(handler)});
    };
    sources.server = [this](const MessageSearch &query, auto handler) {
        m_server.append({query, std::move(handler)});
    };
    sources.hasServer = [this] {
        return m_hasServer;
    };
    sources.rooms = [] {
        return QList<SearchModel::Sources::NamedRoom>{{lobby, u"로비"_s},
                                                      {lesson, u"수학 시간"_s},
                                                      {RoomId(u"r3"_s), u"영어"_s},
                                                      {RoomId(u"r4"_s), u"영어"_s}};
    };
    sources.ownUser = [] {
        return UserId(u"u7"_s);
    };
    m_tester.reset();
    m_model = std::make_unique<SearchModel>(sources);
    m_model->setTiming({0, 0, 0});
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
}

void tst_SearchModel::whatIsHereComesWhileTyping()
{
    QSignalSpy answered(m_model.get(), &SearchModel::answered);
    type(u"회의"_s);
    QCOMPARE(m_model->state(), State::Searching);
    QCOMPARE(m_local.first().query.text, u"회의"_s);
    QVERIFY(m_local.first().query.isEverywhere);
    answerLocal({said(3, u"회의 셋"_s), said(1, u"회의 하나"_s)});
    QCOMPARE(answered.count(), 1);
    QCOMPARE(seqs(), (QList<qint64>{3, 1}));
    const QModelIndex first = m_model->index(0);
    QCOMPARE(first.data(SearchModel::TextRole).toString(), u"회의 셋"_s);
    QCOMPARE(first.data(SearchModel::RoomNameRole).toString(), u"로비"_s);
    QCOMPARE(first.data(SearchModel::AuthorRole).toString(), u"이영희"_s);
    QCOMPARE(first.data(Qt::AccessibleTextRole).toString(),
             u"이영희, 로비, %1: 회의 셋"_s.arg(whenText(1'700'000'003'000)));
    QCOMPARE(first.data(SearchModel::RangesRole).value<QList<TextRange>>(),
             (QList<TextRange>{{0, 1}}));
}

void tst_SearchModel::anEarlierAnswerChangesNothing()
{
    type(u"회"_s);
    const auto early = m_local.last().handler;
    type(u"회의"_s);
    LocalAnswer answer;
    answer.hits.append({said(9, u"회"_s), {}, {}, {}});
    early(answer);
    QCOMPARE(m_model->rowCount(), 0);
    answerLocal({said(1, u"회의"_s)});
    early(answer);
    QCOMPARE(seqs(), QList<qint64>{1});
    // The same of the server.
    QTRY_COMPARE(m_server.size(), 1);
    type(u"회의실"_s);
    answerServer({said(7, u"회의"_s)});
    QCOMPARE(seqs(), QList<qint64>{1});
}

void tst_SearchModel::theRowsStayUntilThereAreOthers()
{
    type(u"회"_s);
    answerLocal({said(2, u"회"_s), said(1, u"회"_s)});
    type(u"회의"_s);
    QCOMPARE(m_model->rowCount(), 2);
    answerLocal({}, 77); // nothing yet
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_local.last().query.before, 77);
    answerLocal({said(1, u"회의"_s)});
    QCOMPARE(seqs(), QList<qint64>{1});
    type(u"회의록"_s);
    answerLocal({});
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_SearchModel::theServerCompletesWithoutDoubles()
{
    type(u"글"_s);
    answerLocal({said(50, u"글"_s), said(40, u"글"_s)});
    QTRY_COMPARE(m_server.size(), 1);
    QCOMPARE(m_server.last().query.query, u"글"_s);
    QVERIFY(m_server.last().query.cursor.isEmpty());
    answerServer({said(60, u"글"_s), said(50, u"글"_s), said(45, u"글"_s), said(40, u"글"_s)},
                 u"next"_s);
    QCOMPARE(seqs(), (QList<qint64>{60, 50, 45, 40}));
    QCOMPARE(m_model->state(), State::Searching); // a screen is not full
    QTRY_COMPARE(m_server.size(), 2);
    QCOMPARE(m_server.last().query.cursor, u"next"_s);
    answerServer({said(20, u"글"_s)});
    QCOMPARE(seqs(), (QList<qint64>{60, 50, 45, 40, 20}));
    QCOMPARE(m_model->state(), State::Complete);
}

void tst_SearchModel::piecesGoOnUntilAPageIsFull()
{
    type(u"글"_s);
    answerLocal(many(100, 10), 90);
    QCOMPARE(m_local.size(), 2);
    answerLocal(many(90, 30), 60);
    QCOMPARE(m_model->state(), State::Partial);
    QCOMPARE(m_local.size(), 2);
    QCOMPARE(m_model->rowCount(), 40);
    QVERIFY(m_server.isEmpty());
}

void tst_SearchModel::theEndOfTheListAsksForMore()
{
    type(u"글"_s);
    answerLocal(many(100, 30), 70);
    QVERIFY(m_model->canFetchMore({}));
    m_model->fetchMore({});
    QVERIFY(!m_model->canFetchMore({}));
    QCOMPARE(m_local.size(), 2);
    QCOMPARE(m_local.last().query.before, 70);
    answerLocal(many(70, 30)); // all that is here
    QCOMPARE(m_model->state(), State::Partial);
    m_model->fetchMore({});
    QTRY_COMPARE(m_server.size(), 1);
    answerServer(many(40, 30), u"c"_s);
    QCOMPARE(m_model->rowCount(), 90);
    QVERIFY(m_model->canFetchMore({}));
    m_model->fetchMore({});
    QTRY_COMPARE(m_server.size(), 2);
    QCOMPARE(m_server.last().query.cursor, u"c"_s);
    answerServer({});
    QCOMPARE(m_model->state(), State::Complete);
    QVERIFY(!m_model->canFetchMore({}));
}

void tst_SearchModel::slowDownIsWaitedForQuietly()
{
    type(u"글"_s);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    QSignalSpy changed(m_model.get(), &SearchModel::stateChanged);
    ApiError slow;
    slow.code = ErrorCode::SlowDown;
    slow.retryAfterMs = 1;
    m_server.last().handler(failure(RequestFailure{RequestFailure::Kind::Refused, slow}));
    QCOMPARE(m_model->state(), State::Searching);
    QTRY_COMPARE(m_server.size(), 2);
    QCOMPARE(changed.count(), 0);
    answerServer({said(1, u"글"_s)});
    QCOMPARE(m_model->state(), State::Complete);
}

void tst_SearchModel::withoutAServerItIsWhatIsHere()
{
    m_hasServer = false;
    type(u"글"_s);
    answerLocal({said(1, u"글"_s)});
    QCOMPARE(m_model->state(), State::Offline);
    QVERIFY(m_server.isEmpty());
    // One that goes while it is asked is none, too.
    m_hasServer = true;
    type(u"글 둘"_s);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    m_server.last().handler(failure(RequestFailure{RequestFailure::Kind::Disconnected, {}}));
    QCOMPARE(m_model->state(), State::Offline);
}

void tst_SearchModel::theServerIsAskedWhenItIsBack()
{
    m_hasServer = false;
    type(u"글"_s);
    answerLocal({});
    QCOMPARE(m_model->state(), State::Offline);
    m_hasServer = true;
    m_model->setOnline(true);
    QTRY_COMPARE(m_server.size(), 1);
    answerServer({said(1, u"글"_s)});
    QCOMPARE(seqs(), QList<qint64>{1});
}

void tst_SearchModel::whatTheServerRefusesIsTold()
{
    type(u"from:아무도 글"_s);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    ApiError nobody;
    nobody.code = ErrorCode::NotFound;
    m_server.last().handler(failure(RequestFailure{RequestFailure::Kind::Refused, nobody}));
    QCOMPARE(m_model->state(), State::Refused);
    QCOMPARE(m_model->refusal().code, ErrorCode::NotFound);
}

void tst_SearchModel::filtersAloneAreForThisComputer()
{
    type(u"from:me has:link"_s);
    QCOMPARE(m_local.last().query.fromUser, UserId(u"u7"_s)); // under whatever name
    QVERIFY(m_local.last().query.fromName.isEmpty());
    QVERIFY(m_local.last().query.has.link);
    QVERIFY(m_local.last().query.text.isEmpty());
    answerLocal({said(1, u"https://example.com"_s)});
    QCOMPARE(m_model->state(), State::LocalOnly);
    QVERIFY(m_server.isEmpty());
}

void tst_SearchModel::aRoomIsFoundByItsName()
{
    type(u"in:로비 글"_s);
    QVERIFY(!m_local.last().query.isEverywhere);
    QCOMPARE(m_local.last().query.rooms, QList<RoomId>{lobby});
    type(u"in:수 글"_s); // not written to its end yet
    QCOMPARE(m_local.last().query.rooms, QList<RoomId>{lesson});
    type(u"in:\"수학 시간\" 글"_s);
    QCOMPARE(m_local.last().query.rooms, QList<RoomId>{lesson});
    type(u"in:없는방 글"_s);
    QVERIFY(!m_local.last().query.isEverywhere);
    QVERIFY(m_local.last().query.rooms.isEmpty());
}

void tst_SearchModel::oneRoomIsAskedFor()
{
    type(u"글"_s, lesson);
    QCOMPARE(m_local.last().query.rooms, QList<RoomId>{lesson});
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    QCOMPARE(m_server.last().query.room, lesson);
    type(u"in:로비 글"_s, lesson); // another than the one that is searched
    QVERIFY(m_local.last().query.rooms.isEmpty());
}

// The server may stand in another time zone.
void tst_SearchModel::daysAreThoseOfThisComputer()
{
    type(u"on:2026-11-26 from:김민수 글"_s);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    const MessageSearch &asked = m_server.last().query;
    QCOMPARE(asked.query, u"from:김민수 글"_s);
    QCOMPARE(asked.sinceMs, std::optional(QDate(2026, 11, 26).startOfDay().toMSecsSinceEpoch()));
    QCOMPARE(asked.untilMs, std::optional(QDate(2026, 11, 27).startOfDay().toMSecsSinceEpoch()));
}

void tst_SearchModel::theRoomThatIsNamedHereIsAskedForAtTheServer_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("room"); // an id
    QTest::addColumn<QString>("query");
    QTest::newRow("named") << u"in:로비 글"_s << u"r1"_s << u"글"_s;
    QTest::newRow("begun") << u"in:수 글"_s << u"r2"_s << u"글"_s;
    QTest::newRow("unknown") << u"in:없는방 글"_s << QString() << u"in:없는방 글"_s;
    QTest::newRow("several") << u"in:영어 글"_s << QString() << u"in:영어 글"_s;
}

void tst_SearchModel::theRoomThatIsNamedHereIsAskedForAtTheServer()
{
    QFETCH(QString, typed);
    type(typed);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    QTEST(m_server.last().query.room.toString(), "room");
    QTEST(m_server.last().query.query, "query");
}

void tst_SearchModel::hitsKnowTheirSurroundings()
{
    type(u"글"_s);
    LocalAnswer answer;
    Message system = said(3, u"들어왔습니다"_s);
    system.type = MessageType::System;
    answer.hits.append({said(2, u"글"_s), {}, said(1, u"앞"_s), system});
    m_local.last().handler(answer);
    const QModelIndex hit = m_model->index(0);
    QCOMPARE(hit.data(SearchModel::PreviousRole).toString(), u"이영희: 앞"_s);
    QCOMPARE(hit.data(SearchModel::NextRole).toString(), QString());
    QCOMPARE(m_model->rowOf(lobby, 2), 0);
    QCOMPARE(m_model->rowOf(lesson, 2), -1);
}

void tst_SearchModel::aRangeOutsideTheTextIsNone()
{
    type(u"글"_s);
    answerLocal({});
    QTRY_COMPARE(m_server.size(), 1);
    SearchReply reply;
    reply.hits.append({said(1, u"글"_s), {{0, 1}, {0, 2}, {-1, 1}, {1, 1}, {0, 0}}});
    m_server.last().handler(reply);
    QCOMPARE(m_model->index(0).data(SearchModel::RangesRole).value<QList<TextRange>>(),
             (QList<TextRange>{{0, 1}}));
}

void tst_SearchModel::nothingTypedIsNothingShown()
{
    type(u"글"_s);
    answerLocal({said(1, u"글"_s)});
    m_model->setQuery(u"   "_s, {});
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->state(), State::Idle);
    const qsizetype asked = m_local.size();
    m_model->setQuery(QString(10'000, u'x'), {});
    QTRY_COMPARE(m_local.size(), asked + 1);
    QCOMPARE(m_model->query().size(), limits::maxSearchChars);
}

QTEST_GUILESS_MAIN(tst_SearchModel)
#include "tst_searchmodel.moc"
