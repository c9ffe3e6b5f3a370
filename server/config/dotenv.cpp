// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configkeys.h"
#include "server/config/serverconfig.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// What is not ours may stand there, for other programs; one of ours that is mistyped would leave
/// the server more open than it was meant to be.
bool isMistyped(const QString &name)
{
    const auto isVariableOf = [&name](const ConfigKey &key) {
        return name == variableOf(key.name);
    };
    const auto keys = configKeys();
    return name.startsWith(variableOf({}), Qt::CaseInsensitive) && name != u"MARU_CONFIG"
        && std::none_of(keys.begin(), keys.end(), isVariableOf);
}

} // namespace

Result<QString, QString> readDotEnv(const QString &path)
{
    const QFileInfo info(path);
    // A folder is another program's, of Python's for instance.
    if (info.isDir() || (!info.exists() && !info.isSymLink())) {
        return QString();
    }
    const Result<QByteArray, QString> bytes = readConfigFile(path);
    if (!bytes) {
        return failure(u"%1 cannot be read: %2."_s.arg(
            QDir::toNativeSeparators(info.absoluteFilePath()), bytes.error()));
    }
    return QString::fromUtf8(*bytes);
}

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
        const QString name = line.first(equals).trimmed().toString();
        if (isMistyped(name)) {
            return failure(u".env, line %1: unknown key \"%2\".%3"_s.arg(i + 1).arg(
                forLog(name), nearestVariable(name)));
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
        variables.insert(name, value.toString());
    }
    return variables;
}

} // namespace maru::server
