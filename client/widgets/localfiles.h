// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringList>

class QMimeData;

namespace maru::client {

/// The paths of the files of this computer that \p data, dropped or pasted, consists of. Empty if
/// there is anything beside them: what lies elsewhere is not fetched, and no half is taken. Whether
/// they are there is not asked.
[[nodiscard]] QStringList localFilesOf(const QMimeData *data);

} // namespace maru::client
