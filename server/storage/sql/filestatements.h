// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/statementtexts.h"

#include <QtGlobal>

namespace maru::server {

/// The statements about files, in the order of their texts in filestatements.cpp.
enum class FileSql : quint8 {
    IsMember,
    CountUploads,
    Usage,
    AddUsage,
    InsertUpload,
    UploadById,
    TouchUpload,
    DeleteUpload,
    OldUploads,
    InsertFile,
    FileById,
    FileForReader,
    SetUsed,
    SetUnused,
    UnusedFiles,
    DeleteFile,
    FileByHash,
    InsertMessageFile,
    DeleteMessageFiles,
    FilesBySeq,
    FilesByRev,
    StoreId,
    Count,
};

[[nodiscard]] std::span<const char *const> fileStatements();
[[nodiscard]] constexpr SqlId sqlId(FileSql which)
{
    return {5, static_cast<size_t>(which)};
}

} // namespace maru::server
