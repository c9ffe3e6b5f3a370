// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// \p text as every database can hold it: PostgreSQL's texts have no U+0000.
[[nodiscard]] inline QString storableText(QString text)
{
    text.replace(QChar::Null, QChar::ReplacementCharacter);
    return text;
}

} // namespace maru::server
