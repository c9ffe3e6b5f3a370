// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/tlsidentity.h"
#include "tests/server/transport/tlsmaterial.h"

#include <functional>

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

namespace {

using Kind = TlsError::Kind;

/// A certificate for the key in `key.pem`.
const QString certify =
    u"req -x509 -new -key key.pem -passin pass:secret -subj /CN=lab -days 30 -out cert.pem"_s;

} // namespace

class tst_TlsIdentity : public TlsTest
{
    Q_OBJECT

private slots:
    void fingerprintsAreThoseOfOpenssl();
    void keysAreTaken_data();
    void keysAreTaken();
    void chainsAreTakenInOrder();
    void keysAreRefused_data();
    void keysAreRefused();
    void filesAreRefused_data();
    void filesAreRefused();
    void datesAreHeldToTheSecond_data();
    void datesAreHeldToTheSecond();
    void sentencesHoldNothingOfTheKey();
    void unreadableFilesAreRefused();
    void keysThatEverybodyReadsAreOnlyWarnedOf();
};

void tst_TlsIdentity::fingerprintsAreThoseOfOpenssl()
{
    NEED_OPENSSL()
    const SelfSigned pair = made();
    write(path(u"cert.pem"_s), pair.certificate);
    write(path(u"key.pem"_s), pair.key);
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now);
    QVERIFY(identity);
    QCOMPARE(identity->fingerprint.size(), 32);
    QCOMPARE("sha256 Fingerprint=" + fingerprintText(identity->fingerprint).toLatin1() + '\n',
             openssl(u"x509 -in cert.pem -noout -fingerprint -sha256"_s));
}

void tst_TlsIdentity::keysAreTaken_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QSsl::KeyAlgorithm>("algorithm");
    for (const QString &curve : {u"P-256"_s, u"P-384"_s, u"P-521"_s}) {
        QTest::addRow("EC %s", qPrintable(curve))
            << u"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:%1 -out key.pem"_s.arg(curve)
            << QSsl::Ec;
    }
    QTest::newRow("EC, traditional, its parameters first")
        << u"ecparam -name prime256v1 -genkey -out key.pem"_s << QSsl::Ec;
    QTest::newRow("RSA 2048") << u"genrsa -out key.pem 2048"_s << QSsl::Rsa;
    QTest::newRow("RSA, traditional") << u"genrsa -traditional -out key.pem 2048"_s << QSsl::Rsa;
}

void tst_TlsIdentity::keysAreTaken()
{
    NEED_OPENSSL()
    QFETCH(QString, command);
    QFETCH(QSsl::KeyAlgorithm, algorithm);
    openssl(command);
    openssl(certify);
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s));
    QVERIFY2(identity, identity ? "" : identity.error().text.toUtf8());
    QCOMPARE(identity->chain.size(), 1);
    QCOMPARE(identity->key.algorithm(), algorithm);
    QCOMPARE(identity->key.type(), QSsl::PrivateKey);
}

void tst_TlsIdentity::chainsAreTakenInOrder()
{
    const SelfSigned leaf = made();
    // An expired one that came with the chain does no harm.
    const SelfSigned other = made({now.addDays(-3), now.addDays(-2)});
    write(path(u"chain.pem"_s),
          "server\n" + leaf.certificate + "\nintermediate\n" + other.certificate);
    write(path(u"wrong.pem"_s), other.certificate + leaf.certificate);
    write(path(u"all.pem"_s), leaf.key + leaf.certificate + other.certificate);
    write(path(u"key.pem"_s), leaf.key);

    const auto identity = loadTlsIdentity(path(u"chain.pem"_s), path(u"key.pem"_s), now);
    QVERIFY(identity);
    QCOMPARE(identity->chain,
             QList({QSslCertificate(leaf.certificate), QSslCertificate(other.certificate)}));
    QCOMPARE(identity->fingerprint,
             QSslCertificate(leaf.certificate).digest(QCryptographicHash::Sha256));

    const auto inOneFile = loadTlsIdentity(path(u"all.pem"_s), path(u"all.pem"_s), now);
    QVERIFY(inOneFile);
    QCOMPARE(inOneFile->chain, identity->chain);

    const auto wrong = loadTlsIdentity(path(u"wrong.pem"_s), path(u"key.pem"_s), now);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().kind, Kind::Mismatch);
    QVERIFY(wrong.error().text.contains(u"must begin with"_s));
}

