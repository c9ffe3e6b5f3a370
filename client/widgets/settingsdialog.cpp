// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/settingsdialog.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "client/widgets/lineedit.h"
#include "common/text/ngrams.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(760, 512);
constexpr int pagesWidth = 200;
constexpr int iconPx = 18;
constexpr int maxNeedleChars = 64;

QStringList textsOf(const QWidget *widget)
{
    QStringList texts{widget->toolTip()};
    if (const auto *label = qobject_cast<const QLabel *>(widget)) {
        texts.append(label->text());
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
        texts.append(button->text());
    } else if (const auto *choices = qobject_cast<const QComboBox *>(widget)) {
        for (int i = 0; i < choices->count(); ++i) {
            texts.append(choices->itemText(i));
        }
    }
    for (QString &text : texts) {
        text.remove(u'&'); // the mark of a mnemonic
    }
    return texts;
}

// Marks what is found; true if anything is.
bool markTexts(QWidget *page, const Needle &needle)
{
    bool isFound = false;
    for (QWidget *widget : page->findChildren<QWidget *>()) {
        bool isHere = false;
        for (const QString &text : textsOf(widget)) {
            isHere = isHere || (!needle.isEmpty() && needle.isIn(text));
        }
        isFound = isFound || isHere;
        if (widget->property("found").toBool() != isHere) {
            widget->setProperty("found", isHere);
            widget->style()->unpolish(widget);
            widget->style()->polish(widget);
        }
    }
    return isFound;
}

} // namespace

SettingsDialog::SettingsDialog(QWidget *parent)
    : QDialog(parent)
    , m_field(new LineEdit(this))
    , m_pages(new QListWidget(this))
    , m_shown(new QStackedWidget(this))
    , m_nothing(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_theme(themeOf(ThemeKind::Light))
{
    setWindowTitle(tr("Settings"));
    resize(firstSize);
    m_field->setPlaceholderText(tr("Find a setting"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMaxLength(maxNeedleChars);
    m_field->setClearButtonEnabled(true);
    connect(m_field, &LineEdit::typedChanged, this, &SettingsDialog::find);
    m_pages->setObjectName(u"settingsPages"_s);
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_pages->setIconSize({iconPx, iconPx});
    connect(m_pages, &QListWidget::currentRowChanged, m_shown, &QStackedWidget::setCurrentIndex);
    for (QLabel *label : {m_nothing, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->hide();
    }
    m_nothing->setProperty("role", u"muted"_s);
    m_problem->setProperty("role", u"error"_s);

    auto *side = new QFrame(this);
    side->setObjectName(u"settingsSide"_s);
    side->setFixedWidth(pagesWidth + 2 * rhythm::paneSide);
    auto *left = new QVBoxLayout(side);
    left->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                             rhythm::paneSide);
    left->setSpacing(rhythm::paneSide);
    left->addWidget(m_field);
    left->addWidget(m_nothing);
    left->addWidget(m_pages, 1);

    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    m_problem->setContentsMargins(rhythm::conversationSide, rhythm::paneSide,
                                  rhythm::conversationSide, 0);
    right->addWidget(m_problem);
    right->addWidget(m_shown, 1);
    auto *whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(side);
    whole->addLayout(right, 1);
}

void SettingsDialog::addPage(QWidget *page, const QString &icon)
{
    auto *frame = new QWidget;
    auto *title = new QLabel(page->windowTitle(), frame);
    QFont font = strongFont(bodyFont(this->font()));
    font.setPixelSize(font.pixelSize() + 4);
    title->setFont(font);
    title->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(rhythm::conversationSide, rhythm::conversationSide,
                               rhythm::conversationSide, rhythm::conversationSide);
    column->setSpacing(rhythm::conversationSide);
    column->addWidget(title);
    column->addWidget(page);
    column->addStretch(1);

    auto *scroll = new QScrollArea(m_shown);
    scroll->setObjectName(u"settingsPage"_s);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(frame);
    m_shown->addWidget(scroll);
    m_icons.append(icon);
    m_pages->addItem(
        new QListWidgetItem(themedIcon(icon, m_theme.text, iconPx), page->windowTitle()));
    if (m_pages->currentRow() < 0) {
        m_pages->setCurrentRow(0);
    }
    find(m_field->typed());
}

QWidget *SettingsDialog::pageAt(int row) const
{
    return qobject_cast<QScrollArea *>(m_shown->widget(row))->widget();
}

void SettingsDialog::showPage(int page)
{
    m_pages->setCurrentRow(page);
}

void SettingsDialog::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (int row = 0; row < m_pages->count(); ++row) {
        m_pages->item(row)->setIcon(themedIcon(m_icons.at(row), theme.text, iconPx));
    }
}

void SettingsDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setAccessibleName(text);
    m_problem->setVisible(!text.isEmpty());
}

void SettingsDialog::find(const QString &text)
{
    const Needle needle(text);
    int first = -1;
    for (int row = 0; row < m_pages->count(); ++row) {
        const bool isIn = markTexts(pageAt(row), needle) || needle.isEmpty();
        m_pages->item(row)->setHidden(!isIn);
        first = first < 0 && isIn ? row : first;
    }
    const int current = m_pages->currentRow();
    if (first >= 0 && (current < 0 || m_pages->item(current)->isHidden())) {
        m_pages->setCurrentRow(first);
    }
    const bool isNothing = first < 0 && m_pages->count() > 0;
    m_nothing->setText(isNothing ? tr("No setting has “%1”.").arg(isolated(displayName(text)))
                                 : QString());
    m_nothing->setVisible(isNothing);
    m_shown->setVisible(!isNothing);
}

void SettingsDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_field->text().isEmpty()) {
        m_field->clear(); // the next one closes
        return;
    }
    if (event->matches(QKeySequence::Find)) {
        m_field->setFocus();
        m_field->selectAll();
        return;
    }
    // The dialog would press the first button of a page. One that has the focus takes it by itself.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace maru::client
