// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/migratecommand.h"

#include "server/admin/keepingrun.h"
#include "server/admin/storemigration.h"
#include "server/storage/sql/postgresurl.h"
#include "server/storage/storetransferfactory.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitUsage = 2; // of docs/protocol.md §8

/// What two URLs of the same store have in common.
QString storeNamed(const QString &url)
{
    const QString path = sqlitePath(url);
    if (!path.isEmpty()) {
        const QString real = QFileInfo(path).canonicalFilePath();
        return real.isEmpty() ? path : real;
    }
    const auto address = parsePostgresUrl(url);
    return address ? address->place() : url;
}

QString folderNamed(const QString &url)
{
    const QString path = sqlitePath(url);
    return path.isEmpty() ? QString()
                          : QFileInfo(QFileInfo(path).absolutePath()).canonicalFilePath();
}

QString reportText(const MigrationReport &report, const StoreSource &source,
                   const StoreTarget &target, const QString &dataDirectory)
{
    const StoreDigest &digest = report.digest;
    QString text = u"from      %1\nto        %2\nholds     %3 messages in %4 rooms, %5 people, %6 "
                   "files\n"_s.arg(source.place(), target.place())
                       .arg(digest[StorePart::Messages].count())
                       .arg(digest[StorePart::Rooms].count())
                       .arg(digest[StorePart::Users].count())
                       .arg(digest[StorePart::Files].count());
    text += report.wasThere
        ? u"verified  everything was there before, the same in both; nothing was added\n"_s
        : u"verified  every record is the same in both, %1 were copied\n"_s.arg(report.copied);
    if (digest[StorePart::Files].count() > 0) {
        text += u"files     %1 bytes of them stay in %2: go on with this data directory, or copy "
                "that folder into another one\n"_s.arg(digest.fileBytes)
                    .arg(QDir::toNativeSeparators(QFileInfo(dataDirectory).absoluteFilePath()
                                                  + u"/files"_s));
    }
    return text;
}

} // namespace

Result<MigrateCommand, QString> parseMigrate(const QStringList &arguments, const QString &ownUrl)
{
    for (const QString &argument : arguments) {
        if (argument.startsWith(u'-') && argument != u"-") {
            return failure(u"migrate has no flag %1."_s.arg(argument));
        }
    }
    if (arguments.size() != 2) {
        return failure(u"migrate needs two database URLs, FROM and TO: sqlite:FILE, "
                       "postgres://…, mongodb://…, or - for the store of the settings."_s);
    }
    const auto urlOf = [&ownUrl](const QString &argument) {
        return argument == u"-" ? ownUrl : argument;
    };
    return MigrateCommand{.from = urlOf(arguments.at(0)), .to = urlOf(arguments.at(1))};
}

CommandOutput runMigrate(const MigrateCommand &command, const QString &dataDirectory)
{
    const auto source = storeSourceForUrl(command.from);
    const auto target = storeTargetForUrl(command.to);
    if (!source || !target) {
        return keepingFailure(source ? target.error() : source.error(), exitUsage);
    }
    if (storeNamed(command.from) == storeNamed(command.to)
        || (*source)->place() == (*target)->place()) {
        return keepingFailure(u"FROM and TO are the same store."_s, exitUsage);
    }
    const QString folder = folderNamed(command.from);
    if (!folder.isEmpty() && folder == folderNamed(command.to)) {
        return keepingFailure(u"FROM and TO are in the same folder %1, which is one store's: name "
                              "another one for TO."_s.arg(QDir::toNativeSeparators(folder)),
                              exitUsage);
    }
    TransferProgress progress(printError, isErrorTerminal());
    const auto report = migrateStore(**source, **target, progress);
    if (!report) {
        return keepingFailure(report.error().text, report.error().exitCode);
    }
    return {.exitCode = 0,
            .output = reportText(*report, **source, **target, dataDirectory),
            .errors = {}};
}

} // namespace maru::server
