// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/beaconpacket.h"

#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_BeaconPacket : public QObject
{
    Q_OBJECT

private slots:
    void packetsComeBackAsTheyWere_data();
    void packetsComeBackAsTheyWere();
    void theBytesAreThoseOfTheProtocol();
    void anAnswerIsAsLongAsItsQuestion();
    void hostilePacketsAreRefused_data();
    void hostilePacketsAreRefused();
    void noByteMayBeCutOrAdded();
    void everyChangedByteIsAnotherPacketOrNone();
    void namesAreMadeFit_data();
    void namesAreMadeFit();
};

namespace {

Announcement sample()
{
    return {u"한빛 사무실"_s, 5000, QByteArray(fingerprintBytes, '\x5a')};
}

QByteArray changed(qsizetype at, QByteArrayView bytes)
{
    return encodeBeacon(sample()).replace(at, bytes.size(), bytes);
}

/// The sample with another name, as a peer that keeps no rules writes it.
QByteArray named(const QByteArray &name)
{
    QByteArray packet = changed(7, QByteArray(1, char(name.size())));
    packet.replace(42, beaconBytes - 42, QByteArray(beaconBytes - 42, '\0'));
    return packet.replace(42, name.size(), name);
}

} // namespace

void tst_BeaconPacket::packetsComeBackAsTheyWere_data()
{
    QTest::addColumn<BeaconPacket>("packet");
    QTest::newRow("query") << BeaconPacket(BeaconQuery());
    QTest::newRow("announcement") << BeaconPacket(sample());
    QTest::newRow("no TLS") << BeaconPacket(Announcement{u"a"_s, 1, {}});
    QTest::newRow("longest name") << BeaconPacket(Announcement{
        QString(limits::maxServerNameBytes, u'n'), 65'535, QByteArray(fingerprintBytes, '\1')});
    QTest::newRow("emoji") << BeaconPacket(Announcement{u"교실 🏫 3-2"_s, 80, {}});
}

void tst_BeaconPacket::packetsComeBackAsTheyWere()
{
    QFETCH(BeaconPacket, packet);
    const auto decoded = decodeBeacon(encodeBeacon(packet));
    QVERIFY(decoded.has_value());
    QVERIFY(*decoded == packet);
}

void tst_BeaconPacket::theBytesAreThoseOfTheProtocol()
{
    const QByteArray fingerprint =
        QByteArray::fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    const QByteArray packet = encodeBeacon(Announcement{u"방"_s, 5001, fingerprint});
    const QByteArray head = "MARU\x01\x02\x01\x03\x13\x89";
    QCOMPARE(packet, (head + fingerprint + "\xeb\xb0\xa9").leftJustified(128, '\0'));
    QCOMPARE(encodeBeacon(BeaconQuery()), QByteArray("MARU\x01\x01").leftJustified(128, '\0'));
}

void tst_BeaconPacket::anAnswerIsAsLongAsItsQuestion()
{
    QCOMPARE(encodeBeacon(sample()).size(), encodeBeacon(BeaconQuery()).size());
    QCOMPARE(encodeBeacon(sample()).size(), beaconBytes);
}

void tst_BeaconPacket::hostilePacketsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<BeaconError>("error");
    const auto row = [](const char *name, const QByteArray &bytes, BeaconError error) {
        QTest::newRow(name) << bytes << error;
    };
    const QByteArray query = encodeBeacon(BeaconQuery());

    row("nothing", {}, BeaconError::Size);
    row("one byte short", query.chopped(1), BeaconError::Size);
    row("one byte long", query + '\0', BeaconError::Size);
    row("a full datagram", QByteArray(65'507, 'M'), BeaconError::Size);
    row("zeros", QByteArray(beaconBytes, '\0'), BeaconError::Magic);
    row("another magic", changed(3, "u"), BeaconError::Magic);
    row("text", QByteArray("GET / HTTP/1.1\r\n").leftJustified(128, ' '), BeaconError::Magic);
    row("version 0", changed(4, QByteArray(1, '\0')), BeaconError::Version);
    row("version 2", changed(4, "\x02"), BeaconError::Version);
    row("kind 0", changed(5, QByteArray(1, '\0')), BeaconError::Kind);
    row("kind 3", changed(5, "\x03"), BeaconError::Kind);
    row("unknown flag", changed(6, "\x03"), BeaconError::Flags);
    row("fingerprint without TLS", changed(6, QByteArray(1, '\0')), BeaconError::Flags);
    row("TLS without a fingerprint", changed(10, QByteArray(32, '\0')), BeaconError::Flags);
    row("port 0", changed(8, QByteArray(2, '\0')), BeaconError::Port);
    row("no name", named({}), BeaconError::Name);
    row("name of 64 bytes", named(QByteArray(64, 'n')), BeaconError::Name);
    row("name past the packet", changed(7, "\xff"), BeaconError::Name);
    row("name cut inside a character", changed(7, "\x02"), BeaconError::Name);
    row("name longer than it says", changed(7, "\x03"), BeaconError::Padding);
    row("name shorter than it says", changed(7, "\x20"), BeaconError::Name);
    row("NUL in the name", named(QByteArray("a\0b", 3)), BeaconError::Name);
    row("line in the name", named("a\nb"), BeaconError::Name);
    row("escape in the name", named("\x1b[2J"), BeaconError::Name);
    row("bidi override",
        named("\xe2\x80\xae"
              "evil"),
        BeaconError::Name);
    row("zero width space",
        named("a\xe2\x80\x8b"
              "b"),
        BeaconError::Name);
    row("line separator",
        named("a\xe2\x80\xa8"
              "b"),
        BeaconError::Name);
    row("only blanks", named("   "), BeaconError::Name);
    row("blank in front", named(" a"), BeaconError::Name);
    row("overlong NUL", named("a\xc0\x80"), BeaconError::Name);
    row("surrogate", named("\xed\xa0\x80"), BeaconError::Name);
    row("over U+10FFFF", named("\xf4\x90\x80\x80"), BeaconError::Name);
    row("byte order mark",
        named("\xef\xbb\xbf"
              "a"),
        BeaconError::Name);
    row("last byte set", changed(127, "\x01"), BeaconError::Padding);
    row("query with a port", QByteArray(query).replace(8, 2, "\x13\x88"), BeaconError::Padding);
    row("query with a tail", QByteArray(query).replace(127, 1, "x"), BeaconError::Padding);
}

void tst_BeaconPacket::hostilePacketsAreRefused()
{
    QFETCH(QByteArray, bytes);
    const auto decoded = decodeBeacon(bytes);
    QVERIFY(!decoded.has_value());
    QTEST(decoded.error(), "error");
}

void tst_BeaconPacket::noByteMayBeCutOrAdded()
{
    const QByteArray packet = encodeBeacon(sample());
    for (qsizetype size = 0; size < 300; ++size) {
        const QByteArray other = packet.left(size).leftJustified(size, '\0');
        QCOMPARE(decodeBeacon(other).has_value(), size == beaconBytes);
    }
}

void tst_BeaconPacket::everyChangedByteIsAnotherPacketOrNone()
{
    const QByteArray packet = encodeBeacon(sample());
    for (qsizetype at = 0; at < packet.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray other = packet;
            other[at] = char(other[at] ^ (1 << bit));
            const auto decoded = decodeBeacon(other);
            if (decoded) {
                QVERIFY(*decoded != BeaconPacket(sample()));
                QCOMPARE(encodeBeacon(*decoded), other); // one form for each meaning
            }
        }
    }
}

void tst_BeaconPacket::namesAreMadeFit_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fit");
    QTest::newRow("as it is") << u"vm-3"_s << u"vm-3"_s;
    QTest::newRow("Korean") << u"김민수의 PC"_s << u"김민수의 PC"_s;
    QTest::newRow("nothing") << QString() << u"Maru"_s;
    QTest::newRow("blanks") << u" \t"_s << u"Maru"_s;
    QTest::newRow("only what cannot be seen") << u"\u202e\u200b\n"_s << u"Maru"_s;
    QTest::newRow("controls go") << u"a\nb\u202ec"_s << u"abc"_s;
    QTest::newRow("63 bytes") << QString(63, u'a') << QString(63, u'a');
    QTest::newRow("64 bytes") << QString(64, u'a') << QString(63, u'a');
    QTest::newRow("cut between characters")
        << u'a' + QString(21, u'가') << u'a' + QString(20, u'가');
    QTest::newRow("no blank at the cut") << QString(62, u'a') + u" b"_s << QString(62, u'a');
    QTest::newRow("lone surrogate") << u"a"_s + QChar(0xd800) << u"a\ufffd"_s;
}

void tst_BeaconPacket::namesAreMadeFit()
{
    QFETCH(QString, name);
    QFETCH(QString, fit);
    QCOMPARE(announcedName(name), fit);
    QCOMPARE(announcedName(fit), fit);
    const auto decoded = decodeBeacon(encodeBeacon(Announcement{name, 1, {}}));
    QVERIFY(decoded.has_value());
    QCOMPARE(std::get<Announcement>(*decoded).name, fit);
}

QTEST_GUILESS_MAIN(tst_BeaconPacket)
#include "tst_beaconpacket.moc"
