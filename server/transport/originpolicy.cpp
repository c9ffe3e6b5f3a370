// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/originpolicy.h"

#include "server/transport/addresses.h"

#include <QUrl>

#include <algorithm>

namespace maru::server {

namespace {

/// `scheme://host[:port]`, as browsers serialize it (RFC 6454 §6.2): ASCII, no user, no path,
/// nothing escaped. What QUrl would decode or map to such a host is none.
bool isSerialized(const QByteArray &origin)
{
    const qsizetype start = origin.indexOf("://");
    return start > 0 && std::all_of(origin.begin() + start + 3, origin.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                   || QByteArrayView(".-_:[]").contains(c);
           });
}

} // namespace

bool OriginPolicy::allows(const QByteArray &origin) const
{
    const QString text = QString::fromLatin1(origin);
    if (allowed.contains(QStringLiteral("*")) || allowed.contains(text, Qt::CaseInsensitive)) {
        return true;
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool isWeb =
        url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("https");
    const QString host = url.host().toLower();
    if (!isSerialized(origin) || !url.isValid() || !isWeb
        || host.isEmpty()) { // "null" of files and sandboxed frames too
        return false;
    }
    if (host == QLatin1StringView("localhost") || host.endsWith(QLatin1StringView(".localhost"))
        || host.endsWith(QLatin1StringView(".local"))
        || ownNames.contains(host, Qt::CaseInsensitive)) {
        return true;
    }
    const QHostAddress address(host);
    return !address.isNull() && isLocal(address);
}

} // namespace maru::server
