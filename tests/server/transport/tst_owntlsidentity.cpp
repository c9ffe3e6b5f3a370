// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/owntlsidentity.h"
#include "tests/server/transport/tlsmaterial.h"

using namespace maru;
using namespace maru::server;
using namespace maru::server::test;
using namespace Qt::StringLiterals;

namespace {

using Kind = TlsError::Kind;

#ifdef Q_OS_UNIX
class Umask
{
public:
    explicit Umask(mode_t mask)
        : m_before(::umask(mask))
    { }
    ~Umask() { ::umask(m_before); }
    Q_DISABLE_COPY_MOVE(Umask)

private:
    mode_t m_before;
};
#endif

} // namespace

class tst_OwnTlsIdentity : public TlsTest
{
    Q_OBJECT

private slots:
    void bothFilesAreMade();
    void modesDoNotDependOnTheUmask_data();
    void modesDoNotDependOnTheUmask();
    void whatIsThereIsKept();
    void oneAloneIsAnError_data();
    void oneAloneIsAnError();
    void interruptedStartsAreCompleted_data();
    void interruptedStartsAreCompleted();
    void strayFilesAreNotTaken();
    void foldersThatCannotBeWrittenAreRefused();
    void expiredOwnCertificatesSayWhatToDo();
    void ownNamesAreBounded();
    void aLongHostNameIsAlsoCalledByItsLabel();
};

void tst_OwnTlsIdentity::bothFilesAreMade()
{
    const CertificateNames names{u"lab"_s, {u"lab.local"_s}, {}};
    const auto first = ensureTlsIdentity(folder(), names, now);
    QVERIFY2(first, first ? "" : first.error().text.toUtf8());
    QCOMPARE(first->chain.first().subjectAlternativeNames().values(), QStringList(u"lab.local"_s));
    const auto before = files();
    QCOMPARE(before.keys(), QStringList({u"tls-cert.pem"_s, u"tls-key.pem"_s}));

    const auto second = ensureTlsIdentity(folder(), {u"other"_s, {}, {}}, now.addYears(20));
    QVERIFY(second);
    QCOMPARE(second->fingerprint, first->fingerprint);
    QCOMPARE(files(), before);
}

void tst_OwnTlsIdentity::modesDoNotDependOnTheUmask_data()
{
    QTest::addColumn<int>("mask");
    QTest::newRow("usual") << 022;
    QTest::newRow("none") << 0;
    QTest::newRow("strict") << 077;
    QTest::newRow("everything") << 0777;
}

void tst_OwnTlsIdentity::modesDoNotDependOnTheUmask()
{
#ifdef Q_OS_UNIX
    QFETCH(int, mask);
    const Umask umask{mode_t(mask)};
    QVERIFY(ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now));
    QCOMPARE(modeOf(path(u"tls-key.pem"_s)), 0600);
    QCOMPARE(modeOf(path(u"tls-cert.pem"_s)), 0600);
#endif
}

void tst_OwnTlsIdentity::whatIsThereIsKept()
{
    const QString certificate = path(u"tls-cert.pem"_s);
    const QString key = path(u"tls-key.pem"_s);
    write(certificate, "a certificate of another kind");
    write(key, "and its key");
    const auto before = files();
    QVERIFY(!ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now));
    QCOMPARE(files(), before);

    // Links that lead nowhere: a folder that is not mounted yet.
    QVERIFY(QFile::remove(certificate) && QFile::remove(key));
    const QString elsewhere = path(u"elsewhere.pem"_s);
    QVERIFY(QFile::link(elsewhere, certificate) && QFile::link(elsewhere, key));
    const auto identity = ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now);
    QVERIFY(!identity);
    QVERIFY(identity.error().text.contains(certificate));
    QVERIFY(!QFile::exists(elsewhere));
    QVERIFY(QFileInfo(certificate).isSymLink() && QFileInfo(key).isSymLink());
}

void tst_OwnTlsIdentity::oneAloneIsAnError_data()
{
    QTest::addColumn<QString>("missing");
    QTest::addColumn<QString>("present");
    QTest::newRow("certificate") << u"tls-cert.pem"_s << u"tls-key.pem"_s;
    QTest::newRow("key") << u"tls-key.pem"_s << u"tls-cert.pem"_s;
}

void tst_OwnTlsIdentity::oneAloneIsAnError()
{
    QFETCH(QString, missing);
    QFETCH(QString, present);
    QVERIFY(ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now));
    QVERIFY(QFile::remove(path(missing)));
    const auto before = files();
    const auto identity = ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now);
    QVERIFY(!identity);
    QCOMPARE(identity.error().kind, Kind::File);
    QVERIFY2(identity.error().text.startsWith(u"The file %1 is missing"_s.arg(path(missing))),
             identity.error().text.toUtf8());
    QVERIFY(identity.error().text.contains(path(present)));
    QCOMPARE(files(), before);
}

