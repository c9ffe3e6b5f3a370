// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/serverrail.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "client/widgets/railbutton.h"

#include <QPainter>
#include <QScrollArea>
#include <QTextBoundaryFinder>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int railWidth = 56;
constexpr int buttonSide = 40;
constexpr int mostLetters = 3;
constexpr int mostNumbers = 9;

int graphemes(const QString &text)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    int count = 0;
    while (finder.toNextBoundary() >= 0) {
        ++count;
    }
    return count;
}

bool isAlphabetic(QChar c)
{
    return c.script() == QChar::Script_Latin || c.script() == QChar::Script_Cyrillic
        || c.script() == QChar::Script_Greek || c.isDigit();
}

} // namespace

QString railLetters(const QString &title)
{
    const QString name = displayName(title).simplified();
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        return u"?"_s;
    }
    if (!isAlphabetic(name.front())) {
        return avatarText(name);
    }
    if (graphemes(words.constFirst()) <= mostLetters) {
        return words.constFirst();
    }
    QString letters;
    for (const QString &word : words.first(std::min(words.size(), qsizetype(2)))) {
        letters += avatarText(word);
    }
    return letters;
}

ServerRail::ServerRail(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this))
    , m_add(new QToolButton(this))
    , m_theme(themeOf(ThemeKind::Light))
{
    setObjectName(u"serverRail"_s);
    setFixedWidth(railWidth);
    auto *content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, rhythm::unit, 0, 0);
    m_column->setSpacing(0);
    m_add->setObjectName(u"addServer"_s);
    m_add->setFixedSize(buttonSide, buttonSide);
    m_add->setToolTip(tr("Another server…"));
    m_add->setAccessibleName(m_add->toolTip());
    m_add->setFocusPolicy(Qt::TabFocus);
    connect(m_add, &QToolButton::clicked, this, &ServerRail::addWanted);
    m_column->addStretch();

    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the wheel and the keys do
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    // The one that adds another stands right below the last, and below all that scrolls.
    layout->setContentsMargins(0, 0, 0, rhythm::unit);
    layout->setSpacing(rhythm::hair);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_add, 0, Qt::AlignHCenter);
    layout->addStretch();
    setAccessibleName(tr("Servers"));
}

void ServerRail::setItems(const QList<RailItem> &items)
{
    QList<RailButton *> before = std::exchange(m_buttons, {});
    for (const RailItem &item : items) {
        const auto known = std::find_if(before.begin(), before.end(), [&item](auto *button) {
            return button->item().id == item.id;
        });
        RailButton *button = nullptr;
        if (known == before.end()) {
            button = new RailButton(m_scroll->widget());
            button->setTheme(m_theme);
            connectButton(button);
        } else {
            button = *known;
            before.erase(known);
        }
        if (button->item() != item) {
            button->setItem(item);
        }
        button->setChecked(item.id == m_current);
        const int place = int(m_buttons.size());
        if (m_column->indexOf(button) != place) {
            m_column->removeWidget(button);
            m_column->insertWidget(place, button);
        }
        m_buttons.append(button);
    }
    for (RailButton *button : before) {
        m_column->removeWidget(button);
        button->hide();
        button->deleteLater(); // it may be what is clicked
    }
    QWidget *last = nullptr;
    for (RailButton *button : std::as_const(m_buttons)) {
        button->show();
        if (last) {
            setTabOrder(last, button);
        }
        last = button;
    }
    if (last) {
        setTabOrder(last, m_add);
    }
    showNumbers();
    m_column->activate(); // also what has just come is measured
    m_scroll->setMaximumHeight(std::max(1, m_column->minimumSize().height()));
}

void ServerRail::showNumbers()
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        m_buttons.at(i)->setNumber(i < mostNumbers ? i + 1 : 0);
    }
}

void ServerRail::setCurrent(quint64 id)
{
    m_current = id;
    for (RailButton *button : std::as_const(m_buttons)) {
        button->setChecked(button->item().id == id);
        if (button->isChecked()) {
            m_scroll->ensureWidgetVisible(button, 0, rhythm::unit);
        }
    }
}

void ServerRail::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (RailButton *button : std::as_const(m_buttons)) {
        button->setTheme(theme);
    }
    m_add->setIcon(themedIcon(u"plus"_s, theme.text, 18, theme.muted));
    update();
}

void ServerRail::connectButton(RailButton *button)
{
    connect(button, &RailButton::clicked, this, [this, button] {
        button->setChecked(button->item().id == m_current); // setCurrent() decides
        emit chosen(button->item().id);
    });
    connect(button, &RailButton::menuWanted, this, [this, button](const QPoint &globalPos) {
        emit menuWanted(button->item().id, globalPos);
    });
    connect(button, &RailButton::draggedTo, this,
            [this, button](int globalY) { drag(button, globalY); });
    connect(button, &RailButton::stepWanted, this,
            [this, button](int by, bool moves) { step(button, by, moves); });
}

// A button moves as soon as the mouse is over the place of another one.
void ServerRail::drag(const RailButton *button, int globalY)
{
    const int from = int(m_buttons.indexOf(button));
    const int height = std::max(1, button->height());
    const int y = m_scroll->widget()->mapFromGlobal(QPoint(0, globalY)).y() - rhythm::unit;
    const int to = std::clamp(y / height, 0, int(m_buttons.size()) - 1);
    if (from >= 0 && to != from) {
        emit moved(from, to);
    }
}

void ServerRail::step(const RailButton *button, int by, bool moves)
{
    const int from = int(m_buttons.indexOf(button));
    const int to = from + by;
    if (from < 0 || to < 0 || to >= m_buttons.size()) {
        return;
    }
    if (moves) {
        emit moved(from, to);
    } else {
        m_buttons.at(to)->setFocus(Qt::TabFocusReason);
        m_scroll->ensureWidgetVisible(m_buttons.at(to), 0, rhythm::unit);
    }
}

void ServerRail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.window);
    const int line = isRightToLeft() ? 0 : width() - 1; // beside the pages
    painter.fillRect(QRect(line, 0, 1, height()), m_theme.line);
}

} // namespace maru::client
