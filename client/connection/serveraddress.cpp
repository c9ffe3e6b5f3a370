// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/serveraddress.h"

#include "common/clientlimits.h"
#include "common/protocol/beaconpacket.h"

#include <QHostAddress>
#include <QUrlQuery>

#include <algorithm>

namespace maru::client {

namespace {

constexpr quint16 defaultPort = 5000;
constexpr quint16 httpPort = 80;
constexpr quint16 httpsPort = 443;

struct HostAndPort
{
    QString host;
    QString port; // as typed; null if there is no colon
};

/// The digits of an IPv6 address, and behind % a scope: an interface, named as in RFC 6874.
bool isIpv6Text(const QString &text)
{
    const bool isPlain = std::all_of(text.begin(), text.end(), [](QChar c) {
        return QStringView(u":.%-_~").contains(c) || (c.unicode() < 0x80 && c.isLetterOrNumber());
    });
    // QHostAddress stops at a NUL and takes anything for a scope.
    return isPlain && text.count(u'%') <= 1
        && QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
}

/// A scope keeps its capitals: enP4p1s0 is another interface than enp4p1s0.
QString lowerIpv6(const QString &text)
{
    const qsizetype scope = text.indexOf(u'%');
    return scope < 0 ? text.toLower() : text.left(scope).toLower() + text.mid(scope);
}

/// An input method for Kana or Hanja leaves digits, dots and colons as wide as a syllable.
QString halfWidth(QString text)
{
    constexpr char16_t first = 0xff01; // '!', as ASCII goes on to '~'
    constexpr char16_t last = 0xff5e;
    for (QChar &c : text) {
        if (c.unicode() >= first && c.unicode() <= last) {
            c = QChar(char16_t(c.unicode() - first + u'!'));
        } else if (c == QChar(0x3002)) { // the full stop of these scripts
            c = u'.';
        }
    }
    return text;
}

/// In URLs the % is written %25. No interface begins with a digit, but its number may be 25.
QString plainScope(QString host)
{
    const qsizetype scope = host.indexOf(u"%25") + 3;
    if (scope >= 3 && scope < host.size() && host.at(scope).isLetter()) {
        host.remove(scope - 2, 2);
    }
    return host;
}

HostAndPort splitAuthority(const QString &authority)
{
    if (authority.startsWith(u'[')) {
        const qsizetype end = authority.indexOf(u']');
        const QString rest = end < 0 ? QString() : authority.mid(end + 1);
        // Whatever follows the bracket but a port makes the host invalid.
        if (end < 0 || !(rest.isEmpty() || rest.startsWith(u':'))) {
            return {};
        }
        const QString host = plainScope(authority.mid(1, end - 1));
        return {isIpv6Text(host) ? host : QString(), rest.isEmpty() ? QString() : rest.mid(1)};
    }
    if (authority.count(u':') > 1) {
        const QString host = plainScope(authority);
        return {isIpv6Text(host) ? host : QString(), QString()};
    }
    const qsizetype colon = authority.indexOf(u':');
    if (colon < 0) {
        return {authority, QString()};
    }
    // An empty port ("host:") is a typing error, not the default: mid() gives an empty, not a null
    // string.
    return {authority.left(colon), authority.mid(colon + 1)};
}

Result<quint16, AddressError> parsePort(const QString &text)
{
    const bool onlyDigits = !text.isEmpty() && text.size() <= 5
        && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    const uint port = onlyDigits ? text.toUInt() : 0;
    if (port < 1 || port > 65'535) {
        return failure(AddressError::BadPort);
    }
    return quint16(port);
}

Result<QString, AddressError> parseHost(const QString &text)
{
    QUrl url;
    url.setScheme(QStringLiteral("ws"));
    url.setHost(text, QUrl::DecodedMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return failure(AddressError::BadHost);
    }
    const QString host = isIpv6Text(text) ? lowerIpv6(text) : url.host();
    // Of some names with bad Punycode QUrl makes one that it does not take again.
    url.setHost(host);
    if (url.host() != host && !isIpv6Text(text)) {
        return failure(AddressError::BadHost);
    }
    return host;
}

Result<QString, AddressError> parseNamespace(QString path)
{
    while (path.endsWith(u'/')) {
        path.chop(1);
    }
    if (path.isEmpty()) {
        return QStringLiteral("/");
    }
    const QString decoded = QString::fromUtf8(QByteArray::fromPercentEncoding(path.toUtf8()));
    const QString nsp = decoded.normalized(QString::NormalizationForm_C);
    // A comma ends the namespace on the wire; U+FFFD is what bad UTF-8 became.
    const bool forbidden = std::any_of(nsp.begin(), nsp.end(), [](QChar c) {
        return c == u',' || c.category() == QChar::Other_Control
            || c == QChar::ReplacementCharacter;
    });
    if (forbidden || nsp.size() > limits::maxNamespaceChars) {
        return failure(AddressError::BadRoom);
    }
    return nsp;
}

/// As parseNamespace() reads it; encoded is only what would be read as something else.
QString shownPath(const QString &nsp)
{
    QString path;
    for (qsizetype i = 0; i < nsp.size(); ++i) {
        const QChar c = nsp.at(i);
        const bool isLastSlash = c == u'/' && i + 1 == nsp.size();
        if (isLastSlash || c.isSpace() || QStringView(u"%?#").contains(c)) {
            path += QString::fromLatin1(QString(c).toUtf8().toPercentEncoding());
        } else {
            path += c;
        }
    }
    return path;
}

/// Of nothing: nothing.
Result<QByteArray, AddressError> parseFingerprint(QString text)
{
    text.remove(u':');
    const bool isHex = std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f');
    });
    if (!text.isEmpty() && (!isHex || text.size() != fingerprintBytes * 2)) {
        return failure(AddressError::BadFingerprint);
    }
    return QByteArray::fromHex(text.toLatin1());
}

} // namespace

