// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"

#include <QStringList>

namespace maru::client {

/// Adds \p text to the \p notices that wait to be read, unless it is one of them. Each may be the
/// only place that still has what a person typed.
inline void addNotice(QStringList &notices, const QString &text)
{
    if (notices.size() < limits::maxNotices && !notices.contains(text)) {
        notices.append(text);
    }
}

} // namespace maru::client
