// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/selfsigned.h"
#include "tests/server/transport/tlsmaterial.h"

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

class tst_SelfSigned : public TlsTest
{
    Q_OBJECT

private slots:
    void certificatesNameTheServer();
    void commonNamesAreCut_data();
    void commonNamesAreCut();
    void namesAreBounded();
    void twoCertificatesDiffer();
    void opensslReadsTheCertificate();
    void opensslVerifiesTheCertificate();
};

void tst_SelfSigned::certificatesNameTheServer()
{
    const auto pair =
        makeSelfSigned({u"교실-PC 3호"_s,
                        {u"lab-7.local"_s, u"교실.example"_s, u"LAB_PC"_s, u"lab_pc"_s,
                         u"two words"_s, u""_s, u"a..b"_s, u"with\0null"_s, QString(64, u'x')},
                        {QHostAddress(u"192.168.1.20"_s), QHostAddress(u"fd00::7"_s),
                         QHostAddress(u"192.168.1.20"_s), QHostAddress()}},
                       ownValidity(now));
    QVERIFY(pair);
    const QSslCertificate certificate(pair->certificate);
    QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList(u"교실-PC 3호"_s));
    QCOMPARE(certificate.issuerDisplayName(), certificate.subjectDisplayName());
    const auto names = certificate.subjectAlternativeNames();
    auto dns = names.values(QSsl::DnsEntry);
    std::sort(dns.begin(), dns.end());
    QCOMPARE(dns, QStringList({u"lab-7.local"_s, u"lab_pc"_s, u"xn--9d0b622b.example"_s}));
    auto addresses = names.values(QSsl::IpAddressEntry);
    std::sort(addresses.begin(), addresses.end());
    QCOMPARE(addresses.size(), 2);
    QCOMPARE(addresses.first(), u"192.168.1.20"_s);
    QCOMPARE(QHostAddress(addresses.last()), QHostAddress(u"fd00::7"_s));
    QCOMPARE(certificate.effectiveDate(), now.addDays(-1));
    QCOMPARE(certificate.expiryDate(), QDateTime(QDate(2051, 11, 26), QTime(12, 0), Qt::UTC));
}

void tst_SelfSigned::commonNamesAreCut_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("written");
    const QString school(64, u'학');
    QString faces;
    for (int i = 0; i < 64; ++i) {
        faces += u"😀"_s;
    }
    QTest::newRow("64 characters") << school << school;
    QTest::newRow("65 characters") << school + u'교' << school;
    QTest::newRow("64 outside the first plane") << faces << faces;
    QTest::newRow("65 outside the first plane") << faces + u'x' << faces;
    QTest::newRow("control characters") << u"lab\0\n7"_s << u"lab7"_s;
    QTest::newRow("nothing") << QString() << u"maru-server"_s;
    QTest::newRow("blank") << u" \t "_s << u"maru-server"_s;
    QTest::newRow("half a character") << QString(QChar(0xd800)) + u'x' << u"\ufffdx"_s;
    QTest::newRow("what OpenSSL's words look like") << u"/CN=a,DNS:b"_s << u"/CN=a,DNS:b"_s;
}

void tst_SelfSigned::commonNamesAreCut()
{
    QFETCH(QString, name);
    QFETCH(QString, written);
    const auto pair = makeSelfSigned({name, {}, {}}, ownValidity(now));
    QVERIFY(pair);
    const QSslCertificate certificate(pair->certificate);
    QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList(written));
    QVERIFY(certificate.subjectAlternativeNames().isEmpty());
}

void tst_SelfSigned::namesAreBounded()
{
    CertificateNames names{u"lab"_s, {}, {QHostAddress(u"10.0.0.1"_s)}};
    for (int i = 1; i < limits::maxCertificateNames; ++i) {
        names.dnsNames.append(u"lab-%1.local"_s.arg(i));
    }
    const auto full = makeSelfSigned(names, ownValidity(now));
    QVERIFY(full);
    QCOMPARE(QSslCertificate(full->certificate).subjectAlternativeNames().size(),
             limits::maxCertificateNames);
    names.addresses.append(QHostAddress(u"10.0.0.2"_s));
    const auto over = makeSelfSigned(names, ownValidity(now));
    QVERIFY(over);
    const auto written = QSslCertificate(over->certificate).subjectAlternativeNames();
    QCOMPARE(written.size(), limits::maxCertificateNames);
    QCOMPARE(written.value(QSsl::IpAddressEntry), u"10.0.0.1"_s);
}

void tst_SelfSigned::twoCertificatesDiffer()
{
    const SelfSigned one = made();
    const SelfSigned other = made();
    QVERIFY(one.key != other.key);
    const QByteArray serial = QSslCertificate(one.certificate).serialNumber();
    QVERIFY(serial != QSslCertificate(other.certificate).serialNumber());
    QCOMPARE(serial.split(':').size(), 16); // bytes
}

void tst_SelfSigned::opensslReadsTheCertificate()
{
    NEED_OPENSSL()
    const auto pair = makeSelfSigned({u"lab"_s, {u"lab.local"_s}, {QHostAddress(u"10.1.2.3"_s)}},
                                     ownValidity(now));
    QVERIFY(pair);
    write(path(u"cert.pem"_s), pair->certificate);
    const QByteArray text = openssl(u"x509 -in cert.pem -noout -text -nameopt utf8"_s);
    for (const char *line :
         {"Version: 3 (0x2)", "Signature Algorithm: ecdsa-with-SHA256", "ASN1 OID: prime256v1",
          "Not Before: Nov 25 12:00:00 2026 GMT", "Not After : Nov 26 12:00:00 2051 GMT",
          "X509v3 Basic Constraints: critical\n                CA:FALSE",
          "X509v3 Key Usage: critical\n                Digital Signature\n",
          "X509v3 Extended Key Usage: \n                TLS Web Server "
          "Authentication\n",
          "X509v3 Subject Key Identifier:",
          "X509v3 Subject Alternative Name: \n                DNS:lab.local, IP "
          "Address:10.1.2.3\n"}) {
        QVERIFY2(text.contains(line), QByteArray(line) + "\nis not in\n" + text);
    }
}

void tst_SelfSigned::opensslVerifiesTheCertificate()
{
    NEED_OPENSSL()
    // The tool looks at the real clock.
    write(path(u"cert.pem"_s), made(ownValidity(QDateTime::currentDateTimeUtc())).certificate);
    QCOMPARE(
        openssl(
            u"verify -x509_strict -check_ss_sig -CAfile cert.pem -purpose sslserver -verify_hostname lab.local cert.pem"_s),
        "cert.pem: OK\n");
}

QTEST_GUILESS_MAIN(tst_SelfSigned)
#include "tst_selfsigned.moc"
