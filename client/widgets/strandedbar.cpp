// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/strandedbar.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/theme.h"
#include "common/text/cut.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype shownChars = 200; // the whole text comes back into the input

QPushButton *barButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setProperty("role", u"small"_s);
    return button;
}

} // namespace

StrandedBar::StrandedBar(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
    , m_takeBack(barButton(u"takeBack"_s, tr("Take back into the input"), this))
    , m_discard(barButton(u"discardStranded"_s, tr("Delete"), this))
{
    setObjectName(u"roomBar"_s); // it looks like that one
    m_label->setObjectName(u"strandedText"_s);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    auto *row = new QHBoxLayout(this);
    row->setSpacing(rhythm::unit);
    row->addWidget(m_label, 1);
    row->addWidget(m_takeBack);
    row->addWidget(m_discard);
    connect(m_takeBack, &QPushButton::clicked, this, [this] {
        const Text first = m_texts.value(0);
        emit takeBackWanted(first.key, first.text);
    });
    connect(m_discard, &QPushButton::clicked, this,
            [this] { emit discardWanted(m_texts.value(0).key); });
    hide();
}

void StrandedBar::setTexts(const QList<Text> &texts)
{
    m_texts = texts;
    if (texts.isEmpty()) {
        hide();
        return;
    }
    const Text &first = texts.constFirst();
    const QString files = first.files.join(", "_L1);
    const QString all = first.text.isEmpty() || files.isEmpty()
        ? first.text + files
        : u"%1 (%2)"_s.arg(first.text, files);
    const QString shown = clipped(all, shownChars);
    QString line = tr("Not sent, you are no longer in its room: “%1”").arg(displayName(shown));
    if (!first.why.isEmpty()) {
        line += u' ' + first.why;
    }
    if (texts.size() > 1) {
        line += u' ' + tr("%n more.", nullptr, int(texts.size()) - 1);
    }
    m_label->setText(line);
    m_label->setAccessibleName(line);
    show();
}

void StrandedBar::setTakeable(bool isTakeable)
{
    m_takeBack->setEnabled(isTakeable);
    m_takeBack->setToolTip(isTakeable ? QString() : tr("Enter a room first"));
    m_takeBack->setAccessibleDescription(m_takeBack->toolTip());
}

void StrandedBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    layout()->setContentsMargins(rhythm::sideOf(width()), rhythm::hair, rhythm::paneSide,
                                 rhythm::hair);
}

} // namespace maru::client
