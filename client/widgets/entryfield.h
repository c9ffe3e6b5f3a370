// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace maru::client {

/// A line of text under its title, and what is wrong with it under the line. Thread: GUI.
class EntryField : public QWidget
{
    Q_OBJECT

public:
    enum class Kind : quint8 {
        Plain,
        Secret, ///< dots, until a person asks to see it
    };

    EntryField(const QString &title, const QString &placeholder, Kind kind = Kind::Plain,
               QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *edit() const { return m_edit; }
    [[nodiscard]] QString text() const; ///< of a secret as typed, else without spaces around it
    void setText(const QString &text);
    void clear(); ///< also what could be undone; a secret is hidden again

    /// Plain text under the line, which gets the focus.
    void showError(const QString &text);
    void clearError();

signals:
    void edited(); ///< by a person

protected:
    void changeEvent(QEvent *event) override;

private:
    void showSecret(bool isShown);

    Kind m_kind;
    QLineEdit *m_edit;
    QLabel *m_error;
    QPushButton *m_show = nullptr; // of a secret
};

} // namespace maru::client