void tst_OwnTlsIdentity::interruptedStartsAreCompleted_data()
{
    QTest::addColumn<QStringList>("unnamed"); // still `….creating`
    QTest::addColumn<bool>("isSame");
    QTest::newRow("before the key had its name")
        << QStringList{u"tls-key.pem"_s, u"tls-cert.pem"_s} << false;
    QTest::newRow("before the certificate had its name") << QStringList{u"tls-cert.pem"_s} << true;
    QTest::newRow("the key's name was lost") << QStringList{u"tls-key.pem"_s} << true;
}

void tst_OwnTlsIdentity::interruptedStartsAreCompleted()
{
    QFETCH(QStringList, unnamed);
    QFETCH(bool, isSame);
    const auto first = ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now);
    QVERIFY(first);
    for (const QString &name : unnamed) {
        QVERIFY(QFile::rename(path(name), path(name + u".creating"_s)));
    }
    const auto second = ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now);
    QVERIFY2(second, second ? "" : second.error().text.toUtf8());
    QCOMPARE(second->fingerprint == first->fingerprint, isSame);
    QCOMPARE(files().keys(), QStringList({u"tls-cert.pem"_s, u"tls-key.pem"_s}));
#ifdef Q_OS_UNIX
    QCOMPARE(modeOf(path(u"tls-key.pem"_s)), 0600);
    QCOMPARE(modeOf(path(u"tls-cert.pem"_s)), 0600);
#endif
}

void tst_OwnTlsIdentity::strayFilesAreNotTaken()
{
    const SelfSigned mine = made();
    write(path(u"tls-key.pem"_s), mine.key);
    for (const QByteArray &stray : {made().certificate, mine.certificate.left(200), QByteArray()}) {
        write(path(u"tls-cert.pem.creating"_s), stray);
        const auto before = files();
        const auto identity = ensureTlsIdentity(folder(), {u"lab"_s, {}, {}}, now);
        QVERIFY(!identity);
        QVERIFY(identity.error().text.contains(path(u"tls-cert.pem"_s) + u" is missing"_s));
        QCOMPARE(files(), before);
    }
}

void tst_OwnTlsIdentity::foldersThatCannotBeWrittenAreRefused()
{
    const CertificateNames names{u"lab"_s, {}, {}};
    const auto nowhere = ensureTlsIdentity(path(u"nowhere"_s), names, now);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().kind, Kind::File);
    QVERIFY(nowhere.error().text.contains(u"No such file or directory"_s));
#ifdef Q_OS_UNIX
    QVERIFY(QFile::setPermissions(
        folder(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    {
        const WithoutRoot withoutRoot;
        QVERIFY(withoutRoot.isDone());
        const auto refused = ensureTlsIdentity(folder(), names, now);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text.contains(u"Permission denied"_s),
                 refused.error().text.toUtf8());
    }
    QVERIFY(files().isEmpty());
#endif
}

void tst_OwnTlsIdentity::expiredOwnCertificatesSayWhatToDo()
{
    const CertificateNames names{u"lab"_s, {}, {}};
    QVERIFY(ensureTlsIdentity(folder(), names, now));
    const auto late = ensureTlsIdentity(folder(), names, now.addYears(26));
    QVERIFY(!late);
    QCOMPARE(late.error().kind, Kind::Expired);
    QCOMPARE(late.error().text,
             u"The certificate in %1 expired at 2051-11-26T12:00:00Z; move it and %2 away to have "
             "both made anew, and tell people the new fingerprint."_s.arg(path(u"tls-cert.pem"_s),
                                                                          path(u"tls-key.pem"_s)));
    const auto early = ensureTlsIdentity(folder(), names, now.addDays(-2));
    QVERIFY(!early);
    QCOMPARE(early.error().kind, Kind::NotYetValid);
}

void tst_OwnTlsIdentity::aLongHostNameIsAlsoCalledByItsLabel()
{
    QCOMPARE(ownNames(u"pc1.school.kr"_s).dnsNames,
             QStringList({u"pc1.school.kr"_s, u"pc1"_s, u"pc1.local"_s, u"localhost"_s}));
    QCOMPARE(ownNames(u"pc1"_s).dnsNames, QStringList({u"pc1"_s, u"pc1.local"_s, u"localhost"_s}));
}

void tst_OwnTlsIdentity::ownNamesAreBounded()
{
    const CertificateNames names = ownNames();
    QVERIFY(names.dnsNames.contains(u"localhost"_s));
    QVERIFY(names.addresses.contains(QHostAddress(QHostAddress::LocalHost)));
    QVERIFY(names.addresses.contains(QHostAddress(QHostAddress::LocalHostIPv6)));
    QVERIFY(names.dnsNames.size() + names.addresses.size() <= limits::maxCertificateNames);
    for (const QHostAddress &address : names.addresses) {
        QVERIFY(address.scopeId().isEmpty());
    }
    if (const QString host = QSysInfo::machineHostName(); !host.isEmpty()) {
        QCOMPARE(names.commonName, host);
        QVERIFY(names.dnsNames.contains(host));
        QVERIFY(names.dnsNames.contains(host.section(u'.', 0, 0) + u".local"_s));
    }
    QVERIFY(makeSelfSigned(names, ownValidity(now)));
}

QTEST_GUILESS_MAIN(tst_OwnTlsIdentity)
#include "tst_owntlsidentity.moc"
