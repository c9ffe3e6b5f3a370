// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

namespace maru::client {

/// Where the reader of a view is: the topmost row seen and how far its top stands below that of the
/// view.
struct ViewPlace
{
    int row = 0;
    int y = 0;
};

} // namespace maru::client
