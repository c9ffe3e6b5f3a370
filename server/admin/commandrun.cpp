// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/commandrun.h"

#include "common/serverlimits.h"
#include "server/admin/adminservices.h"
#include "server/chat/clock.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/chat/silentsink.h"
#include "server/storage/storagethread.h"

#include <QDir>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Exit codes of docs/protocol.md §8.
constexpr int exitFailed = 1;
constexpr int exitStore = 3;

CommandOutput failed(int exitCode, const QString &text)
{
    return {.exitCode = exitCode, .output = {}, .errors = u"maru-server: %1\n"_s.arg(text)};
}

} // namespace

struct CommandRun::OwnStore
{
    explicit OwnStore(BackendMaker makeBackend)
        : thread(std::move(makeBackend))
    { }

    StorageThread thread;
    SilentSink events; // nobody is connected to a store without a server
    Clock clock;
    KnownRooms known;
    Members members;
    const DomainBasics basics{thread, events, members, known, clock};
    RoomServices rooms{basics, RoomRules{}};
    PeopleServices people{basics, IdentityMode::Claimed};
};

CommandRun::CommandRun(AdminCommand command, QString dataDirectory, BackendMaker makeBackend,
                       QObject *parent)
    : QObject(parent)
    , m_command(std::move(command))
    , m_dataDirectory(std::move(dataDirectory))
    , m_makeBackend(std::move(makeBackend))
{ }

CommandRun::~CommandRun() = default;

void CommandRun::start()
{
    m_client.send(m_dataDirectory, m_command.request,
                  [this](const Result<QJsonObject, ControlError> &reply) {
                      if (reply) {
                          finish(u"its running server"_s, m_command.output(*reply));
                      } else if (reply.error().kind == ControlError::Kind::NoServer) {
                          askStore();
                      } else {
                          finish(u"its running server"_s, failed(exitFailed, reply.error().text));
                      }
                  });
}

void CommandRun::askStore()
{
    const QString how = u"no server runs"_s;
    m_store = std::make_unique<OwnStore>(m_makeBackend);
    if (const Result<void, OpenError> opened = m_store->thread.start(); !opened) {
        finish(how, failed(exitStore, opened.error().text));
        return;
    }
    handleAdminRequest({.rooms = m_store->rooms, .people = m_store->people}, m_command.request,
                       [this, how](const QJsonObject &reply) {
                           // The store must not be stopped from within one of its handlers.
                           QMetaObject::invokeMethod(
                               this,
                               [this, how, reply] {
                                   m_store->thread.stop(limits::stopTimeoutMs);
                                   finish(how, m_command.output(reply));
                               },
                               Qt::QueuedConnection);
                       });
}

void CommandRun::finish(const QString &how, CommandOutput output)
{
    const QString directory =
        QDir::toNativeSeparators(QFileInfo(m_dataDirectory).absoluteFilePath());
    output.errors.prepend(u"Data directory: %1 (%2)\n"_s.arg(directory, how));
    emit finished(output);
}

} // namespace maru::server
