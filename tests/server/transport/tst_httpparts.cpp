// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"
#include "server/transport/httpconnection.h"
#include "server/transport/peer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

constexpr qint64 maxBodyBytes = 1 << 24;

/// Takes a body part by part when the test says so, and answers in parts.
class PartsRoute : public QObject, public HttpRoute
{
public:
    [[nodiscard]] bool wants(const HttpRequest &request) const override
    {
        return request.path.startsWith("/parts");
    }
    void handle(HttpConnection *connection, const RequestPeer &) override
    {
        current = connection;
        connect(connection, &HttpConnection::partRead, this,
                [this](const QByteArray &bytes, bool isLast) {
                    parts.append(bytes);
                    hasLast = isLast;
                    if (readsOn && !isLast) {
                        current->readMore();
                    }
                });
        connect(connection, &HttpConnection::bodyRefused, this,
                [this](int status) { refused = status; });
        connect(connection, &HttpConnection::aborted, this, [this] { isAborted = true; });
        connect(connection, &HttpConnection::partTaken, this, [this] { ++taken; });
        if (connection->request().method == "POST") {
            connection->readBodyInParts(maxBodyBytes);
        }
    }

    QPointer<HttpConnection> current;
    QList<QByteArray> parts;
    bool readsOn = true;
    bool hasLast = false;
    bool isAborted = false;
    int refused = -1;
    int taken = 0;
};

struct PartsHouse : House
{
    explicit PartsHouse(const FrontDoorConfig &config = {})
        : House(config)
    {
        door->setRoute(&route);
    }
    ~PartsHouse() { door.reset(); }

    PartsRoute route;
};

} // namespace

class tst_HttpParts : public QObject
{
    Q_OBJECT

private slots:
    void aBodyComesInPartsAndTheNextRequestFollows_data();
    void aBodyComesInPartsAndTheNextRequestFollows();
    void nothingIsReadWhileNobodyWantsIt();
    void whoIsAnsweredInTheMiddleOfItsBodyComesToReadIt();
    void aBodyThatBreaksOffIsTold();
    void aBodyThatIsTooLongIsRefused();
    void whoSendsNothingIsCut();
    void anAnswerGoesInPartsAsThePeerReads();
    void whoReadsNothingIsCut();
};

void tst_HttpParts::aBodyComesInPartsAndTheNextRequestFollows_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("length") << QByteArray("Content-Length: 8\r\n\r\nabcdefgh");
    QTest::newRow("chunks") << QByteArray(
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n");
}

