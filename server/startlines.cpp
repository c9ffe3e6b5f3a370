// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/startlines.h"

#include "common/text/fingerprintwords.h"
#include "common/version.h"
#include "server/transport/tlsidentity.h"

#include <QNetworkInterface>
#include <QSysInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// Addresses other machines can use. Those of a link only mean nothing without the name of an
/// interface of theirs.
QStringList lanAddresses(QAbstractSocket::NetworkLayerProtocol protocol)
{
    QStringList addresses;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : interfaces) {
        const auto flags = interface.flags();
        if (!flags.testFlag(QNetworkInterface::IsUp)
            || flags.testFlag(QNetworkInterface::IsLoopBack)) {
            continue;
        }
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            const QHostAddress ip = entry.ip();
            const bool isOfLink =
                ip.protocol() == QAbstractSocket::IPv6Protocol && ip.isLinkLocal();
            if (ip.protocol() == protocol && !isOfLink) {
                addresses += ip.toString();
            }
        }
    }
    return addresses;
}

QString hostText(const QString &host)
{
    return host.contains(u':') ? u'[' + host + u']' : host;
}

bool isForThisMachine(const QString &address)
{
    return address == u"localhost" || QHostAddress(address).isLoopback();
}

/// How this machine reaches the server that listens on \p listen.
QString localHost(const QStringList &listen)
{
    if (listen.isEmpty() || listen.contains("localhost"_L1)) {
        return u"127.0.0.1"_s;
    }
    const QHostAddress first(listen.constFirst());
    if (first == QHostAddress(QHostAddress::AnyIPv4)) {
        return u"127.0.0.1"_s;
    }
    return first == QHostAddress(QHostAddress::AnyIPv6) ? u"::1"_s : listen.constFirst();
}

} // namespace

QString serverName()
{
    const QString host = QSysInfo::machineHostName();
    return host.isEmpty() ? u"Maru"_s : host;
}

QStringList joinAddresses(const ServerConfig &config, quint16 port)
{
    QStringList addresses;
    bool isOnAllIPv4 = config.listen.isEmpty();
    bool isOnAllIPv6 = config.listen.isEmpty();
    for (const QString &address : config.listen) {
        const QHostAddress parsed(address);
        if (parsed == QHostAddress(QHostAddress::AnyIPv4)) {
            isOnAllIPv4 = true;
        } else if (parsed == QHostAddress(QHostAddress::AnyIPv6)) {
            isOnAllIPv6 = true;
        } else if (!isForThisMachine(address)) {
            addresses += address;
        }
    }
    if (isOnAllIPv4) {
        addresses = lanAddresses(QAbstractSocket::IPv4Protocol);
    }
    // Nobody likes to type the others.
    if (isOnAllIPv6 && addresses.isEmpty()) {
        addresses = lanAddresses(QAbstractSocket::IPv6Protocol);
    }
    for (QString &address : addresses) {
        address = hostText(address) + u':' + QString::number(port);
    }
    return addresses;
}

QStringList startLines(const ServerConfig &config, quint16 port, const QByteArray &fingerprint)
{
    QStringList join = joinAddresses(config, port);
    for (QString &address : join) {
        address.prepend(config.plain == Plain::Lan ? u"http://"_s : u"https://"_s);
    }
    QString others =
        u"Others join with the Maru client or a Socket.IO client at %1"_s.arg(join.join(u" or "));
    if (join.isEmpty()) {
        const bool isOfItself = !config.listen.isEmpty()
            && std::all_of(config.listen.begin(), config.listen.end(), isForThisMachine);
        others = isOfItself
            ? u"Others cannot reach this server: it listens on this machine only."_s
            : u"Others cannot reach this server: this machine has no network now."_s;
    }
    return {
        u"maru-server listening on %1://%2:%3"_s
            .arg(config.plain == Plain::Off ? u"https"_s : u"http"_s,
                 hostText(localHost(config.listen)))
            .arg(port),
        u"Name: %1 (maru-server %2)"_s.arg(serverName(), version()),
        u"Data: %1"_s.arg(config.dataDir),
        others,
        u"Certificate: SHA-256 %1"_s.arg(fingerprintText(fingerprint)),
        u"In words: %1"_s.arg(fingerprintWords(fingerprint, WordLanguage::English)),
    };
}

QString ownerLine(const QString &code)
{
    return u"Owner code: %1 (nobody owns this server yet: who joins with it first does)"_s.arg(
        code);
}

} // namespace maru::server
