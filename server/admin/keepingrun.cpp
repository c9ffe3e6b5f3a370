// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/keepingrun.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitUsage = 2; // of docs/protocol.md §8

} // namespace

CommandOutput keepingFailure(const QString &sentence, int exitCode)
{
    return {.exitCode = exitCode, .output = {}, .errors = u"maru-server: %1\n"_s.arg(sentence)};
}

QString sqlitePath(const QString &databaseUrl)
{
    if (!databaseUrl.startsWith("sqlite:"_L1, Qt::CaseInsensitive)) {
        return {};
    }
    const QString rest = databaseUrl.mid(7);
    return QFileInfo(rest.startsWith(u"//") ? rest.mid(2) : rest).absoluteFilePath();
}

Result<std::unique_ptr<DataDirectory>, QString> holdStore(const KeepingPlace &place)
{
    const QString path = QDir::toNativeSeparators(place.databasePath);
    if (place.isRunning) {
        if (!QFileInfo::exists(place.databasePath)) {
            return failure(u"There is no store at %1."_s.arg(path));
        }
        return std::unique_ptr<DataDirectory>();
    }
    // A restore that was killed may have left the folder without one until it is completed.
    const QFileInfo folder(QFileInfo(place.databasePath).absolutePath());
    if (!folder.isDir()) {
        return failure(u"There is no store at %1."_s.arg(path));
    }
    auto directory = std::make_unique<DataDirectory>(place.databasePath);
    if (const auto acquired = directory->acquire(); !acquired) {
        return failure(acquired.error());
    }
    if (!QFileInfo::exists(place.databasePath)) {
        return failure(u"There is no store at %1."_s.arg(path));
    }
    return directory;
}

KeepingRun::KeepingRun(QString dataDirectory, QString databaseUrl, QString serverName, Work work,
                       QObject *parent)
    : QObject(parent)
    , m_dataDirectory(std::move(dataDirectory))
    , m_databaseUrl(std::move(databaseUrl))
    , m_serverName(std::move(serverName))
    , m_work(std::move(work))
{ }

KeepingRun::~KeepingRun() = default;

void KeepingRun::start()
{
    m_client.send(m_dataDirectory, {{u"command"_s, u"store"_s}},
                  [this](const Result<QJsonObject, ControlError> &reply) {
                      if (reply) {
                          // A server of an older version does not know the question.
                          work(reply->value("database"_L1).toString(m_databaseUrl), true);
                      } else if (reply.error().kind == ControlError::Kind::NoServer) {
                          work(m_databaseUrl, false);
                      } else {
                          finish(u"its running server"_s, keepingFailure(reply.error().text));
                      }
                  });
}

void KeepingRun::work(const QString &databaseUrl, bool isRunning)
{
    const QString how = isRunning ? u"its server runs"_s : u"no server runs"_s;
    const QString path = sqlitePath(databaseUrl);
    if (path.isEmpty()) {
        finish(how,
               keepingFailure(u"This works on SQLite stores only: other databases have tools of "
                              u"their own, such as pg_dump."_s,
                              exitUsage));
        return;
    }
    finish(how,
           m_work({.dataDirectory = QFileInfo(m_dataDirectory).absoluteFilePath(),
                   .databasePath = path,
                   .serverName = m_serverName,
                   .isRunning = isRunning}));
}

void KeepingRun::finish(const QString &how, CommandOutput output)
{
    const QString directory =
        QDir::toNativeSeparators(QFileInfo(m_dataDirectory).absoluteFilePath());
    output.errors.prepend(u"Data directory: %1 (%2)\n"_s.arg(directory, how));
    emit finished(output);
}

} // namespace maru::server
