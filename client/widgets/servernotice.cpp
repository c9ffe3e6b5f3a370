// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/servernotice.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int textWidth = 360;

QLabel *centred(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setMaximumWidth(textWidth);
    return label;
}

} // namespace

ServerNotice::ServerNotice(QWidget *parent)
    : QWidget(parent)
    , m_title(centred(this))
    , m_text(centred(this))
    , m_button(new QPushButton(this))
{
    QFont heading = strongFont(bodyFont(font()));
    heading.setPixelSize(heading.pixelSize() + 4);
    m_title->setFont(heading);
    m_text->setProperty("role", u"muted"_s);
    m_button->setProperty("role", u"primary"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::narrowSide, 0, rhythm::narrowSide, 0);
    column->setSpacing(0);
    column->addStretch();
    for (QLabel *label : {m_title, m_text}) {
        auto *row = new QHBoxLayout;
        row->addStretch();
        row->addWidget(label, 1);
        row->addStretch();
        column->addLayout(row);
        column->addSpacing(rhythm::unit);
    }
    column->addSpacing(rhythm::unit);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch();
    setFocusProxy(m_button);
    connect(m_button, &QPushButton::clicked, this, &ServerNotice::action);
}

void ServerNotice::setNotice(const QString &title, const QString &text, const QString &action)
{
    m_title->setText(displayName(title));
    m_text->setText(text);
    m_button->setText(action);
    m_button->setAccessibleName(action);
    m_button->setAccessibleDescription(text);
    setWindowTitle(displayName(title));
}

} // namespace maru::client
