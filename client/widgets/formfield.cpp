// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/formfield.h"

#include "client/widgets/theme.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QStyle>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace maru::client {

FormField::FormField(const QString &label, QWidget *field, QBoxLayout *column, QWidget *button)
    : m_label(new QLabel(label, field->parentWidget()))
    , m_field(field)
    , m_error(new QLabel(field->parentWidget()))
{
    m_label->setTextFormat(Qt::PlainText);
    m_label->setBuddy(field);
    m_label->setFont(strongFont(bodyFont(field->font())));
    m_error->setObjectName(field->objectName() + "Error"_L1);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("role", u"error"_s);
    m_error->hide();
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(label);
    }
    if (qobject_cast<QComboBox *>(field)) {
        field->setProperty("role", u"field"_s); // as high as the fields of text around it
    }
    auto *rows = new QVBoxLayout;
    rows->setSpacing(rhythm::hair);
    rows->addWidget(m_label);
    if (button) {
        auto *row = new QHBoxLayout;
        row->setSpacing(rhythm::unit);
        row->addWidget(field, 1);
        row->addWidget(button);
        rows->addLayout(row);
    } else {
        rows->addWidget(field);
    }
    rows->addWidget(m_error);
    column->addLayout(rows);
}

void FormField::showError(const QString &text)
{
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
    m_field->setProperty("wrong", !text.isEmpty());
    m_field->style()->unpolish(m_field);
    m_field->style()->polish(m_field);
    if (!text.isEmpty()) {
        m_field->setAccessibleDescription(text);
        m_field->setFocus();
    }
}

QString FormField::error() const
{
    return m_error->text();
}

void FormField::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_field->setVisible(visible);
    m_error->setVisible(visible && !m_error->text().isEmpty());
}

} // namespace maru::client
