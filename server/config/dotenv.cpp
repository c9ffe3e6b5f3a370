// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/serverconfig.h"

using namespace Qt::StringLiterals;

namespace maru::server {

Result<QHash<QString, QString>, QString> parseDotEnv(const QString &text)
{
    QHash<QString, QString> variables;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QStringView line = QStringView(lines.at(i)).trimmed();
        if (line.isEmpty() || line.startsWith(u'#')) {
            continue;
        }
        if (line.startsWith(u"export ")) {
            line = line.sliced(7).trimmed();
        }
        const qsizetype equals = line.indexOf(u'=');
        if (equals < 1) {
            return failure(u".env, line %1: this is not KEY=value."_s.arg(i + 1));
        }
        QStringView value = line.sliced(equals + 1).trimmed();
        const QChar quote = value.isEmpty() ? QChar() : value.front();
        if (quote == u'"' || quote == u'\'') {
            const qsizetype closing = value.indexOf(quote, 1);
            if (closing < 0) {
                return failure(u".env, line %1: the quotation mark is not closed."_s.arg(i + 1));
            }
            value = value.sliced(1, closing - 1);
        } else if (quote == u'#') {
            value = {};
        } else if (const qsizetype comment = value.indexOf(u" #"); comment >= 0) {
            value = value.first(comment).trimmed();
        }
        variables.insert(line.first(equals).trimmed().toString(), value.toString());
    }
    return variables;
}

} // namespace maru::server
