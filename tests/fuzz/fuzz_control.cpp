// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/roomcommand.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/roomservices.h"
#include "server/chat/silentsink.h"
#include "server/storage/memorybackend.h"
#include "tests/fuzz/fuzztools.h"
#include "tests/server/chat/teststore.h"

using namespace maru;
using namespace maru::server;
using fuzz::require;

// Lines of the control socket, each a request to the running server, and each also a reply as a
// subcommand prints it. A request is answered once, with `ok` and what goes with it.

namespace {

constexpr int maxLines = 16;

void useReply(const QJsonObject &reply)
{
    for (const RoomCommand::Verb verb : {RoomCommand::Verb::Add, RoomCommand::Verb::List}) {
        const CommandOutput output = roomOutput({.verb = verb}, reply);
        require(output.exitCode >= 0 && output.exitCode <= 3);
        require((output.exitCode == 0) == output.errors.isEmpty());
        require(output.output.isEmpty() || output.output.endsWith(u'\n'));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MemoryBackend backend;
    if (!backend.open()) {
        std::abort();
    }
    TestStore store(backend);
    SilentSink nobody;
    const Clock clock;
    KnownRooms knownRooms;
    Members members;
    RoomServices rooms(DomainBasics{store, nobody, members, knownRooms, clock}, RoomRules{});

    fuzz::Input input(data, size);
    for (int i = 0; i < maxLines && !input.rest().isEmpty(); ++i) {
        const QJsonDocument document = fuzz::json(input.part('\n'));
        if (!document.isObject()) {
            continue;
        }
        int replies = 0;
        handleControlRequest(rooms, document.object(), [&replies](const QJsonObject &reply) {
            ++replies;
            const bool isGood = reply.value(QLatin1StringView("ok")).toBool();
            require(isGood != reply.contains(QLatin1StringView("error")));
            require(isGood != reply.contains(QLatin1StringView("code")));
            useReply(reply);
        });
        store.answerAll();
        require(replies == 1);
        useReply(document.object());
    }
    return 0;
}
