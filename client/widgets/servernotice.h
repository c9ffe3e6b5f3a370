// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace maru::client {

/// Where a server has nothing to show: what happened, and the one thing to do. Thread: GUI.
class ServerNotice : public QWidget
{
    Q_OBJECT

public:
    explicit ServerNotice(QWidget *parent = nullptr);

    void setNotice(const QString &title, const QString &text, const QString &action);
    [[nodiscard]] QPushButton *button() const { return m_button; }

signals:
    void action();

private:
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_button;
};

} // namespace maru::client
