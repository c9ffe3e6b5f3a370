// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "server/admin/commandoutput.h"

#include <QJsonObject>

/// What the replies of the control socket have in common.
namespace maru::server {

/// `{"ok":false,"error":…,"code":…}`, the code one of docs/protocol.md §4.
[[nodiscard]] QJsonObject controlRefusal(const ApiError &error);

/// What is printed for a reply that is not ok, and the exit code.
[[nodiscard]] CommandOutput refusalOutput(const QJsonObject &reply);

} // namespace maru::server
