// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>
#include <QStringView>

/// What somebody meant who typed with the other of the two keyboard layouts of Korea: Dubeolsik
/// (KS X 5002) and US English. Pure.
namespace maru::client {

/// The Hangul that the keys of \p text write under Dubeolsik, composed as an input method does:
/// `rlaalstn` → 김민수. What is on no key of it stays.
[[nodiscard]] QString hangulFromKeys(QStringView text);

/// The keys that write the Hangul of \p text under Dubeolsik, as a US keyboard labels them:
/// `ㅗ디ㅣㅐ` → hello. What is no Hangul stays.
[[nodiscard]] QString keysFromHangul(QStringView text);

} // namespace maru::client
