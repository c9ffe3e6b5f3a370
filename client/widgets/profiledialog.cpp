// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/profiledialog.h"

#include "client/model/roomtexts.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int margin = 24;
constexpr QSize firstSize(460, 640);

QPushButton *plainButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    return button;
}

QString timeText(qint64 ms)
{
    return ms > 0 ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat)
                  : ProfileDialog::tr("unknown");
}

} // namespace

ProfileDialog::ProfileDialog(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("You – Maru"));
    resize(firstSize);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(area);
    page->setObjectName(u"profilePage"_s);
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(margin, margin, margin, margin);
    m_column->setSpacing(rhythm::unit);
    addName();
    addPassword();
    addDevices();
    addSignOut();
    m_column->addStretch();
    area->setWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setSizeConstraint(QLayout::SetNoConstraint);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(area);
}

void ProfileDialog::addTitle(const QString &text)
{
    auto *title = new QLabel(text, this);
    QFont font = strongFont(bodyFont(this->font()));
    font.setPixelSize(font.pixelSize() + 2);
    title->setFont(font);
    if (m_column->count() > 0) {
        m_column->addSpacing(rhythm::unit * 2);
    }
    m_column->addWidget(title);
}

QLabel *ProfileDialog::makeNote(const QString &role)
{
    auto *label = new QLabel(this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", role);
    m_column->addWidget(label);
    return label;
}

void ProfileDialog::say(QLabel *label, bool isError, const QString &text)
{
    label->setProperty("role", isError ? u"error"_s : u"muted"_s);
    label->style()->polish(label);
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

void ProfileDialog::addName()
{
    addTitle(tr("Your name"));
    m_name = new EntryField(tr("&Name"), tr("the name others see"), EntryField::Kind::Plain, this);
    m_column->addWidget(m_name);
    m_nameNote = makeNote(u"muted"_s);
    m_nameNote->hide();
    m_rename = plainButton(tr("&Change the name"), this);
    m_rename->setEnabled(false);
    m_column->addWidget(m_rename, 0, Qt::AlignLeft);
    const auto rename = [this] {
        if (m_rename->isEnabled()) {
            m_rename->setEnabled(false);
            emit renameWanted(m_name->text());
        }
    };
    connect(m_rename, &QPushButton::clicked, this, rename);
    connect(m_name->edit(), &QLineEdit::returnPressed, this, rename);
    connect(m_name, &EntryField::edited, this, [this] {
        m_name->clearError();
        m_nameNote->hide();
        m_rename->setEnabled(!m_name->text().isEmpty() && m_name->text() != m_userName);
    });
}

void ProfileDialog::addPassword()
{
    addTitle(tr("Password"));
    QLabel *const why = makeNote(u"muted"_s);
    why->setText(tr("With a password you can come back under your name from any device. All other "
                    "devices are signed out when it changes."));
    m_current = new EntryField(tr("C&urrent password"), tr("empty if you have none yet"),
                               EntryField::Kind::Secret, this);
    m_password = new EntryField(tr("New &password"), tr("at least 8 characters"),
                                EntryField::Kind::Secret, this);
    m_column->addWidget(m_current);
    m_column->addWidget(m_password);
    m_passwordNote = makeNote(u"muted"_s);
    m_passwordNote->hide();
    m_setPassword = plainButton(tr("&Set the password"), this);
    m_column->addWidget(m_setPassword, 0, Qt::AlignLeft);
    setPasswordBusy(false);
    const auto set = [this] {
        if (m_setPassword->isEnabled()) {
            setPasswordBusy(true);
            emit passwordWanted(m_current->text(), m_password->text());
        }
    };
    connect(m_setPassword, &QPushButton::clicked, this, set);
    connect(m_password->edit(), &QLineEdit::returnPressed, this, set);
    for (EntryField *field : {m_current, m_password}) {
        connect(field, &EntryField::edited, this, [this] {
            m_current->clearError();
            m_password->clearError();
            m_passwordNote->hide();
            setPasswordBusy(false);
        });
    }
}

void ProfileDialog::setPasswordBusy(bool isBusy)
{
    m_current->setEnabled(!isBusy);
    m_password->setEnabled(!isBusy);
    m_setPassword->setEnabled(!isBusy && !m_password->text().isEmpty());
}

void ProfileDialog::addDevices()
{
    addTitle(tr("Your devices"));
    auto *list = new QWidget(this);
    m_devices = new QVBoxLayout(list);
    m_devices->setContentsMargins(0, 0, 0, 0);
    m_devices->setSpacing(rhythm::unit);
    m_column->addWidget(list);
    m_devicesNote = makeNote(u"muted"_s);
    m_devicesNote->setText(tr("Loading…"));
    QPushButton *const more = plainButton(tr("Use my name on another &device…"), this);
    m_column->addWidget(more, 0, Qt::AlignLeft);
    connect(more, &QPushButton::clicked, this, &ProfileDialog::deviceCodeWanted);
}

void ProfileDialog::addSignOut()
{
    addTitle(tr("This connection"));
    m_security = makeNote(u"muted"_s);
    m_security->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_column->addSpacing(rhythm::unit);
    m_signOut = plainButton(tr("Sign &out here…"), this);
    m_column->addWidget(m_signOut, 0, Qt::AlignLeft);
    m_signOutQuestion = new QFrame(this);
    auto *question = new QLabel(tr("This device forgets who you are. Under this name you come back "
                                   "with your password only: without one, the name is lost."),
                                m_signOutQuestion);
    auto *waiting = new QLabel(m_signOutQuestion);
    for (QLabel *label : {question, waiting}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    QPushButton *const really = plainButton(tr("Sign out"), m_signOutQuestion);
    really->setObjectName(u"reallySignOut"_s);
    QPushButton *const stay = plainButton(tr("Stay"), m_signOutQuestion);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(really);
    buttons->addWidget(stay);
    buttons->addStretch();
    auto *column = new QVBoxLayout(m_signOutQuestion);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(question);
    column->addWidget(waiting);
    column->addLayout(buttons);
    m_signOutQuestion->hide();
    m_column->addWidget(m_signOutQuestion);
    m_signOutNote = makeNote(u"error"_s);
    m_signOutNote->hide();
    const auto ask = [this, stay, waiting](bool asks) {
        waiting->setText(stillWaitingText(m_waitingCount ? m_waitingCount() : 0));
        waiting->setVisible(!waiting->text().isEmpty());
        m_signOut->setVisible(!asks);
        m_signOutQuestion->setVisible(asks);
        m_signOutNote->hide();
        (asks ? stay : m_signOut)->setFocus();
    };
    connect(m_signOut, &QPushButton::clicked, this, [ask] { ask(true); });
    connect(stay, &QPushButton::clicked, this, [ask] { ask(false); });
    connect(really, &QPushButton::clicked, this, [this, ask] {
        ask(false);
        m_signOut->setEnabled(false);
        emit signOutWanted();
    });
}

void ProfileDialog::setUserName(const QString &userName)
{
    m_userName = userName;
    m_name->setText(userName);
    m_name->clearError();
    m_rename->setEnabled(false);
}

void ProfileDialog::setSecurity(const QString &text)
{
    m_security->setText(text);
}

void ProfileDialog::setTakesPasswords(bool takesPasswords)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_current), static_cast<QWidget *>(m_password),
                            static_cast<QWidget *>(m_setPassword)}) {
        widget->setVisible(takesPasswords);
    }
    say(m_passwordNote, false,
        takesPasswords ? QString()
                       : tr("The connection is not encrypted, so no password can be set: others in "
                            "the network could read it."));
}

