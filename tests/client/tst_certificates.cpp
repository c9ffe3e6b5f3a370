// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/testcertificates.h"
#include "tlsfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::fingerprintOf;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using maru::testing::testCertificate;
using namespace Qt::StringLiterals;

/// Whose certificate an EngineConnection takes, by itself, and by a link that names one.
class tst_Certificates : public TlsFixture
{
    Q_OBJECT

private slots:
    void certificatesAreJudged_data();
    void certificatesAreJudged();
    void aLinkIsHeldToItsFingerprint_data();
    void aLinkIsHeldToItsFingerprint();
    void aLinkWithAFingerprintMeansTlsOnly();
    void aTrustedChangeConnects();

private:
    void trustAuthority(); ///< as this system, until the next test
    /// A server over one transport that shows \p shown where \p known is remembered; "-": nothing.
    void serveAnew(WebSockets webSockets, TestCertificate shown, const QByteArray &known);
};

void tst_Certificates::trustAuthority()
{
    QSslConfiguration defaults = m_defaults;
    defaults.addCaCertificate(testCertificate(TestCertificate::Authority));
    QSslConfiguration::setDefaultConfiguration(defaults);
}

void tst_Certificates::serveAnew(WebSockets webSockets, TestCertificate shown,
                                 const QByteArray &known)
{
    startAnew();
    m_server->webSockets = webSockets;
    m_server->offersUpgrade = false;
    QVERIFY(m_server->listenEncrypted(serverTls(shown)));
    if (known != "-") {
        m_servers->remember(m_server->address(), known);
    }
}

void tst_Certificates::certificatesAreJudged_data()
{
    QTest::addColumn<TestCertificate>("shown");
    QTest::addColumn<bool>("knowsAuthority"); // this system
    QTest::addColumn<QByteArray>("known"); // what is remembered; "-": nothing
    QTest::addColumn<std::optional<ConnectionProblem>>("problem");
    QTest::addColumn<QByteArray>("pinAfter");
    using C = TestCertificate;
    const auto good = std::optional<ConnectionProblem>();
    const auto changed = std::optional(ConnectionProblem::CertificateChanged);
    const auto bad = std::optional(ConnectionProblem::Tls);
    const QByteArray nothing = "-";
    const auto pin = [](C which) {
        return fingerprintOf(which);
    };

    QTest::newRow("first seen, self-signed")
        << C::SelfSigned << false << nothing << good << pin(C::SelfSigned);
    QTest::newRow("first seen, self-signed, expired")
        << C::Expired << false << nothing << good << pin(C::Expired);
    QTest::newRow("first seen, unknown authority")
        << C::VouchedFor << false << nothing << good << pin(C::VouchedFor);
    QTest::newRow("first seen, unknown authority, expired")
        << C::VouchedForExpired << false << nothing << bad << noPin;
    QTest::newRow("first seen, authority") << C::VouchedFor << true << nothing << good << noPin;
    QTest::newRow("first seen, authority, other host")
        << C::VouchedForElsewhere << true << nothing << good << pin(C::VouchedForElsewhere);
    QTest::newRow("first seen, authority, expired")
        << C::VouchedForExpired << true << nothing << bad << noPin;
    QTest::newRow("pinned") << C::SelfSigned << false << pin(C::SelfSigned) << good
                            << pin(C::SelfSigned);
    QTest::newRow("pinned, expired meanwhile")
        << C::VouchedForExpired << true << pin(C::VouchedForExpired) << good
        << pin(C::VouchedForExpired);
    QTest::newRow("pinned, renewed")
        << C::Renewed << false << pin(C::SelfSigned) << changed << pin(C::SelfSigned);
    QTest::newRow("pinned, authority instead")
        << C::VouchedFor << true << pin(C::SelfSigned) << changed << pin(C::SelfSigned);
    QTest::newRow("authority, authority again") << C::VouchedFor << true << noPin << good << noPin;
    QTest::newRow("authority, self-signed instead")
        << C::SelfSigned << true << noPin << changed << noPin;
    QTest::newRow("authority, expired")
        << C::VouchedForExpired << true << noPin << changed << noPin;
}

