// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/process/profile.h"

#include "common/clientlimits.h"

#include <QCoreApplication>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// QStandardPaths and QSettings make their folders and files of it.
QString applicationOf(const QString &profile)
{
    return profile.isEmpty() ? u"maru"_s : u"maru-"_s + profile;
}

} // namespace

Result<QString, ProfileError> profileName(const QString &typed)
{
    const QString name = typed.normalized(QString::NormalizationForm_C).toCaseFolded();
    if (name.isEmpty()) {
        return failure(ProfileError::Empty);
    }
    if (name.size() > limits::maxProfileChars) {
        return failure(ProfileError::TooLong);
    }
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name.at(i);
        if (!c.isLetterOrNumber() && !c.isMark() && (i == 0 || (c != u'-' && c != u'_'))) {
            return failure(ProfileError::BadCharacter);
        }
    }
    return name;
}

QString profileErrorText(ProfileError error)
{
    switch (error) {
    case ProfileError::Empty:
        return u"A profile needs a name."_s;
    case ProfileError::TooLong:
        return u"The name of a profile has at most %1 characters."_s.arg(limits::maxProfileChars);
    case ProfileError::BadCharacter:
        break;
    }
    return u"The name of a profile has only letters and digits, and - and _ behind the first."_s;
}

void useProfile(const QString &name)
{
    QCoreApplication::setApplicationName(applicationOf(name));
}

QString profileFolder(const QString &name)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u'/'
        + QCoreApplication::organizationName() + u'/' + applicationOf(name);
}

} // namespace maru::client