void ProfileDialog::addDevice(const Account::Device &device)
{
    auto *row = new QWidget(this);
    row->setObjectName(u"device"_s);
    auto *name = new ElidedLabel(row);
    name->setFont(strongFont(bodyFont(font())));
    name->setText(displayName(device.name.isEmpty() ? tr("A device without a name") : device.name));
    auto *used = new ElidedLabel(row);
    used->setFont(smallFont(bodyFont(font())));
    used->setProperty("role", u"muted"_s);
    used->setText(device.isCurrent ? tr("This device")
                                   : tr("Last used: %1").arg(timeText(device.lastSeenMs)));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(name);
    texts->addWidget(used);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addLayout(texts, 1);
    if (!device.isCurrent) {
        QPushButton *const out = plainButton(tr("Sign out"), row);
        out->setAccessibleName(tr("Sign out %1").arg(displayName(device.name)));
        line->addWidget(out);
        connect(out, &QPushButton::clicked, this, [this, out, id = device.id] {
            out->setEnabled(false);
            emit deviceSignOutWanted(id);
        });
    }
    m_devices->addWidget(row);
    row->show(); // else only when the layout gets its turn
}

void ProfileDialog::setDevices(const QList<Account::Device> &devices, const QString &failure)
{
    while (QLayoutItem *const item = m_devices->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // its button may have asked for this
        delete item;
    }
    for (const Account::Device &device : devices) {
        addDevice(device);
    }
    const QString none = devices.isEmpty() ? tr("This server keeps no devices.") : QString();
    say(m_devicesNote, !failure.isEmpty(), failure.isEmpty() ? none : failure);
}

void ProfileDialog::showOutcome(Part part, const Account::Outcome &outcome)
{
    using Field = Account::Field;
    const bool isDone = outcome.field == Field::None;
    switch (part) {
    case Part::Name:
        if (outcome.field == Field::Name) {
            m_name->showError(outcome.suggestion.isEmpty() ? outcome.text
                                                           : outcome.text + u' '
                                      + tr("“%1” is free.").arg(isolated(outcome.suggestion)));
        } else {
            say(m_nameNote, !isDone, isDone ? tr("Your name has changed.") : outcome.text);
        }
        m_rename->setEnabled(!isDone);
        break;
    case Part::Password:
        setPasswordBusy(false);
        if (isDone) {
            m_current->clear();
            m_password->clear();
            setPasswordBusy(false);
        }
        if (outcome.field == Field::CurrentPassword || outcome.field == Field::NewPassword) {
            (outcome.field == Field::NewPassword ? m_password : m_current)->showError(outcome.text);
        } else {
            say(m_passwordNote, !isDone,
                isDone ? tr("The password is set. Other devices are signed out.") : outcome.text);
        }
        break;
    case Part::Devices:
        say(m_devicesNote, !isDone, outcome.text);
        break;
    case Part::SignOut:
        m_signOut->setEnabled(true);
        say(m_signOutNote, !isDone, outcome.text);
        break;
    }
}

void ProfileDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    if (!event->spontaneous()) {
        m_current->clear();
        m_password->clear();
    }
}

} // namespace maru::client
