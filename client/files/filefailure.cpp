// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filefailure.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto mark = "file"_L1;
constexpr QChar between(u'\x1f');
constexpr int kinds = int(FileFailure::Kind::Folder) + 1;

} // namespace

ApiError errorFrom(const FileFailure &failure)
{
    ApiError error;
    error.code = ErrorCode::Internal; // not one that the outbox tries again by itself
    error.text = QStringList{mark, QString::number(int(failure.kind)),
                             QString::number(failure.limit), failure.name}
                     .join(between);
    return error;
}

std::optional<FileFailure> fileFailureFrom(const ApiError &error)
{
    const QStringList parts = error.text.split(between);
    if (error.code != ErrorCode::Internal || parts.size() != 4 || parts.at(0) != mark) {
        return std::nullopt;
    }
    const int kind = parts.at(1).toInt();
    if (kind < 0 || kind >= kinds) {
        return std::nullopt;
    }
    return FileFailure{FileFailure::Kind(kind), parts.at(3), parts.at(2).toLongLong()};
}

} // namespace maru::client
