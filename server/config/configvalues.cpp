// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configvalues.h"

#include "server/transport/addresses.h"

#include <QDir>
#include <QStandardPaths>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr std::array<char16_t, 4> sizeUnits{u'\0', u'K', u'M', u'G'};

} // namespace

Result<int, QString> choiceOf(const Setting &setting, const ConfigKey &key)
{
    const QStringList words = QString(key.argument).split(u'|');
    const qsizetype index = words.indexOf(setting.values.constLast());
    if (index < 0) {
        return failure(u"%1: \"%2\" is not one of %3."_s.arg(
            setting.origin, setting.values.constLast(), words.join(u", ")));
    }
    return int(index);
}

Result<int, QString> portOf(const Setting &setting)
{
    bool isNumber = false;
    const int port = setting.values.constLast().toInt(&isNumber);
    if (!isNumber || port < 0 || port > 65'535) {
        return failure(u"%1: \"%2\" is no port (0 to 65535)."_s.arg(setting.origin,
                                                                    setting.values.constLast()));
    }
    return port;
}

Result<QStringList, QString> addressesOf(const Setting &setting)
{
    QStringList addresses;
    for (const QString &text : setting.values) {
        const QString address = text.trimmed(); // QHostAddress would take the spaces, too
        if (address != u"localhost" && QHostAddress(address).isNull()) {
            return failure(u"%1: \"%2\" is no IP address."_s.arg(setting.origin, text));
        }
        addresses += address;
    }
    return addresses;
}

Result<QList<QHostAddress>, QString> proxiesOf(const Setting &setting)
{
    QList<QHostAddress> addresses;
    for (const QString &text : setting.values) {
        const QHostAddress address = normalized(QHostAddress(text.trimmed()));
        if (address.isNull()) {
            return failure(u"%1: \"%2\" is no IP address."_s.arg(setting.origin, text));
        }
        addresses += address;
    }
    return addresses;
}

/// As a browser sends them: scheme, host and port, nothing behind.
Result<QStringList, QString> originsOf(const Setting &setting)
{
    QStringList origins;
    for (const QString &text : setting.values) {
        const QString value = text.trimmed();
        const QUrl url(value, QUrl::StrictMode);
        const bool isOrigin = url.isValid() && !url.host().isEmpty() && url.path().isEmpty()
            && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
        if (value != u"*" && !isOrigin) {
            return failure(u"%1: \"%2\" is no origin (https://chat.example or "
                           u"http://192.0.2.1:3000, without a path)."_s.arg(setting.origin, text));
        }
        origins += value;
    }
    return origins;
}

QString fileOf(const Setting &setting)
{
    return QDir::cleanPath(QDir::current().absoluteFilePath(setting.values.constLast()));
}

Result<QString, QString> databaseOf(const Setting &setting)
{
    const QString &url = setting.values.constLast();
    const bool isKnown = url.startsWith(u"sqlite:") || url.startsWith(u"postgres://")
        || url.startsWith(u"postgresql://") || url.startsWith(u"mongodb://")
        || url.startsWith(u"mongodb+srv://");
    if (isKnown && url.size() > 7) {
        return url; // the store looks at the rest
    }
    // The URL itself is not repeated: it may hold a password.
    return failure(
        u"%1: Maru keeps its data in SQLite, PostgreSQL or MongoDB (sqlite:FILE, postgres://… or "
        "mongodb://…)."_s.arg(setting.origin));
}

Result<qint64, QString> sizeOf(const Setting &setting, qint64 least, qint64 most)
{
    const QString &text = setting.values.constLast();
    qsizetype unit = 0;
    for (size_t i = 1; i < sizeUnits.size(); ++i) {
        unit = text.endsWith(QChar(sizeUnits[i]), Qt::CaseInsensitive) ? qsizetype(i) : unit;
    }
    bool isNumber = false;
    const qint64 count = QStringView(text).chopped(unit > 0 ? 1 : 0).toLongLong(&isNumber);
    // Compared before it is multiplied: nothing can overflow.
    const bool isInRange =
        isNumber && count >= 0 && count <= (most >> (10 * unit)) && (count << (10 * unit)) >= least;
    if (!isInRange) {
        return failure(u"%1: \"%2\" is no size from %3 to %4 (20M, 64K)."_s.arg(
            setting.origin, text, sizeText(least), sizeText(most)));
    }
    return count << (10 * unit);
}

QString sizeText(qint64 bytes)
{
    size_t unit = 0;
    while (unit + 1 < sizeUnits.size() && bytes > 0 && bytes % 1'024 == 0) {
        bytes /= 1'024;
        ++unit;
    }
    return QString::number(bytes) + (unit > 0 ? QString(QChar(sizeUnits[unit])) : QString());
}

Result<MetricsPlace, QString> metricsOf(const Setting &setting)
{
    const QString &text = setting.values.constLast();
    if (text == u"off") {
        return MetricsPlace{};
    }
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(std::max<qsizetype>(colon, 0));
    if (host.startsWith(u'[') && host.endsWith(u']')) {
        host = host.mid(1, host.size() - 2);
    } else if (host.contains(u':')) {
        host.clear(); // an IPv6 address and its port cannot be told apart
    }
    const QHostAddress address =
        host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
    bool isNumber = false;
    const int port = text.mid(colon + 1).toInt(&isNumber);
    if (address.isNull() || !isNumber || port < 0 || port > 65'535) {
        return failure(
            u"%1: \"%2\" is not ADDRESS:PORT (127.0.0.1:9464)."_s.arg(setting.origin, text));
    }
    if (!address.isLoopback()) {
        return failure(u"%1: %2 is no address of this machine alone; metrics are given on "
                       u"loopback only (127.0.0.1:9464)."_s.arg(setting.origin, host));
    }
    return MetricsPlace{.address = address, .port = quint16(port)};
}

QString defaultDataDir()
{
#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + u"/Maru/server"_s;
#else
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    return (state.isEmpty() ? QDir::homePath() + u"/.local/state"_s : state) + u"/maru"_s;
#endif
}

} // namespace maru::server
