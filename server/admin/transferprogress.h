// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QElapsedTimer>
#include <QString>

#include <functional>

namespace maru::server {

/// How far a step of long work is.
struct TransferFigures
{
    QString step; ///< one word: "copying"
    qint64 done = 0;
    qint64 total = 0;
    qint64 doneNow = 0; ///< of these by this process, which the rate counts
    qint64 elapsedMs = 0;
};

/// One line without its end: a bar (if \p hasBar), percents, the rate and how long it takes yet.
[[nodiscard]] QString progressText(const TransferFigures &figures, bool hasBar);
/// The line that stays when the step is over.
[[nodiscard]] QString stepText(const TransferFigures &figures);

/// Shows the steps of long work: on a terminal as one line that is written over, else as a plain
/// line now and then.
class TransferProgress
{
public:
    using Write = std::function<void(const QString &text)>;

    TransferProgress(Write write, bool isTerminal);

    void begin(const QString &step, qint64 done, qint64 total);
    void advance(qint64 records);
    /// Of the step; what was not done is not claimed.
    void end();

private:
    [[nodiscard]] TransferFigures figures() const;

    Write m_write;
    bool m_isTerminal;
    TransferFigures m_step;
    QElapsedTimer m_begun;
    QElapsedTimer m_shown;
    bool m_hasLine = false; // on the terminal, to be written over
};

/// Whether stderr is a terminal.
[[nodiscard]] bool isErrorTerminal();

} // namespace maru::server
