// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/answerdialog.h"

#include "client/widgets/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

AnswerDialog::AnswerDialog(const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_state(new QLabel(tr("Asking the server…"), this))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
}

void AnswerDialog::layOut(QWidget *answer, QWidget *heading)
{
    m_answer = answer;
    m_answer->hide();
    auto *buttons = new QDialogButtonBox(this);
    const QPushButton *close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    if (heading) {
        column->addWidget(heading);
    }
    column->addWidget(m_state);
    column->addWidget(m_answer, 1);
    column->addStretch();
    column->addWidget(buttons);
}

void AnswerDialog::showFailure(const QString &text)
{
    m_state->setProperty("role", u"error"_s);
    m_state->style()->polish(m_state);
    m_state->setText(text);
    m_state->show();
    m_answer->hide();
}

} // namespace maru::client
