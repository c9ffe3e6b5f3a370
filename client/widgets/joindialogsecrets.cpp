// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What JoinDialog checks before it asks, and its fields that are there only when they are needed.

#include "client/model/recentservers.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/lineedit.h"
#include "common/limits.h"
#include "common/text/username.h"

#include <QPushButton>

#include <algorithm>

namespace maru::client {

namespace {

QString nameRuleText(NameError error)
{
    switch (error) {
    case NameError::Empty:
        return JoinDialog::tr("Please enter a name.");
    case NameError::TooLong:
        return JoinDialog::tr("A name may have at most %n character(s).", nullptr,
                              limits::maxNameGraphemes);
    case NameError::Reserved:
        return JoinDialog::tr("This name is reserved. Please choose another one.");
    case NameError::ForbiddenCharacter:
    case NameError::NotForRooms:
        break;
    }
    return JoinDialog::tr("A name may not contain control or invisible characters.");
}

} // namespace

void JoinDialog::offerPassword()
{
    m_password->show();
    fitHeight();
}

void JoinDialog::showSecrets(bool areShown)
{
    for (EntryField *field : {m_password, m_deviceCode, m_invitation}) {
        if (!areShown) {
            field->clear();
        }
        field->setVisible(areShown);
    }
    m_more->setVisible(!areShown);
    fitHeight();
}

void JoinDialog::forgetSecrets()
{
    m_classCode->clear();
    m_classCode->hide();
    showSecrets(false);
}

// Whether one is being typed; its first letters may be with the input method still.
bool JoinDialog::hasSecrets() const
{
    const QList<EntryField *> secrets{m_classCode, m_password, m_deviceCode, m_invitation};
    return std::any_of(secrets.begin(), secrets.end(), [](const EntryField *field) {
        const auto *line = qobject_cast<const LineEdit *>(field->edit());
        return !field->isHidden() && line && !line->typed().isEmpty();
    });
}

QString JoinDialog::password() const
{
    return m_password->isHidden() ? QString() : m_password->text();
}

QString JoinDialog::inviteCode() const
{
    return m_invitation->isHidden() ? QString() : m_invitation->text();
}

// As an input method may have typed it, in wide letters.
QString JoinDialog::deviceCode() const
{
    return m_deviceCode->isHidden()
        ? QString()
        : m_deviceCode->text().normalized(QString::NormalizationForm_KC);
}

// The class code is part of the address: it is asked for with every connection.
void JoinDialog::takeClassCode()
{
    const QString code = m_classCode->text();
    if (m_classCode->isHidden() || code.isEmpty()) {
        return;
    }
    const QString typed =
        withClassCode(server() == m_pickedAddress ? m_pickedLink : server(), code);
    m_pickedAddress = shownAddress(typed);
    m_pickedLink = typed;
    m_server->setText(m_pickedAddress);
}

bool JoinDialog::hasGoodName()
{
    const auto name = normalisedUserName(userName());
    if (!name) {
        showError(Field::Name, nameRuleText(name.error()));
    }
    return name.has_value();
}

void JoinDialog::tryHost()
{
    if (hasGoodName()) {
        emit hostWanted();
    }
}

} // namespace maru::client
