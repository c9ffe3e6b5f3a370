// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/connectionbar.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int pauseMs = 2'000;

} // namespace

ConnectionBar::ConnectionBar(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
    , m_try(new QPushButton(tr("Try now"), this))
{
    setObjectName(u"connectionBar"_s);
    m_label->setObjectName(u"banner"_s);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setIndent(0); // in line with the messages
    m_label->setWordWrap(true);
    m_try->setObjectName(u"tryNow"_s);
    m_try->setAccessibleName(m_try->text());
    m_try->setProperty("role", u"small"_s);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    m_try->setFocusPolicy(Qt::TabFocus); // a click leaves the focus where one writes
    connect(&m_pause, &QTimer::timeout, m_try, [this] { m_try->setEnabled(true); });
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (!m_pause.isActive()) {
            m_pause.start();
            m_try->setEnabled(m_try->hasFocus()); // which would go elsewhere
            emit attemptWanted();
        }
    });
    auto *row = new QHBoxLayout(this);
    row->setSpacing(rhythm::unit);
    row->addWidget(m_label, 1);
    row->addWidget(m_try);
    hide();
}

void ConnectionBar::setText(const QString &text, bool mayTry)
{
    m_label->setText(displaySentence(text));
    m_label->setAccessibleName(text);
    m_try->setVisible(mayTry);
    setVisible(!text.isEmpty());
}

void ConnectionBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    layout()->setContentsMargins(rhythm::sideOf(width()), rhythm::hair, rhythm::paneSide,
                                 rhythm::hair);
}

} // namespace maru::client
