// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/searchadvice.h"
#include "client/model/serverlistmodel.h"
#include "common/clientlimits.h"
#include "common/serverlimits.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;
using Search = ServerListModel::Search;

class tst_ServerListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aServerIsARow();
    void withoutTlsThereIsNoFingerprint();
    void theLinkCarriesTheFingerprint();
    void twoServersOfOneNameAreTwoRows();
    void oneServerAtManyAddressesIsOneRow();
    void theShownAddressStaysWhileItLives();
    void aForgedNameFromElsewhereDoesNotReplaceTheFirst();
    void aSilentServerGoes();
    void anAddressThatFallsSilentMakesPlaceForAnother();
    void addressesPeopleCanSayComeFirst();
    void floodsAreBounded();
    void serversJoinedBeforeStandBelow();
    void theSearchTellsHowItGoes();
    void nothingIsTakenWhileNobodyLooks();
    void adviceFitsTheNetworks_data();
    void adviceFitsTheNetworks();
    void recentServersAreKeptInOrder();
    void badRecentServersAreLeftOut();
    void linksAreShownAsAddresses();

private:
    void hear(const QString &name, const QString &host, char certificate, quint16 port = 5000)
    {
        m_model->take({name, port, QByteArray(fingerprintBytes, certificate)}, host);
    }
    [[nodiscard]] QString at(int row, int role) const
    {
        return m_model->index(row).data(role).toString();
    }
    [[nodiscard]] QStringList addresses() const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all += at(row, ServerListModel::AddressRole);
        }
        return all;
    }

    qint64 m_nowMs = 0;
    std::unique_ptr<ServerListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

namespace {

LocalLink linkOf(const QString &name, const QString &address)
{
    LocalLink link;
    link.interfaceName = name;
    link.address = QHostAddress(address);
    link.prefixLength = 24;
    return link;
}

} // namespace

void tst_ServerListModel::init()
{
    m_nowMs = 1'000;
    m_model = std::make_unique<ServerListModel>([this] { return m_nowMs; });
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_model->startSearch();
}

void tst_ServerListModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void tst_ServerListModel::aServerIsARow()
{
    hear(u"교실 3-2"_s, u"192.168.0.12"_s, '\x5a');
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(at(0, Qt::DisplayRole), u"교실 3-2"_s);
    QCOMPARE(at(0, ServerListModel::AddressRole), u"192.168.0.12:5000"_s);
    const QString words = at(0, ServerListModel::FingerprintWordsRole);
    QCOMPARE(words.split(u' ').size(), 3);
    const QString tip = at(0, Qt::ToolTipRole);
    QVERIFY(tip.contains(words) && tip.contains(u"5A:5A:5A:5A:5A:5A:5A:5A\n"_s));
    QVERIFY(m_model->index(0).data(ServerListModel::IsFoundRole).toBool());
    for (const QString &part : {u"교실 3-2"_s, u"192.168.0.12:5000"_s, words}) {
        QVERIFY(at(0, Qt::AccessibleTextRole).contains(part));
    }
}

void tst_ServerListModel::withoutTlsThereIsNoFingerprint()
{
    m_model->take({u"vm"_s, 80, {}}, u"10.0.0.1"_s);
    QCOMPARE(at(0, ServerListModel::FingerprintWordsRole), QString());
    QCOMPARE(at(0, ServerListModel::LinkRole), u"10.0.0.1:80"_s);
}

void tst_ServerListModel::theLinkCarriesTheFingerprint()
{
    hear(u"vm"_s, u"192.168.0.12"_s, '\x5a');
    QCOMPARE(at(0, ServerListModel::LinkRole),
             u"maru://192.168.0.12:5000#"_s + u"5a"_s.repeated(32));
    hear(u"vm"_s, u"fe80::1%eth0"_s, '\x5b');
    QCOMPARE(at(1, ServerListModel::LinkRole),
             u"maru://[fe80::1%eth0]:5000#"_s + u"5b"_s.repeated(32));
}

