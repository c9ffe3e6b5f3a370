// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QLatin1StringView>

namespace maru {

/// What is sent: the event's name and its one argument as JSON.
struct EncodedEvent
{
    QLatin1StringView name;
    QByteArray argument;
};

} // namespace maru
