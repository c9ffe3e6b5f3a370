// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/version.h"
#include "server/config/configfile.h"

using namespace Qt::StringLiterals;

namespace maru::server {

QString withoutCredentials(const QString &url)
{
    const qsizetype begin = url.indexOf(u"://");
    if (begin < 0) {
        return url; // sqlite:FILE
    }
    const qsizetype authority = begin + 3;
    // By hand, not by QUrl, which may refuse it: a password may hold an unescaped '/' or '?', so up
    // to the last '@' everything may be part of it.
    const qsizetype at = url.lastIndexOf(u'@');
    QString shown = at < authority ? url : url.left(authority) + u"***"_s + url.mid(at);
    const qsizetype query = shown.indexOf(u'?');
    return query < 0 ? shown : shown.left(query) + u"?***"_s; // it may name a password, too
}

QString configText(const Command &command)
{
    constexpr int column = 44;
    QString text =
        u"# maru-server %1: each setting and who said it. Flags win over the environment, it over "
        u".env,\n# it over the file of --config, it over the defaults.\n"_s.arg(version());
    for (const ConfigKey &key : configKeys()) {
        const QString value = key.show(command.config, key);
        const QString line = value.isEmpty() ? u"# %1 ="_s.arg(key.name)
                                             : u"%1 = %2"_s.arg(key.name, quotedValue(value));
        text += line.leftJustified(column) + u" # "_s
            + command.origins.value(key.name, u"default"_s) + u'\n';
    }
    return text;
}

} // namespace maru::server