void tst_HttpParts::aBodyComesInPartsAndTheNextRequestFollows()
{
    QFETCH(QByteArray, wire);
    PartsHouse house;
    RawClient client(house.port);
    client.write("POST /parts HTTP/1.1\r\nHost: x\r\n" + wire
                 + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_VERIFY(house.route.hasLast);
    QCOMPARE(house.route.parts.join(), "abcdefgh");
    QVERIFY(client.received.isEmpty());
    house.route.current->respond(plainResponse(201, "made"));
    QTRY_VERIFY(client.received.contains("GET /"));
    QVERIFY(client.received.startsWith("HTTP/1.1 201 Created\r\n"));
}

void tst_HttpParts::nothingIsReadWhileNobodyWantsIt()
{
    PartsHouse house;
    house.route.readsOn = false;
    const QByteArray body(8 * 1024 * 1024, 'x'); // more than the system's buffers take
    RawClient client(house.port);
    client.write("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: "
                 + QByteArray::number(body.size()) + "\r\nExpect: 100-continue\r\n\r\n");
    QTRY_VERIFY(client.received.startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
    client.write(body);
    QTRY_COMPARE(house.route.parts.size(), 1);
    // The peer's own buffer does not empty any more.
    qint64 left = -1;
    QTRY_VERIFY(std::exchange(left, client.bytesToWrite()) == client.bytesToWrite() && left > 0);
    QCOMPARE(house.route.parts.size(), 1);
    QVERIFY(house.route.current->stream()->received().size() <= 65'536);
    house.route.readsOn = true;
    house.route.current->readMore();
    QTRY_VERIFY(house.route.hasLast);
    QCOMPARE(house.route.parts.join().size(), body.size());
    for (const QByteArray &part : std::as_const(house.route.parts)) {
        QVERIFY(part.size() <= 65'536);
    }
}

// A full disk, for example: the peer sends the rest first, and only then looks for an answer.
void tst_HttpParts::whoIsAnsweredInTheMiddleOfItsBodyComesToReadIt()
{
    PartsHouse house;
    house.route.readsOn = false;
    const QByteArray body(8 * 1024 * 1024, 'x'); // more than the system's buffers take
    QTcpSocket client;
    client.setReadBufferSize(1); // notices neither answer nor end while it sends
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), house.port);
    qint64 sent = 0;
    connect(&client, &QTcpSocket::bytesWritten, this, [&sent](qint64 bytes) { sent += bytes; });
    const QByteArray request = "POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    client.write(request);
    QTRY_COMPARE(house.route.parts.size(), 1);
    house.route.current->respond(plainResponse(507, "The disk is full."));
    QTRY_COMPARE(sent, request.size());
    client.setReadBufferSize(0);
    QByteArray received;
    QTRY_VERIFY((received += client.readAll()).contains("\r\n\r\n"));
    QVERIFY(received.startsWith("HTTP/1.1 507 Insufficient Storage\r\n"));
}

void tst_HttpParts::aBodyThatBreaksOffIsTold()
{
    PartsHouse house;
    RawClient client(house.port);
    client.write("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    QTRY_COMPARE(house.route.parts.join(), "abc");
    client.abort();
    QTRY_COMPARE(house.route.refused, 0);
    QVERIFY(!house.route.hasLast);
}

void tst_HttpParts::aBodyThatIsTooLongIsRefused()
{
    PartsHouse house;
    RawClient client(house.port);
    client.write("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: "
                 + QByteArray::number(maxBodyBytes + 1) + "\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(house.route.refused, 413);
    QVERIFY(client.received.isEmpty()); // it is not asked to go on
    house.route.current->respond(plainResponse(413, "too long"));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.startsWith("HTTP/1.1 413 "));

    PartsHouse other;
    RawClient chunked(other.port);
    chunked.write("POST /parts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n1000000\r\n"); // with what was taken one byte too many
    QTRY_COMPARE(other.route.refused, 413);
}

void tst_HttpParts::whoSendsNothingIsCut()
{
    FrontDoorConfig config;
    config.timeouts.stallMs = 50;
    PartsHouse house(config);
    RawClient client(house.port);
    client.write("POST /parts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    QTRY_COMPARE(house.route.refused, 408);
}

void tst_HttpParts::anAnswerGoesInPartsAsThePeerReads()
{
    PartsHouse house;
    RawClient client(house.port);
    client.write("GET /parts HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_VERIFY(house.route.current);
    HttpResponse head;
    head.followingBytes = 6;
    house.route.current->respondInParts(head);
    QTRY_COMPARE(house.route.taken, 1);
    house.route.current->writePart("abc");
    QTRY_COMPARE(house.route.taken, 2);
    house.route.current->writePart("def");
    QTRY_VERIFY(client.received.endsWith("GET /"));
    QVERIFY(client.received.contains("Content-Length: 6\r\n"));
    QVERIFY(client.received.contains("\r\n\r\nabcdefHTTP/1.1 200 OK\r\n"));
    QCOMPARE(house.route.taken, 2);
}

void tst_HttpParts::whoReadsNothingIsCut()
{
    FrontDoorConfig config;
    config.timeouts.stallMs = 2'000;
    PartsHouse house(config);
    RawClient client(house.port);
    client.setReadBufferSize(1);
    client.write("GET /parts HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_VERIFY(house.route.current);
    HttpResponse head;
    head.followingBytes = 1LL << 30;
    house.route.current->respondInParts(head);
    QTRY_COMPARE(house.route.taken, 1);
    house.route.current->writePart(QByteArray(1 << 24, 'x')); // more than buffers take
    QTRY_VERIFY(house.route.isAborted);
    QVERIFY(house.route.taken <= 1);
}

QTEST_GUILESS_MAIN(tst_HttpParts)
#include "tst_httpparts.moc"
