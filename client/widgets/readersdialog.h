// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/answerdialog.h"
#include "client/widgets/theme.h"

#include <QStringList>

class QListWidget;

namespace maru::client {

/// Who has read one of the reader's own messages, when, and who has not. Plain text. Thread: GUI.
class ReadersDialog : public AnswerDialog
{
    Q_OBJECT

public:
    struct Reader
    {
        QString name;
        qint64 atMs = 0;
    };

    /// \p message is what the message says.
    explicit ReadersDialog(const QString &message, QWidget *parent = nullptr);

    void showReaders(const QList<Reader> &read, const QStringList &unread);

private:
    void addTitle(const QString &text);
    void addPerson(const QString &name, const QString &detail, const QString &spoken);

    QListWidget *m_people;
};

} // namespace maru::client