void tst_ServerListModel::twoServersOfOneNameAreTwoRows()
{
    hear(u"vm"_s, u"192.168.0.12"_s, '\1');
    hear(u"vm"_s, u"192.168.0.13"_s, '\2');
    hear(u"vm"_s, u"192.168.0.12"_s, '\1', 5001); // and another on the same computer
    m_model->take({u"vm"_s, 5000, {}}, u"192.168.0.14"_s);
    m_model->take({u"vm"_s, 5000, {}}, u"192.168.0.15"_s);
    QCOMPARE(addresses(),
             (QStringList{u"192.168.0.12:5000"_s, u"192.168.0.13:5000"_s, u"192.168.0.12:5001"_s,
                          u"192.168.0.14:5000"_s, u"192.168.0.15:5000"_s}));
    QVERIFY(at(0, ServerListModel::FingerprintWordsRole)
            != at(1, ServerListModel::FingerprintWordsRole));
}

void tst_ServerListModel::oneServerAtManyAddressesIsOneRow()
{
    for (int i = 1; i < 100; ++i) {
        hear(u"vm"_s, u"10.0.0.%1"_s.arg(i), '\1');
    }
    QCOMPARE(addresses(), QStringList(u"10.0.0.1:5000"_s));
}

void tst_ServerListModel::theShownAddressStaysWhileItLives()
{
    QSignalSpy changes(m_model.get(), &ServerListModel::dataChanged);
    hear(u"vm"_s, u"10.0.0.2"_s, '\1');
    hear(u"vm"_s, u"10.0.0.1"_s, '\1');
    hear(u"vm"_s, u"10.0.0.2"_s, '\1');
    QCOMPARE(addresses(), QStringList(u"10.0.0.2:5000"_s));
    QCOMPARE(changes.size(), 0);
}

void tst_ServerListModel::aForgedNameFromElsewhereDoesNotReplaceTheFirst()
{
    hear(u"vm"_s, u"10.0.0.2"_s, '\1');
    hear(u"evil"_s, u"10.0.0.66"_s, '\1');
    QCOMPARE(at(0, Qt::DisplayRole), u"vm"_s);
    hear(u"renamed"_s, u"10.0.0.2"_s, '\1'); // by itself it may
    QCOMPARE(at(0, Qt::DisplayRole), u"renamed"_s);
}

void tst_ServerListModel::aSilentServerGoes()
{
    hear(u"a"_s, u"10.0.0.1"_s, '\1');
    m_nowMs += limits::foundServerMs / 2;
    hear(u"b"_s, u"10.0.0.2"_s, '\2');
    m_nowMs += limits::foundServerMs / 2;
    m_model->dropSilent();
    QCOMPARE(m_model->rowCount(), 2);
    m_nowMs += 1;
    m_model->dropSilent();
    QCOMPARE(addresses(), QStringList(u"10.0.0.2:5000"_s));
    // At least four announcements may get lost before.
    QVERIFY(limits::foundServerMs > 4 * limits::beaconIntervalMs);
}

void tst_ServerListModel::anAddressThatFallsSilentMakesPlaceForAnother()
{
    hear(u"vm"_s, u"10.0.0.1"_s, '\1');
    m_nowMs += limits::foundServerMs;
    hear(u"vm"_s, u"10.0.0.2"_s, '\1');
    m_nowMs += 1;
    m_model->dropSilent();
    QCOMPARE(addresses(), QStringList(u"10.0.0.2:5000"_s));
}

void tst_ServerListModel::addressesPeopleCanSayComeFirst()
{
    hear(u"vm"_s, u"fe80::1%eth0"_s, '\1');
    QCOMPARE(addresses(), QStringList(u"[fe80::1%eth0]:5000"_s));
    hear(u"vm"_s, u"127.0.0.1"_s, '\1');
    QCOMPARE(addresses(), QStringList(u"127.0.0.1:5000"_s));
    hear(u"vm"_s, u"10.0.0.2"_s, '\1');
    QCOMPARE(addresses(), QStringList(u"10.0.0.2:5000"_s));
}

