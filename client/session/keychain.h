// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

#include <functional>
#include <memory>

namespace maru::client {

/// Where the desktop keeps a person's secrets (docs/decisions/0022). Every question may take as
/// long as the person needs to unlock it, or never be answered; handlers are called at most once,
/// later, and not after the keychain has gone. Thread: GUI.
class Keychain
{
public:
    enum class Answer : quint8 {
        Done,
        NotFound,
        Unusable, ///< none runs, it stays locked, or it refuses
    };
    /// \p secret: of read(), if Done.
    using Handler = std::function<void(Answer answer, const QString &secret)>;

    Keychain() = default;
    Keychain(const Keychain &) = delete;
    Keychain &operator=(const Keychain &) = delete;
    virtual ~Keychain() = default;

    virtual void read(const QString &key, Handler handler) = 0;
    virtual void write(const QString &key, const QString &secret, Handler handler) = 0;
    virtual void remove(const QString &key, Handler handler) = 0;
};

/// The keychain of this desktop. Null if Maru was built without QtKeychain (MARU_KEYCHAIN), or the
/// environment variable MARU_KEYCHAIN is "off".
[[nodiscard]] std::unique_ptr<Keychain> systemKeychain();

} // namespace maru::client
