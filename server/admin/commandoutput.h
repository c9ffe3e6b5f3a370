// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// What a subcommand leaves: an exit code of docs/protocol.md §8 and text for the two streams,
/// whole lines or nothing.
struct CommandOutput
{
    int exitCode = 0;
    QString output;
    QString errors;
};

/// Writes \p text to stdout or stderr at once, in the encoding of the terminal.
void printOutput(const QString &text);
void printError(const QString &text);

/// Writes both parts and returns the exit code.
int print(const CommandOutput &output);

} // namespace maru::server
