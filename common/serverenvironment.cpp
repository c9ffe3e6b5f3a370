// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverenvironment.h"

using namespace Qt::StringLiterals;

namespace maru {

QProcessEnvironment environmentOfOwnServer()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList keys = environment.keys();
    for (const QString &key : keys) {
        const bool isSetting = key.startsWith("MARU_"_L1) && key != "MARU_BEACON"_L1;
        if (isSetting || key == "PORT"_L1 || key == "DB_URL"_L1) {
            environment.remove(key);
        }
    }
    return environment;
}

} // namespace maru
