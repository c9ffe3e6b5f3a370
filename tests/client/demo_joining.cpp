// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not a test and not shipped: draws how one joins, and what belongs to the person and to a chat of
// one's own (demostudio.h has the arguments).

#include "client/host/qrpicture.h"
#include "client/model/account.h"
#include "client/model/securitytexts.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/hostdialog.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/profiledialog.h"
#include "common/clientlimits.h"
#include "demostudio.h"

#include <QListView>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

namespace {

void drawJoining(const DemoStudio &studio)
{
    JoinDialog dialog;
    dialog.setTheme(studio.theme());
    dialog.show();
    static_cast<void>(QTest::qWaitForWindowActive(&dialog));
    studio.save(&dialog, u"join-first"_s);
    dialog.setServer(u"192.168.0.12"_s);
    dialog.setUserName(u"김민수"_s);
    studio.save(&dialog, u"join"_s);
    dialog.showError(JoinDialog::Field::Name,
                     QCoreApplication::translate(
                         "Failures", "Somebody else holds this name. Please choose another one."),
                     u"김민수 (2)"_s);
    studio.save(&dialog, u"join-taken"_s);
    dialog.showError(
        JoinDialog::Field::Server,
        QCoreApplication::translate(
            "Failures", "Nobody answers at %1. Is the server running, and is the address right?")
            .arg(u"192.168.0.12:5000"_s));
    studio.save(&dialog, u"join-unreachable"_s);
    const QByteArray known =
        QByteArray::fromHex("3f9a00c47b12e56d88015afe23b940c7d67e11089cf234ab5d60e9721f8bc304");
    const QByteArray seen =
        QByteArray::fromHex("a704d15be83c9620f56e49bb027d18ce3390fa640db7812e5ce61a7948d307bf");
    dialog.showCertificateChange(
        QCoreApplication::translate(
            "Failures", "The certificate of %1 is not the one it had before, so nothing was sent.")
            .arg(u"192.168.0.12:5000"_s),
        {fingerprintText(known), fingerprintWordsText(known)},
        {fingerprintText(seen), fingerprintWordsText(seen)});
    studio.save(&dialog, u"join-certificate"_s);
    dialog.setBusy(true);
    studio.save(&dialog, u"join-busy"_s);
}

void drawAccount(const DemoStudio &studio)
{
    JoinDialog dialog;
    dialog.setServer(u"192.168.0.12:5000"_s);
    dialog.setUserName(u"김민수"_s);
    dialog.show();
    dialog.showError(JoinDialog::Field::Password,
                     QCoreApplication::translate(
                         "Failures", "This server asks for a password or an invitation."));
    studio.save(&dialog, u"join-password"_s);
    dialog.showError(
        JoinDialog::Field::ClassCode,
        QCoreApplication::translate(
            "Failures", "The class code is missing or wrong. Please ask for the right one."));
    studio.save(&dialog, u"join-classcode"_s);

    const QByteArray print =
        QByteArray::fromHex("3f9a00c47b12e56d88015afe23b940c7d67e11089cf234ab5d60e9721f8bc304");
    ProfileDialog profile;
    profile.setUserName(u"김민수"_s);
    profile.setSecurity(securityText({true, false, print}, false));
    profile.setDevices({{u"a"_s, u"Maru, desk (Debian GNU/Linux 12)"_s, true, 1, 1},
                        {u"b"_s, u"Maru, laptop-with-a-very-long-name.example (Windows 11)"_s,
                         false, 1, 1'763'900'000'000},
                        {u"c"_s, {}, false, 1, 0}},
                       {});
    profile.resize(460, 860);
    profile.show();
    studio.save(&profile, u"profile"_s);
    profile.showOutcome(
        ProfileDialog::Part::Password,
        {Account::Field::CurrentPassword,
         QCoreApplication::translate("maru::client::Account", "This is not your current password."),
         {}});
    profile.setTakesPasswords(false);
    profile.setDevices({}, {});
    studio.save(&profile, u"profile-plain"_s);

    HostDialog host;
    host.show();
    studio.save(&host, u"host-stopped"_s);
    host.showRunning({{u"192.168.0.12:5000"_s, u"10.8.0.3:5000"_s},
                      u"K7QX3M"_s,
                      fingerprintWordsText(print),
                      qrPicture(u"http://192.168.0.12:5000/"_s)});
    studio.save(&host, u"host-running"_s);
    host.showRunning({{}, u"K7QX3M"_s, fingerprintWordsText(print), {}});
    studio.save(&host, u"host-offline"_s);
    host.showProblem(QCoreApplication::translate("maru::client::HostController",
                                                 "Another program on this computer uses port %1.")
                         .arg(5000),
                     true);
    studio.save(&host, u"host-problem"_s);
}

void drawSearches(const DemoStudio &studio)
{
    const auto linkOf = [](const char *name, const char *address) {
        LocalLink link;
        link.interfaceName = QLatin1StringView(name);
        link.address = QHostAddress(QLatin1StringView(address));
        return link;
    };
    ServerListModel servers;
    servers.setRecent({{u"chat.hanbit.example:5000"_s, u"한빛 사무실"_s}});
    servers.setLinks({linkOf("lan0", "192.168.0.37")});
    JoinDialog dialog;
    dialog.setTheme(studio.theme());
    dialog.setServers(&servers);
    dialog.setUserName(u"김민수"_s);
    dialog.setServer({});
    dialog.show();
    servers.startSearch();
    static_cast<void>(QTest::qWaitForWindowActive(&dialog));
    studio.save(&dialog, u"join-searching"_s);
    const auto found = [&servers](const QString &name, const QString &host, char byte) {
        QByteArray fingerprint(fingerprintBytes, byte);
        fingerprint[1] = '\x3f';
        servers.take({name, 5000, fingerprint}, host);
    };
    found(u"교실 3-2"_s, u"192.168.0.12"_s, '\xa7');
    studio.save(&dialog, u"join-one"_s);
    found(u"교실 3-2"_s, u"192.168.0.14"_s, '\x51');
    found(u"연구실의 아주 긴 이름을 가진 컴퓨터 research-server-03"_s,
          u"fe80::a00:27ff:fe4e:66a1%lan0"_s, '\x1c');
    dialog.findChild<QListView *>(u"servers"_s)->setCurrentIndex(servers.index(1, 0));
    studio.save(&dialog, u"join-found"_s);
    servers.setRecent({});
    servers.startSearch();
    dialog.setServer({});
    QTest::qWait(limits::searchPatienceMs + 100);
    studio.save(&dialog, u"join-vain"_s);
    servers.setLinks({linkOf("lan0", "192.168.0.37"), [&] {
                          LocalLink vpn = linkOf("wg0", "10.8.0.2");
                          vpn.isTunnel = true;
                          return vpn;
                      }()});
    studio.save(&dialog, u"join-vpn"_s);
    servers.setLinks({});
    studio.save(&dialog, u"join-nonet"_s);
}

} // namespace

int main(int argc, char **argv)
{
    const DemoStudio studio(argc, argv);
    drawJoining(studio);
    drawAccount(studio);
    drawSearches(studio);
    return 0;
}
