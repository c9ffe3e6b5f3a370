// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/tlshandshake.h"
#include "tests/server/transport/tlsmaterial.h"

#include <QSslCipher>
#include <QSslSocket>
#include <QTcpServer>

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

namespace {

/// Gives back what it gets over TLS.
class Echo : public QTcpServer
{
public:
    explicit Echo(TlsContext context)
        : m_context(std::move(context))
    { }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        TlsHandshake *handshake = startTls(descriptor, m_context, this);
        connect(handshake, &TlsHandshake::failed, handshake, &QObject::deleteLater);
        connect(handshake, &TlsHandshake::encrypted, this, [this, handshake] {
            ByteChannel *channel = handshake->takeChannel().release();
            channel->setParent(this);
            handshake->deleteLater();
            connect(channel, &ByteChannel::readable, channel, [channel] { giveBack(channel); });
            giveBack(channel); // what came with the end of the handshake
        });
    }

private:
    static void giveBack(ByteChannel *channel)
    {
        QByteArray bytes(1'024, '\0');
        const qint64 got = channel->read(bytes.data(), bytes.size());
        if (got < 0) {
            channel->deleteLater();
        } else if (got > 0) {
            bytes.truncate(got);
            QCOMPARE(channel->write({&bytes, 1}, 0), got);
        }
    }

    TlsContext m_context;
};

} // namespace

/// makeTlsContext() and startTls() against Qt's client, which checks the certificate in full, and
/// against the tool of OpenSSL, which also speaks what Qt no longer does.
class tst_TlsHandshake : public TlsTest
{
    Q_OBJECT

private slots:
    void versionsAreSpoken_data();
    void versionsAreSpoken();
    void ciphersAreModern_data();
    void ciphersAreModern();
    void protocolsAreNegotiated_data();
    void protocolsAreNegotiated();
    void keysOfEveryKindServe_data();
    void keysOfEveryKindServe();
    void oldVersionsAreRefused_data();
    void oldVersionsAreRefused();
    void clientsAreNotAskedForCertificates();
    void noTicketsAreGiven();
    void chainsAreSent();
    void weakChainsAreRefusedAtOnce();

private:
    /// An identity in the folder, and a server that has it.
    void serve();
    void serve(const SelfSigned &pair);
    [[nodiscard]] QSslConfiguration clientConfiguration() const;
    /// Shakes hands, and exchanges a word each way.
    void greet(QSslSocket &client, const QSslConfiguration &configuration);
    /// What `openssl s_client` says, with a word through the connection if there is one.
    QByteArray sClient(const QString &words);

    std::unique_ptr<Echo> m_server;
    TlsIdentity m_identity;
};

void tst_TlsHandshake::serve()
{
    serve(made(ownValidity(QDateTime::currentDateTimeUtc())));
}

void tst_TlsHandshake::serve(const SelfSigned &pair)
{
    write(path(u"cert.pem"_s), pair.certificate);
    write(path(u"key.pem"_s), pair.key);
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s));
    QVERIFY2(identity, identity ? "" : identity.error().text.toUtf8());
    m_identity = *identity;
    m_server = std::make_unique<Echo>(makeTlsContext(m_identity).value());
    QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost)));
}

QSslConfiguration tst_TlsHandshake::clientConfiguration() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates({m_identity.chain.first()});
    return configuration;
}

void tst_TlsHandshake::greet(QSslSocket &client, const QSslConfiguration &configuration)
{
    client.setSslConfiguration(configuration);
    client.setPeerVerifyName(u"localhost"_s);
    client.connectToHostEncrypted(u"127.0.0.1"_s, m_server->serverPort());
    QTRY_VERIFY2(client.isEncrypted(), client.errorString().toUtf8());
    client.write("hello");
    QTRY_COMPARE(client.bytesAvailable(), 5);
    QCOMPARE(client.readAll(), "hello");
    QCOMPARE(client.peerCertificate().digest(QCryptographicHash::Sha256), m_identity.fingerprint);
}

