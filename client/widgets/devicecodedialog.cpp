// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/devicecodedialog.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/fitheight.h"
#include "client/widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int margin = 24;
constexpr int dialogWidth = rhythm::joinWidth;
constexpr int codePixels = 36; // read across a desk
constexpr int tickMs = 250; // a second is never shown much too long
constexpr qsizetype groupChars = 4;
constexpr qsizetype mostShownChars = 32; // of a server of another make

QLabel *textLabel(const QString &role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", role);
    return label;
}

// In groups, as it is easier to read and to type.
QString grouped(const QString &code)
{
    QString shown = displayName(code.left(mostShownChars));
    for (qsizetype i = shown.size() - groupChars; i > 0; i -= groupChars) {
        shown.insert(i, u'-');
    }
    return shown;
}

} // namespace

DeviceCodeDialog::DeviceCodeDialog(QWidget *parent)
    : QDialog(parent)
    , m_how(textLabel({}, this))
    , m_code(new QLabel(this))
    , m_time(textLabel(u"muted"_s, this))
    , m_copy(new QPushButton(tr("&Copy"), this))
    , m_again(new QPushButton(tr("&New code"), this))
{
    setWindowTitle(tr("Your name on another device – Maru"));
    build();
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &DeviceCodeDialog::showTime);
    connect(m_again, &QPushButton::clicked, this, &DeviceCodeDialog::askAgain);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(code()); });
    say(tr("Loading…"), false);
}

void DeviceCodeDialog::build()
{
    QFont large = strongFont(bodyFont(font()));
    large.setPixelSize(codePixels);
    m_code->setFont(large);
    m_code->setTextFormat(Qt::PlainText);
    m_code->setAlignment(Qt::AlignCenter);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_time->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(rhythm::unit);
    column->setSizeConstraint(QLayout::SetNoConstraint); // fitHeight() does it
    column->addWidget(m_how);
    column->addSpacing(rhythm::unit);
    column->addWidget(m_code);
    column->addWidget(m_time);
    column->addSpacing(rhythm::unit);
    auto *close = new QPushButton(tr("Close"), this);
    close->setProperty("role", u"primary"_s);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    for (QPushButton *button : {m_again, m_copy}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    buttons->addWidget(close);
    close->setDefault(true);
    column->addLayout(buttons);
    setMinimumWidth(rhythm::joinWidth);
}

void DeviceCodeDialog::setPlace(const QString &server, const QString &userName)
{
    m_how->setText(tr("On your other device, join %1 under the name %2. There choose “I have a "
                      "password or a code” and type this code. It lets one device in.")
                       .arg(isolated(displayName(server)), isolated(displayName(userName))));
    fitHeight(this, dialogWidth);
}

void DeviceCodeDialog::askAgain()
{
    say(tr("Loading…"), false);
    emit codeWanted();
}

void DeviceCodeDialog::showCode(const Account::DeviceCode &code)
{
    if (!code.failure.isEmpty()) {
        say(code.failure, true);
        m_again->setEnabled(true);
        return;
    }
    m_end.setRemainingTime(code.lifeMs);
    say({}, false);
    m_code->setText(grouped(code.code));
    m_code->setAccessibleName(u"%1: %2"_s.arg(tr("Code"), m_code->text())); // instead of the text
    m_code->show();
    m_copy->setEnabled(true);
    m_again->setEnabled(true);
    m_tick.start();
    showTime();
    fitHeight(this, dialogWidth);
}

void DeviceCodeDialog::showTime()
{
    const qint64 seconds = (m_end.remainingTime() + 999) / 1'000;
    if (seconds <= 0) {
        say(tr("This code is too old now. Ask for a new one."), false);
        m_again->setEnabled(true);
        return;
    }
    m_time->setText(tr("Good for %1 more")
                        .arg(u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'))));
}

/// Instead of a code.
void DeviceCodeDialog::say(const QString &text, bool isError)
{
    m_tick.stop();
    m_code->clear();
    m_code->setAccessibleName({});
    m_code->hide();
    m_copy->setEnabled(false);
    m_again->setEnabled(false);
    m_time->setProperty("role", isError ? u"error"_s : u"muted"_s);
    m_time->style()->polish(m_time);
    m_time->setText(text);
    fitHeight(this, dialogWidth);
}

QString DeviceCodeDialog::code() const
{
    return m_code->text();
}

} // namespace maru::client
