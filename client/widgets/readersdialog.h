// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDialog>
#include <QStringList>

class QLabel;
class QListWidget;

namespace maru::client {

/// Who has read one of the reader's own messages, when, and who has not. Plain text. Thread: GUI.
class ReadersDialog : public QDialog
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
    void showFailure(const QString &text); ///< translated

private:
    void addTitle(const QString &text);
    void addPerson(const QString &name, const QString &detail, const QString &spoken);

    QLabel *m_state;
    QListWidget *m_people;
};

} // namespace maru::client