QByteArray tst_TlsHandshake::sClient(const QString &words)
{
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.setWorkingDirectory(folder());
    tool.start(
        opensslProgram(),
        u"s_client -connect 127.0.0.1:%1 -CAfile cert.pem -ign_eof %2"_s.arg(m_server->serverPort())
            .arg(words)
            .split(u' '));
    tool.write("hello\n");
    QByteArray said;
    // Until the server's echo is there, or the tool has given up.
    const auto isDone = [&tool, &said] {
        said += tool.readAll();
        return said.contains("hello\n") || tool.state() == QProcess::NotRunning;
    };
    if (!QTest::qWaitFor(isDone)) {
        QTest::qFail(said.constData(), __FILE__, __LINE__);
    }
    tool.kill();
    tool.waitForFinished();
    return said + tool.readAll();
}

void tst_TlsHandshake::versionsAreSpoken_data()
{
    QTest::addColumn<QSsl::SslProtocol>("offered");
    QTest::addColumn<QSsl::SslProtocol>("spoken");
    QTest::newRow("1.2") << QSsl::TlsV1_2 << QSsl::TlsV1_2;
    QTest::newRow("1.3") << QSsl::TlsV1_3 << QSsl::TlsV1_3;
    QTest::newRow("both") << QSsl::TlsV1_2OrLater << QSsl::TlsV1_3;
}

void tst_TlsHandshake::versionsAreSpoken()
{
    QFETCH(QSsl::SslProtocol, offered);
    QFETCH(QSsl::SslProtocol, spoken);
    serve();
    QSslConfiguration configuration = clientConfiguration();
    configuration.setProtocol(offered);
    QSslSocket client;
    greet(client, configuration);
    QCOMPARE(client.sessionProtocol(), spoken);
}

void tst_TlsHandshake::ciphersAreModern_data()
{
    QTest::addColumn<QString>("cipher");
    QTest::addColumn<bool>("isTaken");
    for (const char *name : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                             "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
        QTest::newRow(name) << QString::fromLatin1(name) << true;
    }
    for (const char *name :
         {"ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"}) {
        QTest::newRow(name) << QString::fromLatin1(name) << false;
    }
}

void tst_TlsHandshake::ciphersAreModern()
{
    QFETCH(QString, cipher);
    QFETCH(bool, isTaken);
    serve();
    QSslConfiguration configuration = clientConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2);
    configuration.setCiphers({QSslCipher(cipher)});
    QSslSocket client;
    if (isTaken) {
        greet(client, configuration);
        QCOMPARE(client.sessionCipher().name(), cipher);
        return;
    }
    client.setSslConfiguration(configuration);
    client.connectToHostEncrypted(u"127.0.0.1"_s, m_server->serverPort());
    QTRY_COMPARE(client.error(), QAbstractSocket::SslHandshakeFailedError);
    QVERIFY2(client.errorString().contains(u"handshake failure"_s), client.errorString().toUtf8());
}

void tst_TlsHandshake::protocolsAreNegotiated_data()
{
    QTest::addColumn<QByteArrayList>("offered");
    QTest::addColumn<QByteArray>("chosen");
    QTest::newRow("a browser") << QByteArrayList{"h2", "http/1.1"} << QByteArray("http/1.1");
    QTest::newRow("http/1.1 only") << QByteArrayList{"http/1.1"} << QByteArray("http/1.1");
    QTest::newRow("none") << QByteArrayList() << QByteArray();
}

void tst_TlsHandshake::protocolsAreNegotiated()
{
    QFETCH(QByteArrayList, offered);
    QFETCH(QByteArray, chosen);
    serve();
    QSslConfiguration configuration = clientConfiguration();
    configuration.setAllowedNextProtocols(offered);
    QSslSocket client;
    greet(client, configuration);
    QCOMPARE(client.sslConfiguration().nextNegotiatedProtocol(), chosen);
}

void tst_TlsHandshake::keysOfEveryKindServe_data()
{
    QTest::addColumn<QString>("command");
    for (const char *curve : {"P-256", "P-384", "P-521"}) {
        QTest::newRow(curve) << u"ecparam -name %1 -genkey -out key.pem"_s.arg(
            QString::fromLatin1(curve));
    }
    QTest::newRow("RSA") << u"genrsa -out key.pem 2048"_s;
}

