// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>
#include <QString>

namespace maru::server {

/// What a file says it is.
struct FileKind
{
    QString mime;
    int width = 0; ///< of pictures, as they are shown; 0: none, or not told
    int height = 0;
};

/// A picture by its first bytes \p head, everything else by the end of \p name; never what a
/// browser would run (`application/octet-stream` then).
[[nodiscard]] FileKind fileKind(QByteArrayView head, const QString &name);

} // namespace maru::server
