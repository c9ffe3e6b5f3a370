// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringList>
#include <QTranslator>

#include <array>

class QAction;

namespace maru::client {

/// \p text of a menu without the key that chooses it there, which Korean and Japanese have in
/// brackets.
[[nodiscard]] QString withoutMenuKey(QString text);

/// What commands are called in every language of the client, whichever is shown: who has learned a
/// program in one finds its commands by those words. Reads the translations when it is made, which
/// takes a few milliseconds. Thread: GUI.
class CommandWords
{
public:
    CommandWords();

    /// In English, Korean and Japanese, and what else it is often called; of a command without a
    /// CommandText nothing.
    [[nodiscard]] QStringList of(const QAction *command) const;

private:
    std::array<QTranslator, 2> m_translations; // English is in the source
};

} // namespace maru::client