void tst_ServerListModel::floodsAreBounded()
{
    for (int i = 0; i < 1'000; ++i) {
        QByteArray fingerprint(fingerprintBytes, '\7');
        fingerprint[0] = char(i);
        fingerprint[1] = char(i >> 8);
        m_model->take({u"x"_s, 5000, fingerprint}, u"10.0.0.66"_s);
    }
    QCOMPARE(m_model->rowCount(), limits::maxServersPerHost);
    hear(u"good"_s, u"10.0.0.1"_s, '\1');
    QCOMPARE(at(limits::maxServersPerHost, Qt::DisplayRole), u"good"_s);
    for (int i = 0; i < 1'000; ++i) {
        hear(u"x"_s, u"10.0.%1.%2"_s.arg(i / 250).arg(i % 250), '\2', quint16(i + 1));
    }
    QCOMPARE(m_model->rowCount(), limits::maxFoundServers);
}

void tst_ServerListModel::serversJoinedBeforeStandBelow()
{
    m_model->setRecent({{u"10.0.0.9:5000"_s, u"old"_s}, {u"chat.school/방1"_s, QString()}});
    hear(u"vm"_s, u"10.0.0.1"_s, '\1');
    QCOMPARE(addresses(),
             (QStringList{u"10.0.0.1:5000"_s, u"10.0.0.9:5000"_s, u"chat.school/방1"_s}));
    QCOMPARE(at(1, Qt::DisplayRole), u"old"_s);
    QCOMPARE(at(2, Qt::DisplayRole), u"chat.school/방1"_s);
    QVERIFY(!m_model->index(1).data(ServerListModel::IsFoundRole).toBool());
    QCOMPARE(m_model->foundCount(), 1);

    hear(u"old"_s, u"10.0.0.9"_s, '\2'); // is here now
    QCOMPARE(addresses(),
             (QStringList{u"10.0.0.1:5000"_s, u"10.0.0.9:5000"_s, u"chat.school/방1"_s}));
    QVERIFY(m_model->index(1).data(ServerListModel::IsFoundRole).toBool());
    m_nowMs += limits::foundServerMs + 1;
    m_model->dropSilent(); // and gone again
    QCOMPARE(addresses(), (QStringList{u"10.0.0.9:5000"_s, u"chat.school/방1"_s}));
}

