// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/originpolicy.h"

#include "server/transport/addresses.h"

#include <QUrl>

namespace maru::server {

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
    if (!url.isValid() || !isWeb || host.isEmpty()) { // "null" of files and sandboxed frames too
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
