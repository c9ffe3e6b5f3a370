// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/result.h"

#include <functional>

/// What becomes of a question to the server.
namespace maru::client {

/// Why a question got no answer that counts.
struct RequestFailure
{
    enum class Kind : quint8 {
        Refused, ///< `error` is the server's
        NoAnswer,
        Disconnected,
        BadReply, ///< the answer could not be read
    };
    Kind kind = Kind::NoAnswer;
    ApiError error;
};

/// An answer that says no more than ok.
struct Acknowledged
{ };

template<class T>
using ReplyHandler = std::function<void(const Result<T, RequestFailure> &)>;

} // namespace maru::client
