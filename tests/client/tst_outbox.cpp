// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/outbox.h"
#include "common/clientlimits.h"

#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_Outbox : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void nothingIsSentWhileOffline();
    void aRoomHasOneMessageAtTheServerAtATime();
    void whatArrivedIsNotSentWhereverItStands();
    void theWindowBoundsAllRoomsTogether();
    void afterALossTheSameCidGoesAgainInOrder();
    void slowDownWaitsAsLongAsToldAndSendsTheSameAgain();
    void slowModeOfARoomDoesNotHoldUpTheOthers();
    void aNewConnectionEndsTheWaitOfARoom();
    void aStoreThatFailsIsTriedAgainWithBackOff();
    void aMissingAnswerIsTriedAgainWithBackOff();
    void aFinalRefusalLetsTheNextOneThrough_data();
    void aFinalRefusalLetsTheNextOneThrough();
    void whatHasNotLeftIsStoppedWhereverItStands();
    void aFailedMessageGoesAgainUnderItsCid();
    void whatMayBeAtTheServerCannotBeDiscarded();
    void aLateAnswerClearsAFailedMessage();
    void itIsBounded();
    void cidsAreUniqueAndPlain();

private:
    QStringList sentCids() const;
    void add(const QString &cid, const QString &room = u"r"_s);

    std::unique_ptr<Outbox> m_outbox;
    QList<OutgoingMessage> m_sent;
};

void tst_Outbox::init()
{
    m_sent.clear();
    m_outbox = std::make_unique<Outbox>([] { return 0.0; });
    connect(m_outbox.get(), &Outbox::readyToSend, this,
            [this](const OutgoingMessage &message) { m_sent.append(message); });
}

void tst_Outbox::cleanup()
{
    m_outbox.reset();
}

QStringList tst_Outbox::sentCids() const
{
    QStringList cids;
    for (const OutgoingMessage &message : m_sent) {
        cids.append(message.cid);
    }
    return cids;
}

void tst_Outbox::add(const QString &cid, const QString &room)
{
    QVERIFY(m_outbox->enqueue({cid, RoomId(room), u"text of "_s + cid}));
}

void tst_Outbox::nothingIsSentWhileOffline()
{
    add(u"a"_s);
    QCOMPARE(m_sent.size(), 0);
    m_outbox->setOnline(true);
    QCOMPARE(sentCids(), QStringList{u"a"_s});
    QCOMPARE(m_sent.first().text, u"text of a"_s);
}

void tst_Outbox::aRoomHasOneMessageAtTheServerAtATime()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    add(u"b"_s);
    add(u"c"_s);
    QCOMPARE(sentCids(), QStringList{u"a"_s});
    m_outbox->accept(u"a"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"b"_s}));
    m_outbox->accept(u"b"_s);
    m_outbox->accept(u"c"_s);
    QCOMPARE(m_outbox->count(), 0);
}

void tst_Outbox::whatArrivedIsNotSentWhereverItStands()
{
    m_outbox->setOnline(true);
    for (const QString &cid : {u"a"_s, u"b"_s, u"c"_s}) {
        add(cid);
    }
    m_outbox->accept(u"b"_s);
    m_outbox->accept(u"b"_s);
    QCOMPARE(m_outbox->count(), 2);
    QCOMPARE(sentCids(), QStringList{u"a"_s}); // which is under way still
    m_outbox->accept(u"a"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s}));
    m_outbox->accept(u"c"_s);
    QCOMPARE(m_outbox->count(), 0);
}

void tst_Outbox::theWindowBoundsAllRoomsTogether()
{
    m_outbox->setOnline(true);
    for (int i = 0; i < limits::outboxWindow + 1; ++i) {
        add(u"m%1"_s.arg(i), u"room%1"_s.arg(i));
    }
    QCOMPARE(m_sent.size(), limits::outboxWindow);
    m_outbox->accept(m_sent.first().cid);
    QCOMPARE(m_sent.size(), limits::outboxWindow + 1);
}

void tst_Outbox::afterALossTheSameCidGoesAgainInOrder()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    add(u"b"_s);
    m_outbox->postpone(u"a"_s);
    m_outbox->setOnline(false);
    QCOMPARE(sentCids(), QStringList{u"a"_s});
    m_outbox->setOnline(true);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
    m_outbox->accept(u"a"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s, u"b"_s}));
}

void tst_Outbox::slowDownWaitsAsLongAsToldAndSendsTheSameAgain()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    add(u"b"_s);
    QElapsedTimer clock;
    clock.start();
    m_outbox->refuse(u"a"_s, {ErrorCode::SlowDown, {}, {}, 0, 300});
    QCOMPARE(m_sent.size(), 1);
    QTRY_COMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
    QVERIFY2(clock.elapsed() >= 280, "came back too early");
}

void tst_Outbox::slowModeOfARoomDoesNotHoldUpTheOthers()
{
    constexpr int waitMs = 60'000; // longer than this test
    m_outbox->setOnline(true);
    add(u"a"_s, u"slow"_s);
    add(u"b"_s, u"slow"_s);
    m_outbox->refuse(u"a"_s, {ErrorCode::SlowDown, {}, {}, 0, waitMs});
    add(u"c"_s, u"other"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s}));
    m_outbox->accept(u"c"_s);
    add(u"d"_s, u"other"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s, u"d"_s}));
    // A short wait of another room ends while the long one goes on.
    m_outbox->refuse(u"d"_s, {ErrorCode::SlowDown, {}, {}, 0, 50});
    QTRY_COMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s, u"d"_s, u"d"_s}));
}

