// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/socketpacket.h"
#include "socketpackettools.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace maru;
using namespace Qt::StringLiterals;

/// Packets with bytes that come behind them.
class tst_SocketAttachments : public QObject
{
    Q_OBJECT

private slots:
    void attachmentsAreCollectedInOrder();
    void attachmentsOfADroppedPacketAreConsumed_data();
    void attachmentsOfADroppedPacketAreConsumed();
    void nothingMayComeBetweenAttachments();
    void binaryWithoutAnnouncementIsRefused();
    void packetWithAttachmentsHasAByteLimit();
    void whatWaitsForThemIsNotTakenApart();
};

void tst_SocketAttachments::attachmentsAreCollectedInOrder()
{
    SocketPacketDecoder decoder(PacketSource::Client);
    const Added text = decoder.addText(
        R"(53-/a,9["x",{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]])");
    QVERIFY(text.has_value() && !text->has_value());
    QVERIFY(decoder.isWaiting());
    for (const QByteArray &bytes : {QByteArray("one"), QByteArray()}) {
        const Added added = decoder.addBinary(bytes);
        QVERIFY(added.has_value() && !added->has_value());
        QVERIFY(decoder.isWaiting());
    }
    const Added last = decoder.addBinary(QByteArray("\0\xff", 2));
    QVERIFY(last.has_value() && last->has_value());
    QVERIFY(!decoder.isWaiting());
    const SocketPacket packet = **last;
    QCOMPARE(packet.type, SocketPacketType::Event);
    QCOMPARE(packet.nsp, u"/a"_s);
    QCOMPARE(packet.id, std::optional<quint64>(9));
    QCOMPARE(packet.attachments, (QList<QByteArray>{"one", "", QByteArray("\0\xff", 2)}));
    QCOMPARE(packet.data[1].toObject().value("num"_L1).toInt(), 1);
}

void tst_SocketAttachments::attachmentsOfADroppedPacketAreConsumed_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("too deep") << deepEvent(limits::maxJsonDepth + 1, "52-");
    QTest::newRow("id too large") << QByteArray(
        R"(52-9007199254740993["x",{"_placeholder":true,"num":0}])");
    QTest::newRow("bare") << QByteArray("52-");
    QTest::newRow("ack without an id") << QByteArray("62-[]");
}

void tst_SocketAttachments::attachmentsOfADroppedPacketAreConsumed()
{
    QFETCH(QByteArray, text);

    SocketPacketDecoder decoder(PacketSource::Client);
    QCOMPARE(outcomeOf(decoder, decoder.addText(text)), Outcome::Waiting);
    QCOMPARE(outcomeOf(decoder, decoder.addBinary("a")), Outcome::Waiting);
    QCOMPARE(outcomeOf(decoder, decoder.addBinary("b")), Outcome::Nothing);

    // What follows is not dropped with it.
    QCOMPARE(outcomeOf(decoder, decoder.addText(R"(51-["x"])")), Outcome::Waiting);
    QCOMPARE(outcomeOf(decoder, decoder.addBinary("c")), Outcome::Packet);
}

void tst_SocketAttachments::nothingMayComeBetweenAttachments()
{
    for (const char *text : {R"(2["x"])", "1", "0", R"(51-["x"])", "2"}) {
        SocketPacketDecoder decoder(PacketSource::Client);
        QVERIFY(decoder.addText(R"(52-["x"])").has_value());
        QVERIFY(decoder.addBinary("a").has_value());
        QVERIFY(!decoder.addText(text).has_value());
    }
}

void tst_SocketAttachments::binaryWithoutAnnouncementIsRefused()
{
    SocketPacketDecoder first(PacketSource::Client);
    QVERIFY(!first.addBinary("a").has_value());

    SocketPacketDecoder second(PacketSource::Client);
    QVERIFY(second.addText(R"(50-["x"])").has_value());
    QVERIFY(!second.addBinary("a").has_value());

    SocketPacketDecoder third(PacketSource::Client);
    QVERIFY(third.addText(R"(51-["x"])").has_value());
    QVERIFY(third.addBinary("a").has_value());
    QVERIFY(!third.addBinary("a").has_value());
}

void tst_SocketAttachments::packetWithAttachmentsHasAByteLimit()
{
    const QByteArray text(R"(52-["x"])");
    const QByteArray half(limits::maxPacketBytes / 2, 'a');
    const QByteArray rest(limits::maxPacketBytes - half.size() - text.size(), 'b');

    SocketPacketDecoder exact(PacketSource::Client);
    QVERIFY(exact.addText(text).has_value());
    QVERIFY(exact.addBinary(half).has_value());
    QCOMPARE(outcomeOf(exact, exact.addBinary(rest)), Outcome::Packet);

    SocketPacketDecoder over(PacketSource::Client);
    QVERIFY(over.addText(text).has_value());
    QVERIFY(over.addBinary(half).has_value());
    QVERIFY(!over.addBinary(rest + 'c').has_value());

    SocketPacketDecoder dropped(PacketSource::Client);
    QVERIFY(dropped.addText("52-").has_value());
    QVERIFY(dropped.addBinary(half).has_value());
    QVERIFY(!dropped.addBinary(half + half).has_value());
}

// A list of lists is forty times as large in memory as on the wire, and they may never come.
void tst_SocketAttachments::whatWaitsForThemIsNotTakenApart()
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
    const QByteArray text = R"(51-[7)" + QByteArray(",[0]").repeated(15'000) + ']';
    SocketPacketDecoder first(PacketSource::Client); // what is made only once
    QVERIFY(first.addText(text).has_value());
    SocketPacketDecoder decoder(PacketSource::Client);
    const size_t before = mallinfo2().uordblks;
    QVERIFY(decoder.addText(text).has_value());
    const auto taken = qsizetype(mallinfo2().uordblks - before);
    QVERIFY2(taken < 3 * text.size(), qPrintable(QString::number(taken)));
    const Added last = decoder.addBinary("x");
    QVERIFY(last && *last);
    QCOMPARE((*last)->data.toArray().size(), 15'001);
    QCOMPARE((*last)->data.toArray().first().toString(), u"7"_s); // a name is a text
#endif
}

QTEST_GUILESS_MAIN(tst_SocketAttachments)
#include "tst_socketattachments.moc"
