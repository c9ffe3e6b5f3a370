// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringList>

namespace maru::client {

/// Starts Maru with the session, in the way of the system. What the system reads is the setting,
/// so that whoever turns it off in the desktop's own dialog, or the Task Manager of Windows, has
/// turned it off here. macOS keeps what its settings turn off where nobody can read it.
class Autostart
{
public:
    enum class Kind : quint8 {
        DesktopEntry, ///< a file in a folder (XDG Desktop Application Autostart Specification)
        LaunchAgent, ///< a property list in a folder (launchd.plist(5) of macOS)
        RunKey, ///< a value of the Run key in the registry of Windows
    };
    [[nodiscard]] static constexpr Kind kindHere()
    {
#if defined(Q_OS_WIN)
        return Kind::RunKey;
#elif defined(Q_OS_MACOS)
        return Kind::LaunchAgent;
#else
        return Kind::DesktopEntry;
#endif
    }

    /// Empty \p place: this user's, of a RunKey the key that holds Run; empty \p program: this
    /// one. Each \p profile starts, or does not, by itself.
    explicit Autostart(const QString &place = {}, const QString &program = {},
                       const QString &profile = {}, Kind kind = kindHere());

    [[nodiscard]] bool isOn() const;
    /// The error is a sentence, translated, with the name of the file or the key.
    [[nodiscard]] Result<void, QString> setOn(bool isOn, bool startsHidden) const;
    [[nodiscard]] QString file() const; ///< or the key

private:
    [[nodiscard]] QByteArray desktopEntry(bool startsHidden) const;
    [[nodiscard]] QByteArray launchAgent(bool startsHidden) const;
    [[nodiscard]] QString label() const; ///< of the LaunchAgent
    [[nodiscard]] QString valueName() const; ///< in the RunKey
    [[nodiscard]] Result<void, QString> setValue(bool isOn, bool startsHidden) const;
    [[nodiscard]] QStringList arguments(bool startsHidden) const;

    QString m_place;
    QString m_program;
    QString m_profile;
    Kind m_kind;
};

} // namespace maru::client
