// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/transferstrip.h"

#include "client/model/transferlist.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/icons.h"
#include "client/widgets/messagelayout.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int cardWidth = 248;
constexpr int buttonSize = 28;
constexpr int iconSize = 16;
constexpr int barHeight = 3;

int cardHeight(const QFont &small)
{
    return 2 * linePitch(small) + 2 * rhythm::unit;
}

QToolButton *cardButton(const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setFixedSize(buttonSize, buttonSize);
    button->setIconSize({iconSize, iconSize});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

TransferCard::TransferCard(QWidget *parent)
    : QFrame(parent)
    , m_theme(themeOf(ThemeKind::Light))
    , m_name(new ElidedLabel(this))
    , m_detail(new ElidedLabel(this))
    , m_pause(cardButton(u"pauseTransfer"_s, this))
    , m_remove(cardButton(u"removeTransfer"_s, this))
{
    setObjectName(u"transferCard"_s);
    const QFont body = bodyFont(font());
    const QFont small = smallFont(body);
    m_name->setFont(strongFont(small));
    m_detail->setFont(small);
    setFixedSize(cardWidth, cardHeight(small));
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addWidget(m_name);
    lines->addWidget(m_detail);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, rhythm::hair, rhythm::hair, rhythm::hair + barHeight);
    row->setSpacing(0);
    row->addLayout(lines, 1);
    row->addWidget(m_pause);
    row->addWidget(m_remove);
    m_remove->setToolTip(tr("Remove"));
    connect(m_pause, &QToolButton::clicked, this,
            [this] { m_mayPause ? emit pauseWanted() : emit resumeWanted(); });
    connect(m_remove, &QToolButton::clicked, this, &TransferCard::removeWanted);
}

QString TransferCard::detail() const
{
    return m_detail->text();
}

void TransferCard::setTheme(const Theme &theme)
{
    m_theme = theme;
    setFixedSize(cardWidth, cardHeight(m_detail->font())); // the letters may have grown
    showIcons();
    update();
}

void TransferCard::showIcons()
{
    m_pause->setIcon(themedIcon(m_mayPause ? u"pause"_s : u"play"_s, m_theme.muted, iconSize));
    m_remove->setIcon(themedIcon(u"close"_s, m_theme.muted, iconSize));
}

void TransferCard::present(const QModelIndex &index)
{
    using State = TransferList::State;
    const QString name = displayName(index.data(TransferList::NameRole).toString());
    const QString detail = index.data(TransferList::DetailRole).toString();
    const State state = State(index.data(TransferList::StateRole).toInt());
    m_name->setText(name);
    m_detail->setText(detail);
    m_detail->setHelp(detail);
    m_percent = index.data(TransferList::PercentRole).toInt();
    m_isMoving = state == State::Running || state == State::Paused || state == State::Waiting;
    const bool hasFailed = state == State::Failed;
    if (hasFailed != m_hasFailed || m_detail->property("role").isNull()) {
        m_hasFailed = hasFailed;
        m_detail->setProperty("role", hasFailed ? u"error"_s : u"muted"_s);
        style()->polish(m_detail);
    }
    m_mayPause = index.data(TransferList::MayPauseRole).toBool();
    m_pause->setVisible(m_mayPause || state == State::Paused || hasFailed);
    m_pause->setToolTip(m_mayPause ? tr("Pause") : hasFailed ? tr("Try again") : tr("Go on"));
    m_pause->setAccessibleName(u"%1: %2"_s.arg(m_pause->toolTip(), name));
    m_remove->setToolTip(m_isMoving ? tr("Cancel") : tr("Remove"));
    m_remove->setAccessibleName(u"%1: %2"_s.arg(m_remove->toolTip(), name));
    setAccessibleName(u"%1, %2"_s.arg(name, detail));
    showIcons();
    update();
}

void TransferCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_hasFailed ? m_theme.danger : m_theme.line, 1));
    painter.setBrush(m_theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerField,
                            rhythm::cornerField);
    if (m_isMoving) {
        const QRectF whole(12, height() - barHeight - 4, width() - 24, barHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.line);
        painter.drawRoundedRect(whole, barHeight / 2.0, barHeight / 2.0);
        QRectF part = whole;
        part.setWidth(whole.width() * std::clamp(m_percent, 0, 100) / 100);
        painter.setBrush(m_theme.accent);
        painter.drawRoundedRect(part, barHeight / 2.0, barHeight / 2.0);
    }
}

TransferStrip::TransferStrip(TransferList *list, QWidget *parent)
    : QFrame(parent)
    , m_list(list)
    , m_theme(themeOf(ThemeKind::Light))
{
    setObjectName(u"transferStrip"_s);
    auto *inside = new QWidget;
    m_row = new QHBoxLayout(inside);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(rhythm::unit);
    m_row->addStretch();
    m_area = new QScrollArea(this);
    m_area->setObjectName(u"transferArea"_s);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(inside);
    inside->setAutoFillBackground(false);
    m_area->viewport()->setAutoFillBackground(false);
    fitCards();
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_area);
    connect(list, &QAbstractItemModel::modelReset, this, &TransferStrip::fill);
    connect(list, &QAbstractItemModel::rowsInserted, this, &TransferStrip::fill);
    connect(list, &QAbstractItemModel::rowsRemoved, this, &TransferStrip::fill);
    connect(list, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                for (int row = first.row(); row <= last.row(); ++row) {
                    if (TransferCard *const shown = card(row)) {
                        shown->present(m_list->index(row));
                    }
                }
            });
    fill();
}

void TransferStrip::fitCards()
{
    m_area->setFixedHeight(cardHeight(smallFont(bodyFont(font()))) + rhythm::avatarGap);
}

void TransferStrip::setTheme(const Theme &theme)
{
    m_theme = theme;
    fitCards();
    for (TransferCard *card : m_cards) {
        card->setTheme(theme);
    }
}

void TransferStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int side = rhythm::sideOf(width());
    layout()->setContentsMargins(side, rhythm::unit, side, 0);
}

TransferCard *TransferStrip::card(int row) const
{
    return row >= 0 && row < count() ? m_cards.at(size_t(row)) : nullptr;
}

int TransferStrip::rowOf(const TransferCard *card) const
{
    return int(std::find(m_cards.begin(), m_cards.end(), card) - m_cards.begin());
}

TransferCard *TransferStrip::makeCard()
{
    auto *card = new TransferCard(this);
    card->setTheme(m_theme);
    connect(card, &TransferCard::pauseWanted, this, [this, card] { m_list->pause(rowOf(card)); });
    connect(card, &TransferCard::resumeWanted, this, [this, card] { m_list->resume(rowOf(card)); });
    connect(card, &TransferCard::removeWanted, this, [this, card] { m_list->remove(rowOf(card)); });
    return card;
}

// At most as many cards as a message takes files: they are made anew only where there are more.
void TransferStrip::fill()
{
    const int wanted = m_list->rowCount();
    while (count() > wanted) {
        TransferCard *const gone = m_cards.back();
        m_cards.pop_back();
        m_row->removeWidget(gone);
        gone->hide();
        gone->deleteLater(); // its button may be what was pressed
    }
    while (count() < wanted) {
        TransferCard *const card = makeCard();
        m_row->insertWidget(count(), card);
        m_cards.push_back(card);
    }
    for (int row = 0; row < wanted; ++row) {
        m_cards.at(size_t(row))->present(m_list->index(row));
        m_cards.at(size_t(row))->setVisible(true);
    }
    setVisible(wanted > 0);
}

} // namespace maru::client