void tst_TlsIdentity::keysAreRefused_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("RSA of 2047 bits")
        << u"genrsa -out key.pem 2047"_s << Kind::Weak << u"RSA of 2047 bits"_s;
    QTest::newRow("passphrase, PKCS #8")
        << u"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc "
           "-pass pass:secret -out key.pem"_s
        << Kind::Content << u"passphrase"_s;
    QTest::newRow("passphrase, traditional")
        << u"genrsa -traditional -aes128 -passout pass:secret -out key.pem 2048"_s << Kind::Content
        << u"passphrase"_s;
    QTest::newRow("a curve of no browser") << u"ecparam -name secp256k1 -genkey -out key.pem"_s
                                           << Kind::Content << u"elliptic curve"_s;
    QTest::newRow("Ed25519") << u"genpkey -algorithm ED25519 -out key.pem"_s << Kind::Content
                             << u"neither EC nor RSA"_s;
}

void tst_TlsIdentity::keysAreRefused()
{
    NEED_OPENSSL()
    QFETCH(QString, command);
    QFETCH(Kind, kind);
    QFETCH(QString, word);
    openssl(command);
    openssl(certify);
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s));
    QVERIFY(!identity);
    QCOMPARE(identity.error().kind, kind);
    QVERIFY2(identity.error().text.contains(word), identity.error().text.toUtf8());
    QVERIFY(identity.error().text.contains(path(u"key.pem"_s)));
}

void tst_TlsIdentity::filesAreRefused_data()
{
    using Change = std::function<void(const QString &certificate, const QString &key)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("sentence"); // %1 the certificate's file, %2 the key's

    const auto row = [](const char *name, Kind kind, const QString &sentence,
                        const Change &change) {
        QTest::newRow(name) << change << kind << sentence;
    };
    row("no certificate file", Kind::File,
        u"The certificate file %1 cannot be read: No such file or directory."_s,
        [](const QString &certificate, const QString &) { QFile::remove(certificate); });
    row("no key file", Kind::File, u"The key file %2 cannot be read: No such file or directory."_s,
        [](const QString &, const QString &key) { QFile::remove(key); });
    row("certificate is a directory", Kind::File, u"The certificate file %1 is a directory."_s,
        [](const QString &certificate, const QString &) {
            QFile::remove(certificate);
            QDir().mkdir(certificate);
        });
    row("key is a directory", Kind::File, u"The key file %2 is a directory."_s,
        [](const QString &, const QString &key) {
            QFile::remove(key);
            QDir().mkdir(key);
        });
#ifdef Q_OS_UNIX
    row("key is a pipe", Kind::File, u"The key file %2 is no regular file."_s,
        [](const QString &, const QString &key) {
            QFile::remove(key);
            QCOMPARE(::mkfifo(QFile::encodeName(key).constData(), 0600), 0);
        });
#endif
    row("certificate too large", Kind::File, u"The certificate file %1 is larger than 1024 KiB."_s,
        [](const QString &certificate, const QString &) {
            write(certificate, read(certificate).leftJustified(limits::maxTlsFileBytes + 1, '\n'));
        });
    row("key too large", Kind::File, u"The key file %2 is larger than 1024 KiB."_s,
        [](const QString &, const QString &key) {
            write(key, read(key).leftJustified(limits::maxTlsFileBytes + 1, '\n'));
        });
    row("empty certificate file", Kind::Content,
        u"The certificate file %1 holds no PEM certificate."_s,
        [](const QString &certificate, const QString &) { write(certificate, {}); });
    row("empty key file", Kind::Content, u"The key file %2 holds no PEM private key."_s,
        [](const QString &, const QString &key) { write(key, {}); });
    row("files exchanged", Kind::Content, u"The certificate file %1 holds no PEM certificate."_s,
        [](const QString &certificate, const QString &key) {
            const QByteArray bytes = read(certificate);
            write(certificate, read(key));
            write(key, bytes);
        });
    row("key file with a certificate", Kind::Content,
        u"The key file %2 holds no PEM private key."_s,
        [](const QString &certificate, const QString &key) { write(key, read(certificate)); });
    row("certificate as DER", Kind::Content, u"The certificate file %1 holds no PEM certificate."_s,
        [](const QString &certificate, const QString &) {
            write(certificate, QSslCertificate(read(certificate)).toDer());
        });
    row("key cut off", Kind::Content, u"The key file %2 holds a private key that is damaged."_s,
        [](const QString &, const QString &key) { write(key, read(key).left(100)); });
    row("key of a stranger", Kind::Mismatch,
        u"The key in %2 does not belong to the certificate in %1."_s,
        [](const QString &, const QString &key) { write(key, made().key); });
}

