// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftestoptions.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr quint32 maxKills = 10'000;
constexpr quint32 maxSeed = 0xFFFF'FFFF;

/// \p text as a number from 1 to \p max.
std::optional<quint32> numberOf(const QString &text, quint32 max)
{
    bool isNumber = false;
    const quint32 number = text.toUInt(&isNumber);
    return isNumber && number >= 1 && number <= max ? std::optional(number) : std::nullopt;
}

} // namespace

Result<SelfTestOptions, QString> parseSelfTest(const QStringList &arguments)
{
    SelfTestOptions options;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString flag = arguments.at(i).section(u'=', 0, 0);
        const bool hasValue = arguments.at(i).contains(u'=');
        if (flag != u"--kill9" && flag != u"--seed") {
            return failure(u"Unknown argument of selftest: %1."_s.arg(arguments.at(i)));
        }
        const QString value = hasValue ? arguments.at(i).section(u'=', 1) : arguments.value(++i);
        const quint32 max = flag == u"--kill9" ? maxKills : maxSeed;
        const std::optional<quint32> number = numberOf(value, max);
        if (!number) {
            return failure(u"%1 needs a number from 1 to %2."_s.arg(flag).arg(max));
        }
        if (flag == u"--kill9") {
            options.kills = static_cast<int>(*number);
        } else {
            options.seed = *number;
        }
    }
    return options;
}

} // namespace maru::server
