// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/socketpacket.h"
#include "socketpackettools.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_SocketPacketWriting : public QObject
{
    Q_OBJECT

private slots:
    void packetsAreWrittenAsTheReferenceDoes_data();
    void packetsAreWrittenAsTheReferenceDoes();
    void hotPathsWriteTheSameBytes();
    void whatIsWrittenIsReadBack();
};

void tst_SocketPacketWriting::packetsAreWrittenAsTheReferenceDoes_data()
{
    QTest::addColumn<SocketPacket>("packet");
    QTest::addColumn<QByteArray>("text");

    using enum SocketPacketType;
    const QJsonArray event{u"x"_s, u"안"_s};
    const QJsonObject placeholder{{u"_placeholder"_s, true}, {u"num"_s, 0}};
    QTest::newRow("CONNECT") << SocketPacket{.type = Connect} << QByteArray("0");
    QTest::newRow("CONNECT to a namespace, with auth")
        << SocketPacket{.type = Connect, .nsp = u"/방1"_s, .data = QJsonObject{{u"maru"_s, 1}}}
        << QByteArray(R"(0/방1,{"maru":1})");
    QTest::newRow("DISCONNECT") << SocketPacket{.type = Disconnect, .nsp = u"/a"_s}
                                << QByteArray("1/a,");
    QTest::newRow("CONNECT_ERROR")
        << SocketPacket{.type = ConnectError, .data = QJsonObject{{u"message"_s, u"no"_s}}}
        << QByteArray(R"(4{"message":"no"})");
    QTest::newRow("event") << SocketPacket{.data = event} << QByteArray(R"(2["x","안"])");
    QTest::newRow("event with all")
        << SocketPacket{.nsp = u"/a"_s, .id = 3, .data = event} << QByteArray(R"(2/a,3["x","안"])");
    QTest::newRow("ack") << SocketPacket{.type = Ack, .id = 0, .data = QJsonArray()}
                         << QByteArray("30[]");
    QTest::newRow("binary event") << SocketPacket{.nsp = u"/a"_s,
                                                  .id = 7,
                                                  .data = QJsonArray{u"x"_s, placeholder},
                                                  .attachments = {"b"}}
                                  << QByteArray(R"(51-/a,7["x",{"_placeholder":true,"num":0}])");
    QTest::newRow("binary ack") << SocketPacket{.type = Ack,
                                                .id = 7,
                                                .data = QJsonArray{placeholder},
                                                .attachments = {"b"}}
                                << QByteArray(R"(61-7[{"_placeholder":true,"num":0}])");
    QTest::newRow("binary type without attachments")
        << SocketPacket{.type = BinaryEvent, .data = event} << QByteArray(R"(2["x","안"])");
}

void tst_SocketPacketWriting::packetsAreWrittenAsTheReferenceDoes()
{
    QFETCH(SocketPacket, packet);
    QFETCH(QByteArray, text);
    QCOMPARE(encodeSocketPacket(packet), text);
}

void tst_SocketPacketWriting::hotPathsWriteTheSameBytes()
{
    QCOMPARE(encodeEvent(u"/"_s, "x"_L1, {}), QByteArray(R"(2["x"])"));
    QCOMPARE(encodeEvent(u"/"_s, "x"_L1, R"({"a":1})"), QByteArray(R"(2["x",{"a":1}])"));
    QCOMPARE(encodeEvent(u"/방"_s, "x"_L1, R"({},"off")", 0),
             QByteArray(R"(2/방,0["x",{},"off"])"));
    QCOMPARE(encodeEvent(u"/"_s, "x"_L1, "1", limits::maxAckId),
             QByteArray(R"(29007199254740992["x",1])"));
    QCOMPARE(encodeAck(u"/"_s, 12, R"({"ok":true})"), QByteArray(R"(312[{"ok":true}])"));
    QCOMPARE(encodeAck(u"/a"_s, 0, {}), QByteArray("3/a,0[]"));
}

void tst_SocketPacketWriting::whatIsWrittenIsReadBack()
{
    QRandomGenerator random(3);
    const QStringList namespaces{u"/"_s, u"/a"_s, u"/방1"_s, u"/a?b=c"_s, u"/😀"_s};
    for (int round = 0; round < 2'000; ++round) {
        SocketPacket packet;
        const bool isAck = random.bounded(2) == 1;
        packet.type = isAck ? SocketPacketType::Ack : SocketPacketType::Event;
        packet.nsp = namespaces[random.bounded(int(namespaces.size()))];
        if (isAck || random.bounded(2) == 1) {
            packet.id = random.generate64() >> random.bounded(11, 64);
        }
        QJsonArray data;
        data.append(u"name %1 \"\\\n"_s.arg(random.generate()));
        for (int i = random.bounded(4); i > 0; --i) {
            data.append(QJsonObject{{u"키"_s, qint64(random.generate())}, {u"n"_s, QJsonValue()}});
        }
        for (int i = random.bounded(limits::maxAttachments + 1); i > 0; --i) {
            data.append(QJsonObject{{u"_placeholder"_s, true}, {u"num"_s, i - 1}});
            packet.attachments.prepend(QByteArray(random.bounded(9), char(i)));
        }
        packet.data = data;

        const SocketPacket read = decoded(encodeSocketPacket(packet), packet.attachments);
        QCOMPARE(read.type, packet.type);
        QCOMPARE(read.nsp, packet.nsp);
        QCOMPARE(read.id, packet.id);
        QCOMPARE(read.data, packet.data);
        QCOMPARE(read.attachments, packet.attachments);
    }
}

QTEST_GUILESS_MAIN(tst_SocketPacketWriting)
#include "tst_socketpacketwriting.moc"
