// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

class QBoxLayout;
class QLabel;
class QWidget;

namespace maru::client {

/// A field of a form: its label above it, and below it what is wrong with it.
class FormField
{
public:
    FormField() = default;
    /// Adds the three to \p column; \p button stands beside the field.
    FormField(const QString &label, QWidget *field, QBoxLayout *column, QWidget *button = nullptr);

    void showError(const QString &text); ///< empty: nothing is wrong
    [[nodiscard]] QString error() const;
    void setVisible(bool visible);

private:
    QLabel *m_label = nullptr;
    QWidget *m_field = nullptr;
    QLabel *m_error = nullptr;
};

} // namespace maru::client
