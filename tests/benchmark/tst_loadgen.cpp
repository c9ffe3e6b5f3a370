// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "deliverycheck.h"
#include "loadframe.h"
#include "loadmeter.h"
#include "loadoptions.h"

#include <QTest>

#include <vector>

using namespace maru::bench;

namespace {

constexpr unsigned clients = 70; // more than the bits of one word
constexpr unsigned senders = 2;

maru::Result<LoadOptions, std::string> readAll(std::vector<std::string> words)
{
    std::vector<char *> arguments;
    words.insert(words.begin(), "loadgen");
    for (std::string &word : words) {
        arguments.push_back(word.data());
    }
    return readLoadOptions(int(arguments.size()), arguments.data());
}

QString errorOf(const std::vector<std::string> &words)
{
    const auto read = readAll(words);
    return read ? QString() : QString::fromStdString(read.error());
}

} // namespace

class tst_LoadGen : public QObject
{
    Q_OBJECT

private slots:
    void messageForEverybodyOnceIsClean();
    void lostMessageIsSeen();
    void doubledMessageIsSeen();
    void reorderedMessageIsSeen();
    void twoOrdersAreSeen();
    void percentilesAreNearTheTruth_data();
    void percentilesAreNearTheTruth();
    void ownProcessIsMeasured();
    void missingProcessIsSeen();
    void framesAreMasked();
    void headsOfAllLengthsAreRead();
    void optionsAreRead();
    void badOptionsGetOneLine_data();
    void badOptionsGetOneLine();
};

void tst_LoadGen::messageForEverybodyOnceIsClean()
{
    DeliveryCheck check(clients, senders);
    for (uint64_t message = 0; message < 10; ++message) {
        QCOMPARE(check.addMessage(), message);
        for (unsigned client = 0; client < clients; ++client) {
            QVERIFY(check.addDelivery(client, message));
        }
    }
    QCOMPARE(check.deliveries(), 10 * uint64_t{clients});
    QCOMPARE(check.doubled(), 0U);
    QCOMPARE(check.reordered(), 0U);
    for (unsigned client = 0; client < clients; ++client) {
        QCOMPARE(check.missing(client), 0U);
        QCOMPARE(check.orderOf(client), check.orderOf(0));
    }
}

void tst_LoadGen::lostMessageIsSeen()
{
    DeliveryCheck check(clients, senders);
    const uint64_t lost = check.addMessage();
    const uint64_t kept = check.addMessage();
    QVERIFY(check.addDelivery(clients - 1, kept));
    QCOMPARE(check.missing(clients - 1), 1U);
    QVERIFY(check.addDelivery(clients - 1, lost));
    QCOMPARE(check.missing(clients - 1), 0U);
    QCOMPARE(check.missing(0), 2U);
}

void tst_LoadGen::doubledMessageIsSeen()
{
    DeliveryCheck check(clients, senders);
    const uint64_t message = check.addMessage();
    QVERIFY(check.addDelivery(65, message));
    QVERIFY(!check.addDelivery(65, message));
    QCOMPARE(check.doubled(), 1U);
    QCOMPARE(check.deliveries(), 1U);
}

void tst_LoadGen::reorderedMessageIsSeen()
{
    DeliveryCheck check(clients, senders);
    const uint64_t first = check.addMessage(); // of sender 0
    const uint64_t other = check.addMessage(); // of sender 1
    const uint64_t second = check.addMessage(); // of sender 0
    QVERIFY(check.addDelivery(0, second));
    QVERIFY(check.addDelivery(0, other)); // senders do not wait for each other
    QCOMPARE(check.reordered(), 0U);
    QVERIFY(check.addDelivery(0, first));
    QCOMPARE(check.reordered(), 1U);
}

void tst_LoadGen::twoOrdersAreSeen()
{
    DeliveryCheck check(clients, senders);
    const uint64_t a = check.addMessage();
    const uint64_t b = check.addMessage();
    QVERIFY(check.addDelivery(0, a) && check.addDelivery(0, b));
    QVERIFY(check.addDelivery(1, b) && check.addDelivery(1, a));
    QVERIFY(check.orderOf(0) != check.orderOf(1));
}

