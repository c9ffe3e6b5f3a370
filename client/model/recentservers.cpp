// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/recentservers.h"

#include "client/session/chatsession.h"
#include "common/clientlimits.h"
#include "common/text/cut.h"

#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto listKey = "join/servers"_L1;
constexpr auto addressKey = "address"_L1;
constexpr auto nameKey = "name"_L1;

} // namespace

QList<RecentServer> recentServers(QSettings &settings)
{
    QList<RecentServer> servers;
    const int count = std::min(settings.beginReadArray(listKey), limits::maxRecentServers);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const RecentServer server{
            settings.value(addressKey).toString(),
            cut(settings.value(nameKey).toString(), limits::maxServerNameBytes)};
        if (parseServerAddress(server.address)) {
            servers += server;
        }
    }
    settings.endArray();
    return servers;
}

void rememberServer(QSettings &settings, const RecentServer &server)
{
    QList<RecentServer> servers = recentServers(settings);
    servers.removeIf(
        [&server](const RecentServer &other) { return other.address == server.address; });
    servers.prepend(server);
    settings.remove(listKey);
    settings.beginWriteArray(listKey);
    for (int i = 0; i < std::min(int(servers.size()), limits::maxRecentServers); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(addressKey, servers.at(i).address);
        settings.setValue(nameKey, servers.at(i).name);
    }
    settings.endArray();
}

QString shownAddress(const QString &typed)
{
    if (!typed.trimmed().startsWith("maru:"_L1, Qt::CaseInsensitive)) {
        return typed;
    }
    const auto address = parseServerAddress(typed);
    return address ? address->shown() : typed;
}

QString tidyClassCode(const QString &typed)
{
    return typed.normalized(QString::NormalizationForm_KC).trimmed().toUpper();
}

QString withClassCode(const QString &typed, const QString &code)
{
    const qsizetype hash = typed.indexOf(u'#');
    const QString address = hash < 0 ? typed : typed.left(hash);
    const qsizetype mark = address.indexOf(u'?');
    QUrlQuery query(mark < 0 ? QString() : address.mid(mark + 1));
    query.removeAllQueryItems(u"classCode"_s);
    query.addQueryItem(u"classCode"_s,
                       QString::fromLatin1(QUrl::toPercentEncoding(tidyClassCode(code))));
    return address.left(mark < 0 ? address.size() : mark) + u'?'
        + query.toString(QUrl::FullyEncoded) + (hash < 0 ? QString() : typed.mid(hash));
}

} // namespace maru::client