void tst_Outbox::aNewConnectionEndsTheWaitOfARoom()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    m_outbox->refuse(u"a"_s, {ErrorCode::SlowDown, {}, {}, 0, 60'000});
    m_outbox->setOnline(false);
    QCOMPARE(sentCids(), QStringList{u"a"_s});
    m_outbox->setOnline(true);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
}

void tst_Outbox::aStoreThatFailsIsTriedAgainWithBackOff()
{
    QSignalSpy failed(m_outbox.get(), &Outbox::failed);
    m_outbox->setOnline(true);
    add(u"a"_s);
    m_outbox->refuse(u"a"_s, {ErrorCode::StoreFailed, {}, {}, 0, 0});
    QCOMPARE(m_sent.size(), 1);
    QTRY_COMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
    QCOMPARE(failed.count(), 0);
}

void tst_Outbox::aMissingAnswerIsTriedAgainWithBackOff()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    m_outbox->postpone(u"a"_s);
    QCOMPARE(m_sent.size(), 1);
    QTRY_COMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
}

void tst_Outbox::aFinalRefusalLetsTheNextOneThrough_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("muted") << ErrorCode::Muted;
    QTest::newRow("too large") << ErrorCode::TooLarge;
    QTest::newRow("bad request") << ErrorCode::BadRequest;
    QTest::newRow("not a member") << ErrorCode::NotMember;
    QTest::newRow("conflict") << ErrorCode::Conflict;
    QTest::newRow("unknown to this version") << ErrorCode::Internal;
}

void tst_Outbox::aFinalRefusalLetsTheNextOneThrough()
{
    QFETCH(ErrorCode, code);
    QSignalSpy failed(m_outbox.get(), &Outbox::failed);
    m_outbox->setOnline(true);
    add(u"a"_s);
    add(u"b"_s);
    m_outbox->refuse(u"a"_s, {code, {}, {}, 0, 0});
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), u"a"_s);
}

void tst_Outbox::whatHasNotLeftIsStoppedWhereverItStands()
{
    QSignalSpy failed(m_outbox.get(), &Outbox::failed);
    m_outbox->setOnline(true);
    for (const QString &cid : {u"a"_s, u"b"_s, u"c"_s}) {
        add(cid);
    }
    const ApiError why{ErrorCode::BadRequest, {}, {}, 0, 0};
    QVERIFY(m_outbox->stop(u"b"_s, why));
    QVERIFY(m_outbox->hasFailed(u"b"_s));
    QVERIFY(!m_outbox->stop(u"b"_s, why)); // it does not wait any more
    QVERIFY(!m_outbox->stop(u"x"_s, why));
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), u"b"_s);
    QCOMPARE(sentCids(), QStringList{u"a"_s}); // which is under way still
    m_outbox->accept(u"a"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s}));
    QVERIFY(m_outbox->stop(u"c"_s, why)); // whose files have to go first
    add(u"d"_s);
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"c"_s, u"d"_s}));
    QCOMPARE(m_outbox->count(), 3);
}

void tst_Outbox::aFailedMessageGoesAgainUnderItsCid()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    QVERIFY(!m_outbox->retry(u"a"_s));
    m_outbox->refuse(u"a"_s, {ErrorCode::Muted, {}, {}, 0, 0});
    QVERIFY(m_outbox->retry(u"a"_s));
    QCOMPARE(sentCids(), (QStringList{u"a"_s, u"a"_s}));
    QVERIFY(!m_outbox->retry(u"a"_s));
}

void tst_Outbox::whatMayBeAtTheServerCannotBeDiscarded()
{
    m_outbox->setOnline(true);
    add(u"a"_s);
    QVERIFY(!m_outbox->discard(u"a"_s));
    m_outbox->refuse(u"a"_s, {ErrorCode::Muted, {}, {}, 0, 0});
    QVERIFY(m_outbox->discard(u"a"_s));
    QCOMPARE(m_outbox->count(), 0);
}

void tst_Outbox::aLateAnswerClearsAFailedMessage()
{
    QSignalSpy unconfirmed(m_outbox.get(), &Outbox::unconfirmed);
    m_outbox->setOnline(true);
    add(u"a"_s);
    m_outbox->giveUp(u"a"_s);
    QCOMPARE(unconfirmed.count(), 1);
    QCOMPARE(m_outbox->count(), 1);
    m_outbox->accept(u"a"_s);
    QCOMPARE(m_outbox->count(), 0);
}

void tst_Outbox::itIsBounded()
{
    for (int i = 0; i < limits::maxOutboxMessages; ++i) {
        add(QString::number(i));
    }
    QVERIFY(!m_outbox->enqueue({u"over"_s, RoomId(u"r"_s), u"x"_s}));
    QCOMPARE(m_outbox->count(), limits::maxOutboxMessages);
}

void tst_Outbox::cidsAreUniqueAndPlain()
{
    const QString cid = Outbox::newCid();
    QCOMPARE(cid.size(), 36);
    QVERIFY(!cid.contains(u'{'));
    QVERIFY(cid != Outbox::newCid());
}

QTEST_GUILESS_MAIN(tst_Outbox)
#include "tst_outbox.moc"