void tst_LoadGen::percentilesAreNearTheTruth_data()
{
    QTest::addColumn<quint64>("unitNs");
    QTest::newRow("nanoseconds") << quint64{1};
    QTest::newRow("microseconds") << quint64{1'000};
    QTest::newRow("milliseconds") << quint64{1'000'000};
    QTest::newRow("minutes") << quint64{60'000'000'000};
}

void tst_LoadGen::percentilesAreNearTheTruth()
{
    QFETCH(quint64, unitNs);
    Histogram histogram;
    constexpr quint64 most = 10'000;
    for (quint64 i = 0; i < most; ++i) {
        histogram.add(i * unitNs);
    }
    QCOMPARE(histogram.count(), most);
    for (const double share : {0.01, 0.5, 0.9, 0.99}) {
        const double truth = share * double(most * unitNs) / 1e6;
        QVERIFY2(qAbs(histogram.ms(share) - truth) <= truth * 0.016, // half a step
                 qPrintable(QStringLiteral("%1 ms, not %2").arg(histogram.ms(share)).arg(truth)));
    }
    QCOMPARE(histogram.maxMs(), double((most - 1) * unitNs) / 1e6);
}

void tst_LoadGen::ownProcessIsMeasured()
{
    const std::vector<std::string> self{std::to_string(QCoreApplication::applicationPid())};
    const Usage before = usageOf(self);
    QVERIFY(before.isThere);
    QVERIFY(before.rssKiB > 1'000);
    volatile double work = 0;
    while (ownCpuS() - before.userS - before.systemS < 0.05) {
        work = work + 1;
    }
    const Usage after = usageOf(self);
    QVERIFY(after.cpuS > before.cpuS);
    QVERIFY(machineUsage().busyS > 0);
}

void tst_LoadGen::missingProcessIsSeen()
{
    QVERIFY(!usageOf({"0"}).isThere);
}

void tst_LoadGen::framesAreMasked()
{
    const std::string frame = clientFrame(Opcode::Text, "Maru");
    QCOMPARE(frame.size(), size_t{10});
    QCOMPARE(uint8_t(frame[0]), uint8_t{0x81});
    QCOMPARE(uint8_t(frame[1]), uint8_t{0x84});
    for (size_t i = 0; i < 4; ++i) {
        QCOMPARE(char(frame[6 + i] ^ frame[2 + i]), "Maru"[i]);
    }
    const std::string longer = clientFrame(Opcode::Pong, std::string(300, 'x'));
    QCOMPARE(longer.size(), size_t{308});
    QCOMPARE(uint8_t(longer[0]), uint8_t{0x8A});
    QCOMPARE(uint8_t(longer[1]), uint8_t{0xFE});
    QCOMPARE(uint8_t(longer[2]) << 8 | uint8_t(longer[3]), 300);
}

void tst_LoadGen::headsOfAllLengthsAreRead()
{
    QCOMPARE(readHead("\x81").bytes, size_t{0});
    QCOMPARE(readHead("\x81\x05").bytes, size_t{2});
    QCOMPARE(readHead("\x81\x05").payloadBytes, size_t{5});
    QCOMPARE(readHead("\x81\x7E\x01").bytes, size_t{0});
    QCOMPARE(readHead("\x81\x7E\x01\x02").payloadBytes, size_t{0x102});
    const std::string head("\x81\x7F\0\0\0\0\0\x01\x02\x03", 10);
    QCOMPARE(readHead(head).bytes, size_t{10});
    QCOMPARE(readHead(head).payloadBytes, size_t{0x10203});
}

void tst_LoadGen::optionsAreRead()
{
    const auto read = readAll({"--clients", "10", "--tls", "1", "--rate", "2.5", "--server-pid",
                               "12,34", "--joiners", "-1", "--idlers", "5"});
    QVERIFY(read.has_value());
    QCOMPARE(read->connections(), 15U);
    QVERIFY(read->tls);
    QCOMPARE(read->rate, 2.5);
    QCOMPARE(read->senders, 10U); // no more than there are clients
    QVERIFY((read->serverPids == std::vector<std::string>{"12", "34"}));
    QCOMPARE(filled("420[\"join\",\"%s\"]", "u7"), std::string("420[\"join\",\"u7\"]"));
}

void tst_LoadGen::badOptionsGetOneLine_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("error");
    QTest::newRow("unknown") << "--colour red"
                             << "unknown option --colour";
    QTest::newRow("no option") << "clients 5"
                               << "unknown option clients";
    QTest::newRow("short") << "- 5"
                           << "unknown option -";
    QTest::newRow("no value") << "--clients"
                              << "--clients needs a value";
    QTest::newRow("no number") << "--clients many"
                               << "--clients: 'many' is no value for it";
    QTest::newRow("half a number") << "--rate 5x"
                                   << "--rate: '5x' is no value for it";
    QTest::newRow("negative") << "--duration -1"
                              << "--duration: '-1' is no value for it";
    QTest::newRow("no switch") << "--tls yes"
                               << "--tls: 'yes' is no value for it";
    QTest::newRow("nobody") << "--clients 0"
                            << "--clients, --connect-window and --ports-per-ip are at least 1";
    QTest::newRow("too long") << "--payload 70000"
                              << "--payload is at most 60000";
}

void tst_LoadGen::badOptionsGetOneLine()
{
    QFETCH(QString, words);
    QFETCH(QString, error);
    std::vector<std::string> list;
    for (const QString &word : words.split(u' ')) {
        list.push_back(word.toStdString());
    }
    QCOMPARE(errorOf(list), error);
}

QTEST_GUILESS_MAIN(tst_LoadGen)

#include "tst_loadgen.moc"
