// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/checkcommand.h"

#include "server/admin/backupcommand.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitFindings = 1; // of docs/protocol.md §8
constexpr int exitStore = 3;

/// Empty if the file holds what its name says.
QString findingOf(const KeptFile &kept)
{
    const QString path = QDir::toNativeSeparators(kept.path);
    QFile file(kept.path);
    if (!file.open(QIODevice::ReadOnly)) {
        return QFile::exists(kept.path)
            ? u"the file %1 cannot be read: %2"_s.arg(path, file.errorString())
            : QString(); // swept away since it was listed
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!hash.addData(&file)) {
        return u"the file %1 cannot be read: %2"_s.arg(path, file.errorString());
    }
    return hash.result() == kept.sha256 ? QString() : u"the file %1 is damaged"_s.arg(path);
}

} // namespace

Result<CheckDepth, QString> parseCheck(const QStringList &arguments)
{
    CheckDepth depth = CheckDepth::Full;
    for (const QString &argument : arguments) {
        if (argument != u"--quick") {
            return failure(argument.startsWith(u'-')
                               ? u"check has no flag %1."_s.arg(argument)
                               : u"\"%1\" is one word too many."_s.arg(argument));
        }
        depth = CheckDepth::Quick;
    }
    return depth;
}

CommandOutput runCheck(const KeepingPlace &place, CheckDepth depth)
{
    const auto held = holdStore(place);
    if (!held) {
        return keepingFailure(held.error(), exitStore);
    }
    CheckReport report =
        checkSqliteStore(place.databasePath, place.dataDirectory + u"/files"_s, depth);
    const std::vector<KeptFile> files = keptFiles(place.dataDirectory);
    if (depth == CheckDepth::Full) {
        for (const KeptFile &file : files) {
            if (const QString finding = findingOf(file); !finding.isEmpty()) {
                report.findings += finding;
            }
        }
    }
    if (!report.findings.isEmpty()) {
        return {.exitCode = exitFindings,
                .output = report.findings.join(u'\n') + u'\n',
                .errors = u"maru-server: %1 found in %2.\n"_s
                              .arg(report.findings.size() == 1
                                       ? u"1 fault was"_s
                                       : u"%1 faults were"_s.arg(report.findings.size()))
                              .arg(QDir::toNativeSeparators(place.databasePath))};
    }
    return {.exitCode = 0,
            .output = u"good      %1 messages in %2 rooms, %3 files, schema version %4\n"_s
                          .arg(report.messages)
                          .arg(report.rooms)
                          .arg(files.size())
                          .arg(report.schema),
            .errors = {}};
}

} // namespace maru::server
