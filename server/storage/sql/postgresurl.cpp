// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresurl.h"

#include "common/logging.h"

#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

#include <limits>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto example = "use postgres://USER:PASSWORD@HOST:PORT/DATABASE"_L1;

Result<PostgresAddress, QString> refuse(const QString &what)
{
    return failure(u"The database URL %1: %2."_s.arg(what, example));
}

// QPSQL makes spaces of semicolons, wherever they stand.
bool isPlain(const QString &value)
{
    return !value.contains(u';') && !value.contains(QChar::Null);
}

QString quoted(QString value)
{
    return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

Result<void, QString> takePort(PostgresAddress &address, const QString &text)
{
    bool isNumber = false;
    address.port = text.toInt(&isNumber);
    if (!isNumber || address.port < 1 || address.port > std::numeric_limits<quint16>::max()) {
        return failure(u"names no port from 1 to 65535"_s);
    }
    return {};
}

Result<void, QString> takeParameter(PostgresAddress &address, const QString &key,
                                    const QString &value)
{
    static const QStringList tls{u"sslmode"_s, u"sslrootcert"_s, u"sslcert"_s, u"sslkey"_s};
    if (key == u"host") {
        address.host = value;
    } else if (key == u"port") {
        return takePort(address, value);
    } else if (key == u"user") {
        address.user = value;
    } else if (key == u"password") {
        address.password = value;
    } else if (tls.contains(key)) {
        if (!isPlain(value)) {
            return failure(u"has a semicolon in %1"_s.arg(key));
        }
        address.options +=
            (address.options.isEmpty() ? QString() : u";"_s) + key + u'=' + quoted(value);
    } else {
        return failure(u"has the unknown setting %1"_s.arg(forLog(key)));
    }
    return {};
}

} // namespace

QString PostgresAddress::place() const
{
    if (host.isEmpty()) {
        return u"postgres:///"_s + database;
    }
    if (host.startsWith(u'/')) {
        return u"postgres:///%1?host=%2"_s.arg(database, host);
    }
    const QString where = host.contains(u':') ? u'[' + host + u']' : host;
    return u"postgres://%1:%2/%3"_s.arg(where, QString::number(port), database);
}

Result<PostgresAddress, QString> parsePostgresUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid()) {
        // Never QUrl's own words: they show the text.
        return refuse(u"is malformed (other characters than letters and digits in user and "
                      "password are written as %XX)"_s);
    }
    PostgresAddress address;
    address.host = url.host(QUrl::FullyDecoded);
    address.port = url.port(address.port);
    address.user = url.userName(QUrl::FullyDecoded);
    address.password = url.password(QUrl::FullyDecoded);
    address.database = url.path(QUrl::FullyDecoded).mid(1);
    const QList<std::pair<QString, QString>> parameters =
        QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : parameters) {
        if (const auto taken = takeParameter(address, key, value); !taken) {
            return refuse(taken.error());
        }
    }
    if (address.database.isEmpty()) {
        return refuse(u"names no database"_s);
    }
    for (const QString &part : {address.host, address.user, address.password, address.database}) {
        if (part.contains(QChar::Null)) {
            return refuse(u"has a character U+0000 in it"_s);
        }
    }
    if (url.hasFragment()) {
        return refuse(u"has a '#' in it, which is written as %23"_s);
    }
    return address;
}

} // namespace maru::server
