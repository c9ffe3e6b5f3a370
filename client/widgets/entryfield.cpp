// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/entryfield.h"

#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"
#include "common/text/cut.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int maxFieldChars = 512; // longer is no name, no address, no password and no code

constexpr int maxErrorLines = 8;
constexpr int maxErrorChars = 500; // of a sentence that a server may have written

} // namespace

EntryField::EntryField(const QString &title, const QString &placeholder, Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_edit(new LineEdit(this))
    , m_error(new QLabel(this))
{
    auto *label = new QLabel(title, this);
    label->setFont(strongFont(bodyFont(font())));
    label->setBuddy(m_edit);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setMaxLength(maxFieldChars);
    m_edit->setAccessibleName(QString(title).remove(u'&'));
    m_error->setProperty("role", u"error"_s);
    m_error->setTextFormat(Qt::PlainText); // it may come from the server
    m_error->setWordWrap(true);
    m_error->setContentsMargins(0, rhythm::hair, 0, 0);
    m_error->hide();

    auto *top = new QHBoxLayout;
    top->setSpacing(rhythm::unit);
    top->addWidget(label, 1);
    if (kind == Kind::Secret) {
        m_show = new QPushButton(this);
        m_show->setProperty("role", u"link"_s);
        m_show->setCheckable(true);
        m_show->setAutoDefault(false);
        m_show->setCursor(Qt::PointingHandCursor);
        top->addWidget(m_show);
        connect(m_show, &QPushButton::toggled, this, &EntryField::showSecret);
        m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData
                                    | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
        showSecret(false);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addSpacing(rhythm::hair);
    column->addWidget(m_edit);
    column->addWidget(m_error);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &EntryField::edited);
}

void EntryField::showSecret(bool isShown)
{
    m_edit->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
    m_show->setText(isShown ? tr("Hide") : tr("Show"));
    m_show->setAccessibleName(isShown ? tr("Hide what is typed") : tr("Show what is typed"));
}

QString EntryField::text() const
{
    return m_kind == Kind::Secret ? m_edit->text() : m_edit->text().trimmed();
}

void EntryField::setText(const QString &text)
{
    m_edit->setText(text);
}

void EntryField::clear()
{
    m_edit->setText({}); // unlike clear(), nothing can be undone afterwards
    if (m_show) {
        m_show->setChecked(false);
    }
}

void EntryField::showError(const QString &text)
{
    const QString shown = cut(text, maxErrorChars);
    m_error->setText(shown.count(u'\n') > maxErrorLines ? shown.simplified() : shown);
    m_error->show();
    m_edit->setProperty("wrong", true);
    m_edit->style()->polish(m_edit);
    m_edit->setAccessibleDescription(m_error->text());
    m_edit->setFocus();
    m_edit->selectAll();
}

void EntryField::clearError()
{
    m_error->hide();
    m_edit->setAccessibleDescription({});
    if (m_edit->property("wrong").toBool()) {
        m_edit->setProperty("wrong", false);
        m_edit->style()->polish(m_edit);
    }
}

// What is shown is not left standing on the screen of a field that cannot be edited.
void EntryField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange && !isEnabled() && m_show) {
        m_show->setChecked(false);
    }
}

} // namespace maru::client
