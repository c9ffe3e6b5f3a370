// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/answerdialog.h"

#include <QList>
#include <QString>

class QPlainTextEdit;

namespace maru::client {

/// What a message said before its edits and its deletion, for moderators. Plain text. Deletes
/// itself when closed. Thread: GUI.
class EditsDialog : public AnswerDialog
{
    Q_OBJECT

public:
    struct Version
    {
        QString text;
        qint64 untilMs = 0; ///< it said this until then
    };

    /// \p now is what the message says; of a deleted one nothing.
    EditsDialog(const QString &now, bool isDeleted, QWidget *parent = nullptr);

    /// Oldest first. \p more: there are older ones.
    void showEdits(const QList<Version> &versions, bool more);

private:
    QString m_now;
    bool m_isDeleted;
    QPlainTextEdit *m_text;
};

} // namespace maru::client