void tst_TlsHandshake::keysOfEveryKindServe()
{
    NEED_OPENSSL()
    QFETCH(QString, command);
    openssl(command);
    openssl(u"req -x509 -new -key key.pem -subj /CN=lab -addext subjectAltName=DNS:localhost "
            "-days 30 -out cert.pem"_s);
    serve({read(path(u"cert.pem"_s)), read(path(u"key.pem"_s))});
    for (const QSsl::SslProtocol protocol : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
        QSslConfiguration configuration = clientConfiguration();
        configuration.setProtocol(protocol);
        QSslSocket client;
        greet(client, configuration);
    }
}

void tst_TlsHandshake::oldVersionsAreRefused_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("1.0") << u"-tls1"_s;
    QTest::newRow("1.1") << u"-tls1_1"_s;
}

void tst_TlsHandshake::oldVersionsAreRefused()
{
    NEED_OPENSSL()
    QFETCH(QString, version);
    serve();
    const QByteArray said = sClient(version + u" -cipher ALL:@SECLEVEL=0"_s);
    QVERIFY2(said.contains("alert protocol version"), said);
}

void tst_TlsHandshake::clientsAreNotAskedForCertificates()
{
    NEED_OPENSSL()
    serve();
    for (const QString &version : {u"-tls1_2"_s, u"-tls1_3"_s}) {
        const QByteArray said = sClient(version + u" -msg"_s);
        QVERIFY2(said.contains("Verify return code: 0 (ok)"), said);
        QVERIFY2(said.contains("Handshake [length") && said.contains(", Finished"), said);
        QVERIFY2(!said.contains("CertificateRequest"), said);
        QVERIFY2(said.contains("Compression: NONE"), said);
        QVERIFY2(said.contains("Secure Renegotiation IS "), said);
    }
}

void tst_TlsHandshake::noTicketsAreGiven()
{
#ifndef MARU_TLS_OPENSSL
    QSKIP("Qt always gives tickets in TLS 1.3");
#endif
    NEED_OPENSSL()
    serve();
    for (const QString &version : {u"-tls1_2"_s, u"-tls1_3"_s}) {
        const QByteArray said = sClient(version + u" -msg"_s);
        QVERIFY2(said.contains(", Finished"), said);
        QVERIFY2(!said.contains("NewSessionTicket"), said);
    }
}

void tst_TlsHandshake::chainsAreSent()
{
    NEED_OPENSSL()
    const QString request = u"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc "_s;
    openssl(request + u"-keyout root.key -out root.pem -subj /CN=root -days 30"_s);
    openssl(request
            + u"-keyout between.key -out between.pem -subj /CN=between -days 30 "
              "-CA root.pem -CAkey root.key"_s);
    openssl(request
            + u"-keyout own.key -out own.pem -subj /CN=own -days 30 -CA between.pem "
              "-CAkey between.key -addext subjectAltName=DNS:localhost"_s);
    serve({read(path(u"own.pem"_s)) + read(path(u"between.pem"_s)), read(path(u"own.key"_s))});
    QSslConfiguration configuration = clientConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(path(u"root.pem"_s)));
    QSslSocket client;
    greet(client, configuration); // which knows the root alone
    QCOMPARE(client.peerCertificateChain().size(), 2);
}

/// Not only when the first client comes.
void tst_TlsHandshake::weakChainsAreRefusedAtOnce()
{
    NEED_OPENSSL()
    openssl(u"req -x509 -newkey rsa:1024 -noenc -keyout weak.key -out weak.pem -subj /CN=weak "
            "-days 30"_s);
    const SelfSigned pair = made(ownValidity(QDateTime::currentDateTimeUtc()));
    write(path(u"cert.pem"_s), pair.certificate + read(path(u"weak.pem"_s)));
    write(path(u"key.pem"_s), pair.key);
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s));
    QVERIFY(identity);
    const auto context = makeTlsContext(*identity);
#ifndef MARU_TLS_OPENSSL
    QVERIFY(context);
    QSKIP("Qt finds this only when a client comes");
#endif
    QVERIFY(!context);
    QCOMPARE(context.error().kind, TlsError::Kind::Content);
    QCOMPARE(context.error().text,
             u"OpenSSL cannot use the certificate and its key: ca key too small."_s);
}

QTEST_GUILESS_MAIN(tst_TlsHandshake)
#include "tst_tlshandshake.moc"
