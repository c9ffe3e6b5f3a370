// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/hostdialog.h"

#include "client/widgets/fitheight.h"
#include "client/widgets/qrview.h"
#include "client/widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int margin = 24;
constexpr int dialogWidth = 544; // in every state
constexpr qsizetype maxProblemChars = 500; // UTF-16 units

// What a program said at its end may be long, and of many lines.
QString shortened(const QString &text)
{
    QString shown = text.left(maxProblemChars);
    if (shown.size() == text.size()) {
        return shown.simplified();
    }
    if (shown.back().isHighSurrogate()) {
        shown.chop(1);
    }
    return shown.simplified() + u'…';
}

QLabel *textLabel(const QString &text, const QString &role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", role);
    return label;
}

// What is read out or written on a board.
QLabel *bigLabel(QWidget *parent)
{
    QLabel *const label = textLabel({}, {}, parent);
    QFont font = strongFont(bodyFont(parent->font()));
    font.setPixelSize(font.pixelSize() + 6);
    label->setFont(font);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

HostDialog::HostDialog(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Chat on this computer – Maru"));
    build();
    showStopped();
}

void HostDialog::build()
{
    m_area = new QScrollArea(this);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(m_area);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(margin, margin, margin, rhythm::unit);
    column->setSpacing(rhythm::unit);
    m_state = textLabel({}, {}, page);
    column->addWidget(m_state);

    m_ways = new QWidget(page);
    auto *pair = new QHBoxLayout(m_ways);
    pair->setContentsMargins(0, rhythm::unit, 0, rhythm::unit);
    pair->setSpacing(rhythm::unit * 3);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(rhythm::hair);
    texts->addWidget(textLabel(tr("Address"), u"muted"_s, m_ways));
    m_address = bigLabel(m_ways);
    m_others = textLabel({}, u"muted"_s, m_ways);
    texts->addWidget(m_address);
    texts->addWidget(m_others);
    m_codeBox = new QWidget(m_ways);
    auto *codes = new QVBoxLayout(m_codeBox);
    codes->setContentsMargins(0, rhythm::unit, 0, 0);
    codes->setSpacing(rhythm::hair);
    codes->addWidget(textLabel(tr("Class code"), u"muted"_s, m_codeBox));
    m_code = bigLabel(m_codeBox);
    codes->addWidget(m_code);
    texts->addWidget(m_codeBox);
    texts->addSpacing(rhythm::unit);
    texts->addWidget(textLabel(tr("Certificate in words"), u"muted"_s, m_ways));
    m_words = textLabel({}, {}, m_ways);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    texts->addWidget(m_words);
    texts->addSpacing(rhythm::unit);
    m_copy = new QPushButton(tr("&Copy for others"), m_ways);
    m_copy->setAutoDefault(false);
    texts->addWidget(m_copy, 0, Qt::AlignLeft);
    texts->addStretch();
    m_picture = new QrView(m_ways);
    m_picture->setAccessibleName(tr("The address as a QR code"));
    pair->addLayout(texts, 1);
    pair->addWidget(m_picture, 0, Qt::AlignTop);
    column->addWidget(m_ways);

    m_keeps = new QCheckBox(tr("&Keep it running when Maru is closed"), page);
    column->addWidget(m_keeps);
    column->addStretch();
    m_area->setWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, margin);
    outer->setSpacing(rhythm::unit);
    outer->setSizeConstraint(QLayout::SetNoConstraint); // fit() does it
    outer->addWidget(m_area, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(margin, 0, margin, 0);
    buttons->setSpacing(rhythm::unit);
    m_start = new QPushButton(tr("&Start the chat"), this);
    m_start->setProperty("role", u"primary"_s);
    m_otherPort = new QPushButton(tr("Use &another port"), this);
    m_stop = new QPushButton(tr("S&top the chat"), this);
    m_stop->setAutoDefault(false);
    buttons->addStretch();
    buttons->addWidget(m_otherPort);
    buttons->addWidget(m_stop);
    buttons->addWidget(m_start);
    outer->addLayout(buttons);
    setMinimumWidth(rhythm::joinWidth);

    connect(m_start, &QPushButton::clicked, this, &HostDialog::startWanted);
    connect(m_otherPort, &QPushButton::clicked, this, &HostDialog::otherPortWanted);
    connect(m_stop, &QPushButton::clicked, this, &HostDialog::stopWanted);
    connect(m_keeps, &QCheckBox::clicked, this, &HostDialog::keepsRunningChanged);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QString text = tr("Address: %1").arg(m_address->text());
        if (!m_code->text().isEmpty()) {
            text += u'\n' + tr("Class code: %1").arg(m_code->text());
        }
        QGuiApplication::clipboard()->setText(text);
    });
}

void HostDialog::showState(const QString &text, bool isError)
{
    m_state->setText(text);
    m_state->setProperty("role", isError ? u"error"_s : QString());
    m_state->style()->polish(m_state);
    m_otherPort->hide();
    m_stop->hide();
    m_start->hide();
    m_ways->hide();
}

void HostDialog::showStarting()
{
    showState(tr("The chat is starting…"), false);
    fit();
}

void HostDialog::showRunning(const Ways &ways)
{
    showState(ways.addresses.isEmpty()
                  ? tr("The chat runs, but this computer has no network: nobody else can come.")
                  : tr("The chat runs on this computer. Give this to the others: they join with "
                       "Maru. A browser at the address shows them how."),
              false);
    m_address->setText(ways.addresses.value(0, tr("none")));
    m_address->setAccessibleName(tr("Address: %1").arg(m_address->text())); // instead of the text
    m_others->setText(ways.addresses.size() > 1
                          ? tr("or %1").arg(ways.addresses.mid(1, 3).join(u", "_s))
                          : QString());
    m_others->setVisible(!m_others->text().isEmpty());
    m_code->setText(ways.classCode);
    m_code->setAccessibleName(tr("Class code: %1").arg(ways.classCode));
    m_codeBox->setVisible(!ways.classCode.isEmpty());
    m_words->setText(ways.words);
    m_copy->setEnabled(!ways.addresses.isEmpty());
    m_picture->setPicture(ways.picture);
    m_ways->show();
    m_stop->show();
    fit();
}

void HostDialog::fit()
{
    fitHeight(this, dialogWidth, m_area);
}

void HostDialog::showProblem(const QString &text, bool offersOtherPort)
{
    showState(shortened(text), true);
    m_otherPort->setVisible(offersOtherPort);
    m_start->setText(tr("&Try again"));
    m_start->show();
    fit();
}

void HostDialog::showStopping()
{
    showState(tr("The chat is stopping…"), false);
    fit();
}

void HostDialog::showStopped()
{
    showState(tr("Maru can run a chat on this computer: others in the same network come to you. "
                 "What is written stays on this computer."),
              false);
    m_start->setText(tr("&Start the chat"));
    m_start->show();
    fit();
}

void HostDialog::setKeepsRunning(bool keeps)
{
    m_keeps->setChecked(keeps);
}

} // namespace maru::client