QString ServerAddress::hostAndPort() const
{
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
}

QString ServerAddress::shown() const
{
    const QString tail =
        (nsp == u'/' ? QString() : shownPath(nsp)) + (query.isEmpty() ? QString() : u'?' + query);
    // What stands in front of :// would be read as a scheme.
    return hostAndPort() + QString(tail).replace(QStringLiteral("://"), QStringLiteral("%3A//"));
}

bool ServerAddress::isLoopback() const
{
    return host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) == 0
        || QHostAddress(host).isLoopback();
}

QUrl ServerAddress::engineUrl(EngineTransport transport) const
{
    const bool isWebSocket = transport == EngineTransport::WebSocket;
    QUrl url;
    url.setScheme(QLatin1StringView(isWebSocket ? "ws" : "http")
                  + (secure ? QLatin1StringView("s") : QLatin1StringView()));
    url.setHost(host);
    url.setPort(port);
    url.setPath(QStringLiteral("/socket.io/"));
    QUrlQuery items(query);
    for (const QString &own :
         {QStringLiteral("EIO"), QStringLiteral("transport"), QStringLiteral("sid")}) {
        items.removeAllQueryItems(own);
    }
    const QString classCode = QStringLiteral("classCode");
    const QString code = items.queryItemValue(classCode, QUrl::FullyDecoded);
    if (const QString narrow = halfWidth(code); narrow != code) {
        items.removeAllQueryItems(classCode);
        items.addQueryItem(classCode, QString::fromLatin1(QUrl::toPercentEncoding(narrow)));
    }
    items.addQueryItem(QStringLiteral("EIO"), QStringLiteral("4"));
    items.addQueryItem(QStringLiteral("transport"),
                       isWebSocket ? QStringLiteral("websocket") : QStringLiteral("polling"));
    url.setQuery(items);
    return url;
}

Result<ServerAddress, AddressError> parseServerAddress(const QString &typed)
{
    QString rest = typed.trimmed();
    if (rest.isEmpty()) {
        return failure(AddressError::Empty);
    }
    if (rest.size() > limits::maxAddressChars) {
        return failure(AddressError::TooLong);
    }

    ServerAddress address;
    bool isLink = false;
    const qsizetype schemeEnd = rest.indexOf(QLatin1StringView("://"));
    if (schemeEnd >= 0) {
        const QString scheme = rest.left(schemeEnd).toLower();
        isLink = scheme == QLatin1StringView("maru");
        address.secure = scheme == QLatin1StringView("https") || scheme == QLatin1StringView("wss");
        if (!address.secure && !isLink && scheme != QLatin1StringView("http")
            && scheme != QLatin1StringView("ws")) {
            return failure(AddressError::UnknownScheme);
        }
        rest = rest.mid(schemeEnd + 3);
    }
    if (isLink) {
        const auto fingerprint = parseFingerprint(rest.section(u'#', 1));
        if (!fingerprint) {
            return failure(fingerprint.error());
        }
        address.fingerprint = *fingerprint;
        address.secure = !fingerprint->isEmpty();
    }
    rest = rest.section(u'#', 0, 0);
    address.query = rest.section(u'?', 1);
    rest = rest.section(u'?', 0, 0);

    const qsizetype slash = rest.indexOf(u'/');
    const QString authority = halfWidth(slash < 0 ? rest : rest.left(slash));
    if (authority.contains(u'@')) {
        return failure(AddressError::HasPassword);
    }
    const HostAndPort parts = splitAuthority(authority);
    const auto host = parseHost(parts.host);
    if (!host) {
        return failure(host.error());
    }
    address.host = *host;
    if (!parts.port.isNull()) {
        const auto port = parsePort(parts.port);
        if (!port) {
            return failure(port.error());
        }
        address.port = *port;
    } else if (schemeEnd >= 0 && !isLink) {
        address.port = address.secure ? httpsPort : httpPort;
    } else {
        address.port = defaultPort;
    }
    const auto nsp = parseNamespace(slash < 0 ? QString() : rest.mid(slash));
    if (!nsp) {
        return failure(nsp.error());
    }
    address.nsp = *nsp;
    return address;
}

} // namespace maru::client
