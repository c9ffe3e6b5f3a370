// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/frame.h"

#include <QTest>

using namespace maru::server;

class tst_Frame : public QObject
{
    Q_OBJECT

private slots:
    void headHoldsTheLengthInTheFewestBytes_data();
    void headHoldsTheLengthInTheFewestBytes();
    void binaryHasItsOwnOpcode();
    void copiesShareTheBytes();
    void emptyFrameHasAnEmptyPacket();
};

void tst_Frame::headHoldsTheLengthInTheFewestBytes_data()
{
    QTest::addColumn<int>("payloadBytes");
    QTest::addColumn<QByteArray>("head");

    const auto row = [](int bytes, const char *hex) {
        QTest::addRow("%d bytes", bytes) << bytes << QByteArray::fromHex(hex);
    };
    row(1, "8101");
    row(125, "817d");
    row(126, "817e007e");
    row(127, "817e007f");
    row(65'535, "817effff");
    row(65'536, "817f0000000000010000");
    row(1'000'000, "817f00000000000f4240");
}

void tst_Frame::headHoldsTheLengthInTheFewestBytes()
{
    QFETCH(int, payloadBytes);
    QFETCH(QByteArray, head);

    const QByteArray packet(payloadBytes, 'x');
    const Frame frame = Frame::text(packet);

    QCOMPARE(frame.webSocketFrame().first(head.size()).toHex(), head.toHex());
    QCOMPARE(frame.webSocketFrame().size(), head.size() + payloadBytes);
    QCOMPARE(frame.packet().toByteArray(), packet);
    QVERIFY(!frame.isBinary());
}

void tst_Frame::binaryHasItsOwnOpcode()
{
    const Frame frame = Frame::binary(QByteArray::fromHex("00ff"));
    QCOMPARE(frame.webSocketFrame().toHex(), QByteArray("820200ff"));
    QCOMPARE(frame.packet().toByteArray().toHex(), QByteArray("00ff"));
    QVERIFY(frame.isBinary());
    QCOMPARE(Frame::binary({}).webSocketFrame().toHex(), QByteArray("8200"));
}

void tst_Frame::copiesShareTheBytes()
{
    const Frame frame = Frame::text("4hello");
    const Frame copy = frame;
    QCOMPARE(static_cast<const void *>(copy.webSocketFrame().constData()),
             static_cast<const void *>(frame.webSocketFrame().constData()));
}

void tst_Frame::emptyFrameHasAnEmptyPacket()
{
    QVERIFY(Frame().packet().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Frame)
#include "tst_frame.moc"
