// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/filetexts.h"

#include "common/text/cut.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qsizetype mostEndingChars = 5;
constexpr qsizetype mostShownName = 60;

/// The context of the translations.
struct Files
{
    Q_DECLARE_TR_FUNCTIONS(Files)
};

} // namespace

QString failureText(const FileFailure &failure)
{
    using Kind = FileFailure::Kind;
    const QString name = clipped(failure.name, mostShownName);
    switch (failure.kind) {
    case Kind::Gone:
        return Files::tr("“%1” is no longer where it was. Please put it back and try again.")
            .arg(name);
    case Kind::Changed:
        return Files::tr("“%1” was changed after it was attached. Please attach it again.")
            .arg(name);
    case Kind::Unreadable:
        return Files::tr("“%1” cannot be read.").arg(name);
    case Kind::TooLarge:
        return failure.limit > 0
            ? Files::tr("“%1” is too large: this server takes files of up to %2.")
                  .arg(name, sizeText(failure.limit))
            : Files::tr("“%1” is too large.").arg(name);
    case Kind::QuotaFull:
        return Files::tr("There is no room for “%1”: all your files on this server may take %2.")
            .arg(name, sizeText(failure.limit));
    case Kind::BadName:
        return Files::tr("The server does not take the name “%1”. Please rename the file.")
            .arg(name);
    case Kind::NotAllowed:
        return Files::tr("You may not send or fetch files here.");
    case Kind::SignIn:
        return Files::tr("The sign-in of this device is no longer valid. Please join again.");
    case Kind::ServerFull:
        return Files::tr("The server's disk is full. Please try again later.");
    case Kind::NotThere:
        return Files::tr("The server does not have “%1” any more.").arg(name);
    case Kind::Damaged:
        return Files::tr("What arrived of “%1” is not what was sent, so it was thrown away.")
            .arg(name);
    case Kind::Unwritable:
        return Files::tr("“%1” could not be written there. Is there room, and may you write there?")
            .arg(name);
    case Kind::NotTrusted:
        return Files::tr("The server showed another certificate, so nothing was sent.");
    case Kind::NoFiles:
        return Files::tr("This server takes no files.");
    case Kind::Folder:
        return Files::tr("“%1” is a folder. Please attach the files in it, or an archive of it.")
            .arg(name);
    case Kind::Refused:
        break;
    }
    return Files::tr("The server did not take “%1”. Please try again.").arg(name);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 1'024 ? 0 : 1,
                                       QLocale::DataSizeTraditionalFormat);
}

QString kindText(const QString &fileName)
{
    const QString ending = fileName.section(u'.', -1);
    const bool isEnding =
        fileName.lastIndexOf(u'.') > 0 && !ending.isEmpty() && ending.size() <= mostEndingChars;
    return isEnding ? ending.toUpper() : Files::tr("File");
}

QString detailText(const File &file)
{
    return u"%1 · %2"_s.arg(kindText(file.name), sizeText(file.bytes));
}

QList<File> shownFiles(const QList<OutboxFile> &files)
{
    QList<File> shown;
    for (const OutboxFile &file : files) {
        File one;
        one.name = file.name;
        one.bytes = file.bytes;
        shown.append(one);
    }
    return shown;
}

} // namespace maru::client
