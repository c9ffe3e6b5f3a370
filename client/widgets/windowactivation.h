// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

#include <optional>

class QWidget;

namespace maru::client {

// A desktop lets a program come before the others only if a person wants it, and says so with a
// token that comes along with their click: the XDG activation token of Wayland and of
// notifications, or the startup id of X11.

/// The token of this program's own start; empty if there is none. It stands in the environment, and
/// Qt takes it away from there: to be read before the application is made.
[[nodiscard]] QString startActivation();

/// The startup id of X11 alone, of this program's own start; also to be read before.
[[nodiscard]] QString startupId();

/// Tells an X11 desktop that the start with \p id is done. Qt does when the first window is there;
/// this is for a start that shows none, whose busy pointer would turn until the desktop gives up.
void endStartup(const QString &id);

/// \p token as it may be used: empty unless it is printable ASCII within
/// limits::maxActivationChars.
[[nodiscard]] QString checkedActivation(const QString &token);

/// When the click of a startup id was, by the clock of the X server.
[[nodiscard]] std::optional<quint32> startupTimeOf(const QString &token);

/// Shows \p window, also if it is minimised, before all others. \p token may be empty, or what
/// somebody else has sent.
void bringForward(QWidget *window, const QString &token = {});

} // namespace maru::client
