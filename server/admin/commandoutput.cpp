// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/commandoutput.h"

#include <QByteArray>

#include <cstdio>

namespace maru::server {

namespace {

void write(std::FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

void printOutput(const QString &text)
{
    write(stdout, text);
}

void printError(const QString &text)
{
    write(stderr, text);
}

int print(const CommandOutput &output)
{
    printError(output.errors);
    printOutput(output.output);
    return output.exitCode;
}

} // namespace maru::server