void tst_ServerListModel::theSearchTellsHowItGoes()
{
    QSignalSpy changes(m_model.get(), &ServerListModel::searchChanged);
    m_model->setRecent({{u"10.0.0.9:5000"_s, u"old"_s}}); // counts for nothing
    QCOMPARE(m_model->search(), Search::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->search(), Search::InVain, limits::searchPatienceMs + 2'000);
    hear(u"vm"_s, u"10.0.0.1"_s, '\1');
    QCOMPARE(m_model->search(), Search::Successful);
    m_nowMs += limits::foundServerMs + 1;
    m_model->dropSilent();
    QCOMPARE(m_model->search(), Search::Running);
    m_model->stopSearch();
    QCOMPARE(m_model->search(), Search::Off);
    QCOMPARE(changes.size(), 4);
}

void tst_ServerListModel::nothingIsTakenWhileNobodyLooks()
{
    m_model->stopSearch();
    hear(u"vm"_s, u"10.0.0.1"_s, '\1');
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_ServerListModel::adviceFitsTheNetworks_data()
{
    QTest::addColumn<QList<LocalLink>>("links");
    QTest::addColumn<QStringList>("words"); // in this order
    LocalLink loopback = linkOf(u"lo"_s, u"127.0.0.1"_s);
    loopback.isLoopback = true;
    LocalLink vpn = linkOf(u"wg0"_s, u"10.8.0.2"_s);
    vpn.isTunnel = true;
    const LocalLink lan = linkOf(u"eth0"_s, u"192.168.0.37"_s);
    QTest::newRow("nothing") << QList<LocalLink>()
                             << QStringList{u"not connected to a network"_s, u"localhost"_s};
    QTest::newRow("loopback") << QList{loopback}
                              << QStringList{u"not connected to a network"_s, u"localhost"_s};
    QTest::newRow("only a VPN") << QList{loopback, vpn}
                                << QStringList{u"not connected to a network"_s, u"localhost"_s};
    QTest::newRow("a LAN") << QList{
        loopback, lan} << QStringList{u"firewall"_s, u"26500"_s, u"guests"_s, u"192.168.0.37"_s};
    QTest::newRow("a LAN and a VPN")
        << QList{vpn, lan}
        << QStringList{u"VPN"_s, u"wg0"_s, u"firewall"_s, u"guests"_s, u"192.168.0.37"_s};
    QTest::newRow("IPv6 only") << QList{linkOf(u"eth0"_s, u"fe80::1%eth0"_s)}
                               << QStringList{u"firewall"_s, u"guests"_s, u"type the address"_s};
}

void tst_ServerListModel::adviceFitsTheNetworks()
{
    QFETCH(QList<LocalLink>, links);
    QFETCH(QStringList, words);
    m_model->setLinks(links);
    const QString text = m_model->advice().join(u' ');
    qsizetype at = 0;
    for (const QString &word : words) {
        at = text.indexOf(word, at);
        QVERIFY2(at >= 0, qPrintable(word + u" in "_s + text));
    }
    QCOMPARE(text.contains(u"VPN"_s), words.contains(u"VPN"_s));
}

void tst_ServerListModel::recentServersAreKeptInOrder()
{
    const QTemporaryDir dir;
    QSettings settings(dir.filePath(u"x.ini"_s), QSettings::IniFormat);
    for (int i = 0; i < 8; ++i) {
        rememberServer(settings, {u"10.0.0.%1:5000"_s.arg(i), u"이름 %1"_s.arg(i)});
    }
    rememberServer(settings, {u"10.0.0.5:5000"_s, u"다섯"_s});
    const QList<RecentServer> servers = recentServers(settings);
    QCOMPARE(servers.size(), limits::maxRecentServers);
    QCOMPARE(servers.at(0), (RecentServer{u"10.0.0.5:5000"_s, u"다섯"_s}));
    QCOMPARE(servers.at(1).address, u"10.0.0.7:5000"_s);
    QCOMPARE(servers.at(4).address, u"10.0.0.3:5000"_s);
}

void tst_ServerListModel::badRecentServersAreLeftOut()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(u"x.ini"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[join]\nservers\\size=2000000000\nservers\\1\\address=good:1\n"
               "servers\\2\\address=javascript://x\nservers\\3\\address=\n");
    file.close();
    QSettings settings(file.fileName(), QSettings::IniFormat);
    QCOMPARE(recentServers(settings), QList{RecentServer{u"good:1"_s}});
}

void tst_ServerListModel::linksAreShownAsAddresses()
{
    const QString fingerprint = u"5a"_s.repeated(32);
    QCOMPARE(shownAddress(u"maru://10.0.0.1:5001#"_s + fingerprint), u"10.0.0.1:5001"_s);
    QCOMPARE(shownAddress(u" MARU://a.b/방1?classCode=A1#"_s + fingerprint),
             u"a.b:5000/방1?classCode=A1"_s);
    QCOMPARE(shownAddress(u"maru://a.b/%3F%23%25%20x%2F"_s), u"a.b:5000/%3F%23%25%20x%2F"_s);
    QCOMPARE(shownAddress(u"maru://a.b/x://y?z=u://v"_s), u"a.b:5000/x%3A//y?z=u%3A//v"_s);
    QCOMPARE(shownAddress(u"https://a.b"_s), u"https://a.b"_s);
    QCOMPARE(shownAddress(u"maru://"_s), u"maru://"_s);
}

QTEST_GUILESS_MAIN(tst_ServerListModel)
#include "tst_serverlistmodel.moc"
