// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace maru::client {

class LogRing;

/// What belongs into a bug report: versions and the last lines of the log, to be read before they
/// are copied or saved. Thread: GUI.
class LogDialog : public QDialog
{
    Q_OBJECT

public:
    /// \p ring outlives it.
    explicit LogDialog(const LogRing &ring, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void saveTo(const QString &file); ///< says what went wrong, if anything did

private:
    void askWhereToSave();

    QPlainTextEdit *m_text = nullptr;
    QLabel *m_outcome = nullptr;
};

} // namespace maru::client
