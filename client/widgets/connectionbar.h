// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace maru::client {

/// A quiet line about the connection, above the messages. Thread: GUI.
class ConnectionBar : public QFrame
{
    Q_OBJECT

public:
    explicit ConnectionBar(QWidget *parent = nullptr);

    /// Empty hides it. \p mayTry: attempts go on by themselves, and one can be asked for now.
    void setText(const QString &text, bool mayTry);
    [[nodiscard]] QLabel *label() const { return m_label; }

signals:
    void attemptWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *m_label;
    QPushButton *m_try;
    QTimer m_pause; // after a click: it takes a while to be seen what came of it
};

} // namespace maru::client
