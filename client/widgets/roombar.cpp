// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roombar.h"

#include "client/widgets/accessiblenews.h"
#include "client/widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QPushButton *barButton(const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(name);
    button->setProperty("role", u"small"_s);
    button->hide();
    return button;
}

} // namespace

RoomBar::RoomBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_hand(barButton(u"hand"_s, this))
    , m_hands(barButton(u"hands"_s, this))
    , m_unmute(barButton(u"unmuteAll"_s, this))
{
    setObjectName(u"roomBar"_s);
    m_text->setObjectName(u"roomBarText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_unmute->setText(tr("Let everybody write"));
    m_unmute->setAccessibleName(m_unmute->text());
    auto *row = new QHBoxLayout(this);
    row->setSpacing(rhythm::unit);
    row->addWidget(m_text, 1);
    row->addWidget(m_hands);
    row->addWidget(m_unmute);
    row->addWidget(m_hand);
    connect(m_hand, &QPushButton::clicked, this, [this] { emit handWanted(!m_rule.isHandUp); });
    connect(m_hands, &QPushButton::clicked, this, &RoomBar::handsWanted);
    connect(m_unmute, &QPushButton::clicked, this, &RoomBar::unmuteWanted);
    hide();
}

void RoomBar::setRule(const WriteRule &rule)
{
    m_rule = rule;
    m_text->setText(rule.text);
    m_text->setAccessibleName(rule.text);
    m_text->setProperty(AccessibleNews::kindProperty, int(rule.kind)); // slow mode counts down
    m_hand->setText(rule.isHandUp ? tr("Lower your hand") : tr("Raise your hand"));
    m_hand->setAccessibleName(m_hand->text());
    m_hand->setVisible(rule.offersHand);
    m_hands->setText(rule.offersUnmute ? tr("%n hand(s) up", nullptr, rule.handsUp)
                                       : tr("Show them"));
    m_hands->setAccessibleName(tr("Show whose hand is up"));
    m_hands->setVisible(rule.handsUp > 0);
    m_unmute->setVisible(rule.offersUnmute);
    setVisible(!rule.text.isEmpty());
}

void RoomBar::setTheme(const Theme &theme)
{
    m_hand->setIcon(themedIcon(u"hand"_s, theme.text, 16));
    m_hands->setIcon(themedIcon(u"hand"_s, theme.unread, 16));
}

void RoomBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    layout()->setContentsMargins(rhythm::sideOf(width()), rhythm::hair, rhythm::paneSide,
                                 rhythm::hair);
}

} // namespace maru::client