void tst_TlsIdentity::filesAreRefused()
{
    QFETCH(std::function<void(const QString &, const QString &)>, change);
    QFETCH(Kind, kind);
    QFETCH(QString, sentence);
    const QString certificate = path(u"cert.pem"_s);
    const QString key = path(u"key.pem"_s);
    const SelfSigned pair = made();
    write(certificate, pair.certificate);
    write(key, pair.key);
    QVERIFY(loadTlsIdentity(certificate, key, now));

    change(certificate, key);
    const auto identity = loadTlsIdentity(certificate, key, now);
    QVERIFY(!identity);
    QCOMPARE(identity.error().kind, kind);
    QCOMPARE(identity.error().text, sentence.replace(u"%1"_s, certificate).replace(u"%2"_s, key));
}

void tst_TlsIdentity::datesAreHeldToTheSecond_data()
{
    QTest::addColumn<int>("secondsFromStart");
    QTest::addColumn<QString>("word");
    QTest::newRow("a second before the start")
        << -1 << u"is not valid before 2026-11-26T12:00:00Z"_s;
    QTest::newRow("at the start") << 0 << QString();
    QTest::newRow("at the end") << 60 << QString();
    QTest::newRow("a second after the end") << 61 << u"expired at 2026-11-26T12:01:00Z"_s;
}

void tst_TlsIdentity::datesAreHeldToTheSecond()
{
    QFETCH(int, secondsFromStart);
    QFETCH(QString, word);
    const SelfSigned pair = made({now, now.addSecs(60)});
    write(path(u"cert.pem"_s), pair.certificate);
    write(path(u"key.pem"_s), pair.key);
    const auto identity =
        loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now.addSecs(secondsFromStart));
    QCOMPARE(identity.has_value(), word.isEmpty());
    if (!identity) {
        QCOMPARE(identity.error().kind, secondsFromStart < 0 ? Kind::NotYetValid : Kind::Expired);
        QVERIFY2(identity.error().text.contains(word), identity.error().text.toUtf8());
    }
}

void tst_TlsIdentity::sentencesHoldNothingOfTheKey()
{
    const SelfSigned pair = made();
    write(path(u"cert.pem"_s), pair.certificate);
    const QList<QByteArray> lines = pair.key.split('\n');
    QByteArray damaged = pair.key;
    damaged[40] = '*';
    for (const QByteArray &bytes : {damaged, pair.key.left(100), "x" + pair.key, made().key}) {
        write(path(u"key.pem"_s), bytes);
        const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now);
        QVERIFY(!identity);
        for (const QByteArray &line : lines) {
            QVERIFY(line.isEmpty() || !identity.error().text.contains(QString::fromLatin1(line)));
        }
        QVERIFY(identity.error().text.size() < 200 + path(u"key.pem"_s).size() * 2);
    }
}

void tst_TlsIdentity::unreadableFilesAreRefused()
{
#ifdef Q_OS_UNIX
    const SelfSigned pair = made();
    write(path(u"cert.pem"_s), pair.certificate);
    write(path(u"key.pem"_s), pair.key);
    const auto readable =
        QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther; // nobody keeps root's group
    QVERIFY(QFile::setPermissions(folder(),
                                  readable | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup
                                      | QFile::ExeOther));
    QVERIFY(QFile::setPermissions(path(u"cert.pem"_s), readable));
    QVERIFY(QFile::setPermissions(path(u"key.pem"_s), QFile::Permissions()));
    const WithoutRoot withoutRoot;
    QVERIFY(withoutRoot.isDone());
    const auto identity = loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now);
    QVERIFY(!identity);
    QCOMPARE(identity.error().kind, Kind::File);
    QCOMPARE(identity.error().text,
             u"The key file %1 cannot be read: Permission denied."_s.arg(path(u"key.pem"_s)));
#endif
}

void tst_TlsIdentity::keysThatEverybodyReadsAreOnlyWarnedOf()
{
#ifdef Q_OS_UNIX
    const SelfSigned pair = made();
    write(path(u"cert.pem"_s), pair.certificate);
    write(path(u"key.pem"_s), pair.key);
    QVERIFY(QFile::setPermissions(path(u"key.pem"_s),
                                  QFile::ReadOwner | QFile::ReadGroup)); // common, and no warning
    QVERIFY(loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now));
    QVERIFY(QFile::setPermissions(path(u"key.pem"_s), QFile::ReadOwner | QFile::ReadOther));
    QTest::ignoreMessage(
        QtWarningMsg,
        (u"everybody on this machine may read the key file "_s + path(u"key.pem"_s)).toUtf8());
    QVERIFY(loadTlsIdentity(path(u"cert.pem"_s), path(u"key.pem"_s), now));
#endif
}

QTEST_GUILESS_MAIN(tst_TlsIdentity)
#include "tst_tlsidentity.moc"
