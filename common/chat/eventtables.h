// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/chat/fieldreader.h"

#include <QJsonObject>

#include <optional>
#include <span>

/// The events of each subject by name, for events.cpp alone.
namespace maru {

using DecodedClientEvent = Result<ClientEvent, ApiError>;
using DecodedServerEvent = Result<std::optional<ServerEvent>, DecodeError>;

struct ClientEventEntry
{
    QLatin1StringView name;
    DecodedClientEvent (*decode)(FieldReader fields);
};
struct ServerEventEntry
{
    QLatin1StringView name;
    DecodedServerEvent (*decode)(const QJsonObject &json);
};

[[nodiscard]] std::span<const ClientEventEntry> peopleClientEvents();
[[nodiscard]] std::span<const ClientEventEntry> roomClientEvents();
[[nodiscard]] std::span<const ClientEventEntry> messageClientEvents();
[[nodiscard]] std::span<const ClientEventEntry> sanctionClientEvents();
[[nodiscard]] std::span<const ClientEventEntry> searchClientEvents();
[[nodiscard]] std::span<const ServerEventEntry> peopleServerEvents();
[[nodiscard]] std::span<const ServerEventEntry> roomServerEvents();
[[nodiscard]] std::span<const ServerEventEntry> messageServerEvents();

} // namespace maru
