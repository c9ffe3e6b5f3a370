// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QString>
#include <QStringList>

/// What a Conversation tells the widgets, beside its models.
namespace maru::client {

/// Why a join did not succeed; the join dialog shows it under the field it belongs to.
struct JoinFailure
{
    enum class Kind : quint8 {
        BadAddress,
        Unreachable,
        NotMaru,
        CertificateChanged, ///< Conversation::certificateChange() holds both
        NameTaken,
        BadName,
        SecretsWanted, ///< a password, or an invitation
        SignedOut, ///< this device was, or its sign-in has expired: a password, or a code
        WrongPassword,
        WrongInvitation,
        WrongDeviceCode,
        ClassCodeWanted, ///< it is missing, or wrong
        Refused,
    };
    Kind kind = Kind::Refused;
    QString text; ///< translated, one sentence: what happened and what to do
    QString suggestion; ///< NameTaken: a free name
    bool takesSecrets = false; ///< a password would prove that the name is one's own
};

/// Fingerprints as people are shown them; `known` is empty if a certificate authority vouched
/// for the server until now.
struct CertificateChange
{
    QString known;
    QString seen;
    QString knownWords; ///< the same as words
    QString seenWords;
    bool isOfLink = false; ///< `known` was not seen before: a link or an announcement names it
};

/// Who has read a message of one's own, and who has not; or why that is not known.
struct Readers
{
    struct Reader
    {
        QString name;
        qint64 atMs = 0;
    };
    QList<Reader> read; ///< the last one first
    QStringList unread;
    QString failure; ///< translated; empty if it is known
};
/// What a message said before, oldest first; or why that is not known.
struct Edits
{
    struct Version
    {
        QString text;
        qint64 untilMs = 0;
    };
    QList<Version> versions;
    bool more = false; ///< older ones are not among them
    QString failure; ///< translated; empty if it is known
};
/// A message that failed, or a draft, whose room is not there any more; or only what was attached.
struct Stranded
{
    QString key; ///< for Conversation::takeBackFiles() and discardStranded()
    QString text;
    QString why; ///< translated; of a draft empty
    QStringList files = {}; ///< names of those that went with it
};

} // namespace maru::client
