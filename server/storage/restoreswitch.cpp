// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/restoreswitch.h"

#include "common/filesync.h"
#include "common/logging.h"
#include "server/storage/durablefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStorageInfo>

#include <filesystem>
#include <system_error>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto planName = "plan.json"_L1;

QString readyPath(const QString &folder)
{
    return folder + u"/restore.ready"_s;
}

bool isPlainName(const QString &name)
{
    return !name.isEmpty() && name != u"." && name != u".." && !name.contains(u'/')
        && !name.contains(u'\\');
}

QJsonObject toJson(const RestorePlan &plan)
{
    return {{u"store"_s, plan.storeName},
            {u"aside"_s, plan.asideName},
            {u"parts"_s, QJsonArray::fromStringList(plan.parts)}};
}

Result<RestorePlan, QString> readPlan(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(u"%1 cannot be read: %2."_s.arg(path, file.errorString()));
    }
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    RestorePlan plan{.storeName = json.value("store"_L1).toString(),
                     .asideName = json.value("aside"_L1).toString(),
                     .parts = {}};
    bool isGood = isPlainName(plan.storeName) && isPlainName(plan.asideName);
    const QJsonArray parts = json.value("parts"_L1).toArray();
    for (const QJsonValue &part : parts) {
        plan.parts += part.toString();
        isGood = isGood && isPlainName(plan.parts.constLast());
    }
    if (!isGood || !plan.parts.contains(restoredStoreName)) {
        return failure(u"%1 is not the plan of a restore."_s.arg(path));
    }
    return plan;
}

Result<void, QString> move(const QString &from, const QString &to)
{
    // Not QFile's, which copies where it cannot rename.
    std::error_code error;
    if (QFileInfo::exists(to)) {
        error = std::make_error_code(std::errc::file_exists);
    } else {
        std::filesystem::rename(QFileInfo(from).filesystemFilePath(),
                                QFileInfo(to).filesystemFilePath(), error);
    }
    if (error) {
        return failure(u"The restore cannot move %1 to %2: %3."_s.arg(
            from, to, QString::fromLocal8Bit(error.message().c_str())));
    }
    return {};
}

/// The names in the data directory that make up a state.
QStringList namesOfState(const RestorePlan &plan)
{
    QStringList names{plan.storeName + u"-wal"_s, plan.storeName + u"-shm"_s,
                      plan.storeName + u"-journal"_s, plan.storeName, restoredFilesName};
    for (const QString &part : plan.parts) {
        if (part != restoredStoreName && !names.contains(part)) {
            names += part;
        }
    }
    return names;
}

// A link is moved itself, whatever is mounted where it leads.
bool isMountPoint(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() && !info.isSymLink()
        && QStorageInfo(path).rootPath() == info.canonicalFilePath();
}

Result<void, QString> checkMoveable(const QString &folder, const RestorePlan &plan)
{
    for (const QString &name : namesOfState(plan)) {
        const QString place = folder + u'/' + name;
        if (isMountPoint(place)) {
            return failure(
                u"%1 is a mount point, which a restore cannot move aside: unmount it, or "
                u"restore into another directory."_s.arg(place));
        }
    }
    return {};
}

/// Each step may have been done before: what is in its place already is left there.
Result<void, QString> carryOut(const QString &folder, const RestorePlan &plan)
{
    const QString ready = readyPath(folder) + u'/';
    const QString aside = folder + u'/' + plan.asideName;
    if (!QFileInfo(aside).isDir()
        && !QDir().mkdir(aside, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
        return failure(u"The restore cannot make the folder %1."_s.arg(aside));
    }
    giveToOwnerOf(folder, aside);
    for (const QString &name : namesOfState(plan)) {
        const QString place = folder + u'/' + name;
        const QString part = name == plan.storeName ? QString(restoredStoreName) : name;
        const bool isNew = plan.parts.contains(part);
        if (isNew && !QFileInfo::exists(ready + part)) {
            continue; // moved in before
        }
        if (QFileInfo::exists(place)) {
            if (const auto moved = move(place, aside + u'/' + name); !moved) {
                return moved;
            }
            // The old log must never stand beside the new store, nor the new store beside it.
            syncFolder(aside);
            syncFolder(folder);
        }
        if (isNew) {
            if (const auto moved = move(ready + part, place); !moved) {
                return moved;
            }
        }
    }
    QDir().rmdir(aside); // only if there was no state before
    syncFolder(folder);
    return {};
}

} // namespace

QString restoreCreatingPath(const QString &folder)
{
    return folder + u"/restore.creating"_s;
}

Result<void, QString> commitRestore(const QString &folder, const RestorePlan &plan)
{
    if (const auto moveable = checkMoveable(folder, plan); !moveable) {
        return moveable;
    }
    const QString creating = restoreCreatingPath(folder);
    QFile file(creating + u'/' + planName);
    const QByteArray text = QJsonDocument(toJson(plan)).toJson();
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)
        || file.write(text) != text.size()) {
        return failure(u"%1 cannot be written: %2."_s.arg(file.fileName(), file.errorString()));
    }
    if (const auto synced = syncFile(file); !synced) {
        return failure(u"%1 cannot be written: %2."_s.arg(file.fileName(), synced.error()));
    }
    file.close();
    giveToOwnerOf(folder, file.fileName());
    syncFolder(creating);
    if (const auto moved = move(creating, readyPath(folder)); !moved) {
        return moved;
    }
    syncFolder(folder);
    return {};
}

Result<void, QString> completeRestore(const QString &folder)
{
    if (QFileInfo::exists(restoreCreatingPath(folder))) {
        QDir(restoreCreatingPath(folder)).removeRecursively(); // of a restore that did not happen
    }
    const QString ready = readyPath(folder);
    if (!QFileInfo::exists(ready)) {
        return {};
    }
    // The plan goes last: without it nothing is left to do.
    const QString planPath = ready + u'/' + planName;
    if (QFileInfo::exists(planPath)) {
        const auto plan = readPlan(planPath);
        if (!plan) {
            return failure(plan.error());
        }
        if (const auto done = carryOut(folder, *plan); !done) {
            return done;
        }
        const QString aside = folder + u'/' + plan->asideName;
        if (QFileInfo::exists(aside)) {
            qCInfo(lcStorage).noquote() << "restored; the state before is in" << aside;
        }
    }
    if (!QDir(ready).removeRecursively()) {
        return failure(u"%1 cannot be removed."_s.arg(ready));
    }
    syncFolder(folder);
    return {};
}

} // namespace maru::server
