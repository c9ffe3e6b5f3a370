// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "fakechannel.h"
#include "server/transport/httpstream.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

struct Pair
{
    Pair()
    {
        auto owned = std::make_unique<FakeChannel>();
        channel = owned.get();
        stream = new HttpStream(std::move(owned), QHostAddress(u"192.0.2.1"_s));
        QObject::connect(stream, &HttpStream::closed, stream, [this] { ++closed; });
    }
    ~Pair() { delete stream; }
    Q_DISABLE_COPY_MOVE(Pair)

    QPointer<FakeChannel> channel;
    QPointer<HttpStream> stream;
    int closed = 0;
};

} // namespace

class tst_HttpStream : public QObject
{
    Q_OBJECT

private slots:
    void bytesWaitUntilTheyAreSkipped();
    void noMoreIsReadThanTheLimit();
    void whatIsNotTakenFollowsInOrder();
    void finishingWaitsForTheRest();
    void whoLeavesStillGetsTheRest();
    void whoLeavesAndTakesNothingIsCut();
    void brokenConnectionsClose();
    void abortingClosesOnce();
    void releasingGivesTheRestAway();
};

void tst_HttpStream::bytesWaitUntilTheyAreSkipped()
{
    Pair pair;
    QSignalSpy arrived(pair.stream, &HttpStream::arrived);
    pair.channel->bring("one");
    pair.channel->bring("two");
    QCOMPARE(arrived.size(), 2);
    QCOMPARE(pair.stream->received(), QByteArrayView("onetwo"));
    pair.stream->skip(4);
    QCOMPARE(pair.stream->received(), QByteArrayView("wo"));
    pair.stream->skip(2);
    QVERIFY(pair.stream->received().isEmpty());
}

void tst_HttpStream::noMoreIsReadThanTheLimit()
{
    Pair pair;
    pair.stream->setReadLimit(10);
    pair.channel->bring(QByteArray(25, 'x'));
    QCOMPARE(pair.stream->received().size(), 10);
    QVERIFY(!pair.channel->isReadWatched);
    pair.channel->bring({}); // a signal that was on its way
    QCOMPARE(pair.stream->received().size(), 10);
    pair.stream->skip(1);
    QVERIFY(pair.channel->isReadWatched);
    QTRY_COMPARE(pair.channel->toRead.size(), 14);
    pair.stream->setReadLimit(100);
    QTRY_COMPARE(pair.stream->received().size(), 24);
    QVERIFY(pair.channel->isReadWatched);
    pair.stream->setReadLimit(5); // less than is there
    pair.channel->bring("y");
    QCOMPARE(pair.stream->received().size(), 24);
    QVERIFY(!pair.channel->isReadWatched);
}

void tst_HttpStream::whatIsNotTakenFollowsInOrder()
{
    Pair pair;
    QSignalSpy sent(pair.stream, &HttpStream::sent);
    pair.channel->room = 4;
    pair.stream->write("onetwo");
    pair.stream->write("three");
    pair.stream->write({});
    QCOMPARE(pair.channel->written, QByteArray("onet"));
    QCOMPARE(pair.stream->bytesUnsent(), 7);
    QVERIFY(pair.channel->isWriteWatched && sent.isEmpty());
    pair.channel->makeRoom(3);
    QCOMPARE(pair.channel->written, QByteArray("onetwot"));
    QCOMPARE(pair.stream->bytesUnsent(), 4);
    QCOMPARE(sent.size(), 1);
    pair.channel->makeRoom(100);
    QCOMPARE(pair.channel->written, QByteArray("onetwothree"));
    QVERIFY(!pair.channel->isWriteWatched);
    pair.stream->write("!");
    QCOMPARE(pair.channel->written, QByteArray("onetwothree!"));
}

void tst_HttpStream::finishingWaitsForTheRest()
{
    Pair pair;
    pair.channel->room = 2;
    pair.stream->write("answer");
    pair.stream->finishWriting();
    QVERIFY(!pair.channel->isFinished);
    pair.channel->makeRoom(100);
    QVERIFY(pair.channel->isFinished);
    QVERIFY(pair.stream->isOpen());
}

void tst_HttpStream::whoLeavesStillGetsTheRest()
{
    Pair pair;
    pair.channel->room = 2;
    pair.stream->write("answer");
    pair.channel->bring("last");
    pair.channel->end();
    QCOMPARE(pair.stream->received(), QByteArrayView("last"));
    QCOMPARE(pair.closed, 0);
    pair.channel->makeRoom(100);
    QCOMPARE(pair.channel->written, QByteArray("answer"));
    QTRY_COMPARE(pair.closed, 1);
    QTRY_VERIFY(pair.stream.isNull() && pair.channel.isNull());
}

void tst_HttpStream::whoLeavesAndTakesNothingIsCut()
{
    Pair pair;
    pair.stream->write("answer");
    pair.channel->end();
    QTRY_COMPARE_WITH_TIMEOUT(pair.closed, 1, 2 * limits::closeGraceMs);
    QTRY_VERIFY(pair.channel.isNull());
}

void tst_HttpStream::brokenConnectionsClose()
{
    Pair pair;
    pair.channel->isBroken = true;
    pair.stream->write("answer");
    QCOMPARE(pair.closed, 0); // not from within the call
    QTRY_COMPARE(pair.closed, 1);
    QTRY_VERIFY(pair.stream.isNull());
}

void tst_HttpStream::abortingClosesOnce()
{
    Pair pair;
    pair.stream->write("answer");
    pair.stream->abort();
    pair.stream->abort();
    QCOMPARE(pair.closed, 1);
    QCOMPARE(pair.stream->bytesUnsent(), 0);
    pair.stream->write("to nobody");
    QTRY_VERIFY(pair.stream.isNull() && pair.channel.isNull());
}

void tst_HttpStream::releasingGivesTheRestAway()
{
    Pair pair;
    pair.channel->room = 2;
    pair.stream->write("answer");
    pair.stream->write("+");
    QByteArray unsent;
    const std::unique_ptr<ByteChannel> channel = pair.stream->release(unsent);
    QVERIFY(channel.get() == pair.channel.data());
    QCOMPARE(unsent, QByteArray("swer+"));
    QVERIFY(!pair.channel->isWriteWatched && pair.channel->isReadWatched);
    pair.channel->bring("for another");
    QTRY_VERIFY(pair.stream.isNull());
    QCOMPARE(pair.closed, 0);
    QVERIFY(!pair.channel.isNull());
}

QTEST_GUILESS_MAIN(tst_HttpStream)
#include "tst_httpstream.moc"
