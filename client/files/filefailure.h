// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"

#include <QString>

#include <optional>

namespace maru::client {

/// Why a file did not come through.
struct FileFailure
{
    enum class Kind : quint8 {
        Gone, ///< of this computer: it is no longer where it was
        Changed, ///< of this computer: it is not what was attached
        Unreadable, ///< of this computer
        TooLarge, ///< for the server; `limit` is what it takes
        QuotaFull, ///< all files of this person together; `limit`
        BadName, ///< the server does not take the name
        NotAllowed, ///< not here, or not by this person
        SignIn, ///< the token counts no more
        ServerFull, ///< the server's disk
        NotThere, ///< the server does not have it (any more)
        Damaged, ///< what came is not what was sent
        Unwritable, ///< of this computer: where it should be saved
        NotTrusted, ///< another certificate than the session's
        NoFiles, ///< this server takes none
        Refused, ///< something else that the server said
        Folder, ///< of this computer; the last one, since outboxes hold the numbers of all
    };
    Kind kind = Kind::Refused;
    QString name; ///< of the file
    qint64 limit = 0; ///< bytes

    friend bool operator==(const FileFailure &, const FileFailure &) = default;
};

/// The same as a refusal of a message, which the outbox keeps over restarts as it does those of
/// servers.
[[nodiscard]] ApiError errorFrom(const FileFailure &failure);
/// std::nullopt for an error that errorFrom() did not make.
[[nodiscard]] std::optional<FileFailure> fileFailureFrom(const ApiError &error);

} // namespace maru::client
