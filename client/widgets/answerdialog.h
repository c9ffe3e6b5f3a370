// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDialog>
#include <QString>

class QLabel;

namespace maru::client {

/// What a server answers about a message; until then, or where nothing comes, it says so.
class AnswerDialog : public QDialog
{
    Q_OBJECT

public:
    void showFailure(const QString &text); ///< translated

protected:
    AnswerDialog(const QString &title, QWidget *parent);

    /// \p answer is hidden until it is shown; \p heading, if there is one, stands above.
    void layOut(QWidget *answer, QWidget *heading = nullptr);
    [[nodiscard]] QLabel *state() const { return m_state; }

private:
    QLabel *m_state;
    QWidget *m_answer = nullptr;
};

} // namespace maru::client
