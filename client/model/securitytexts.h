// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"

#include <QString>

namespace maru::client {

/// \p fingerprint as servers print it, `AB:CD:…`, eight bytes a line so that people can compare it.
[[nodiscard]] QString fingerprintText(const QByteArray &fingerprint);
/// \p fingerprint as words, in the person's language and, where the server's console would have
/// other words, in English below.
[[nodiscard]] QString fingerprintWordsText(const QByteArray &fingerprint);
/// The first three of its words in the person's language: enough to tell servers of one name apart,
/// not to trust one.
[[nodiscard]] QString fingerprintStart(const QByteArray &fingerprint);

/// Who can read along on a connection, translated; with the server's fingerprint if there is one.
[[nodiscard]] QString securityText(const LinkSecurity &security, bool isLoopback);

} // namespace maru::client
