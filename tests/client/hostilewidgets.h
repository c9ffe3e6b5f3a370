// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <utility>

namespace maru::testing {

/// A view with the text wherever a stranger's words may stand.
using HostileMaker = std::function<std::unique_ptr<QWidget>(const QString &text)>;

/// Every view that shows what others wrote, by name.
[[nodiscard]] QList<std::pair<QString, HostileMaker>> hostileViews();

} // namespace maru::testing