void tst_Certificates::certificatesAreJudged()
{
    QFETCH(TestCertificate, shown);
    QFETCH(bool, knowsAuthority);
    QFETCH(QByteArray, known);
    QFETCH(std::optional<ConnectionProblem>, problem);
    QFETCH(QByteArray, pinAfter);
    if (knowsAuthority) {
        trustAuthority();
    }
    for (const WebSockets webSockets : {WebSockets::Work, WebSockets::Refused}) {
        serveAnew(webSockets, shown, known);
        openAt(u"https://"_s + m_server->address());
        if (!problem) {
            QTRY_COMPARE(m_connected, 1);
            QVERIFY(m_losses.isEmpty());
            QCOMPARE(m_connection->security().byAuthority, pinAfter.isEmpty());
        } else {
            QTRY_COMPARE(m_losses.size(), 1);
            QCOMPARE(m_losses.first().failure.problem, *problem);
            QCOMPARE(m_losses.first().willRetry, *problem == ConnectionProblem::Tls);
            QVERIFY(m_server->requests.isEmpty());
            QVERIFY(m_server->upgradeHeads.isEmpty());
            if (*problem == ConnectionProblem::CertificateChanged) {
                QCOMPARE(m_losses.first().failure.knownFingerprint, known);
                QCOMPARE(m_losses.first().failure.seenFingerprint, fingerprintOf(shown));
            }
        }
        QCOMPARE(m_servers->find(m_server->address()).pin, pinAfter);
        if (problem) {
            break; // the first transport was refused: there is no second
        }
    }
}

void tst_Certificates::aLinkIsHeldToItsFingerprint_data()
{
    QTest::addColumn<TestCertificate>("shown");
    QTest::addColumn<TestCertificate>("named"); // in the link
    QTest::addColumn<QByteArray>("known"); // what is remembered; "-": nothing
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<bool>("isGood");
    using C = TestCertificate;
    const QByteArray nothing = "-";
    QTest::newRow("the named one") << C::SelfSigned << C::SelfSigned << nothing << false << true;
    QTest::newRow("another one") << C::Renewed << C::SelfSigned << nothing << false << false;
    QTest::newRow("the named one, expired")
        << C::VouchedForExpired << C::VouchedForExpired << nothing << false << true;
    QTest::newRow("what is known counts for more")
        << C::SelfSigned << C::Renewed << fingerprintOf(C::SelfSigned) << false << true;
    QTest::newRow("a link cannot replace what is known")
        << C::Renewed << C::Renewed << fingerprintOf(C::SelfSigned) << false << false;
    QTest::newRow("an authority vouches, the certificate was renewed")
        << C::VouchedFor << C::VouchedForExpired << nothing << true << true;
}

void tst_Certificates::aLinkIsHeldToItsFingerprint()
{
    QFETCH(TestCertificate, shown);
    QFETCH(TestCertificate, named);
    QFETCH(QByteArray, known);
    QFETCH(bool, knowsAuthority);
    QFETCH(bool, isGood);
    if (knowsAuthority) {
        trustAuthority();
    }
    for (const WebSockets webSockets : {WebSockets::Work, WebSockets::Refused}) {
        serveAnew(webSockets, shown, known);
        openAt(u"maru://%1#%2"_s.arg(m_server->address(),
                                     QString::fromLatin1(fingerprintOf(named).toHex())));
        if (isGood) {
            QTRY_COMPARE(m_connected, 1);
            QVERIFY(m_losses.isEmpty());
        } else {
            QTRY_COMPARE(m_losses.size(), 1);
            const ConnectionFailure failure = m_losses.first().failure;
            QCOMPARE(failure.problem, ConnectionProblem::CertificateChanged);
            QCOMPARE(failure.isOfLink, known == "-");
            QCOMPARE(failure.knownFingerprint, known == "-" ? fingerprintOf(named) : known);
            QCOMPARE(failure.seenFingerprint, fingerprintOf(shown));
            QVERIFY(m_server->requests.isEmpty());
            QVERIFY(m_server->upgradeHeads.isEmpty());
            QCOMPARE(m_servers->find(m_server->address()).speaksTls, known != "-");
        }
    }
}

void tst_Certificates::aLinkWithAFingerprintMeansTlsOnly()
{
    for (const bool isLoopback : {false, true}) {
        startAnew();
        makeConnection(isLoopback);
        QVERIFY(m_server->listen()); // in plain text
        openAt(u"maru://%1#%2"_s.arg(m_server->address(), u"5a"_s.repeated(32)));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotTls);
        QVERIFY(m_server->requests.isEmpty());
        QVERIFY(m_server->upgradeHeads.isEmpty());
    }
}

void tst_Certificates::aTrustedChangeConnects()
{
    QVERIFY(m_server->listenEncrypted(serverTls(TestCertificate::Renewed)));
    m_servers->remember(m_server->address(), fingerprintOf(TestCertificate::SelfSigned));
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    m_servers->remember(m_server->address(), m_losses.first().failure.seenFingerprint);
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, 1);
}

QTEST_GUILESS_MAIN(tst_Certificates)
#include "tst_certificates.moc"
