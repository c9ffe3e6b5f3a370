// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/logging.h"
#include "common/protocol/jsonwriter.h"
#include "common/text/messagetext.h"
#include "common/text/username.h"
#include "server/chat/skeleton.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using fuzz::require;

// What people type: names of users and rooms, messages, and what is logged of it. The first byte
// chooses how it is read.

namespace {

void useName(const Result<QString, NameError> &name,
             Result<QString, NameError> (*normalise)(const QString &))
{
    if (!name) {
        require(!nameRule(name.error()).isEmpty());
        return;
    }
    require(!name->isEmpty() && name->toUtf8().size() <= limits::maxNameBytes);
    require(normalise(*name) == *name);
    require(!nameKey(*name).isEmpty());
    require(!server::nameSkeleton(*name).isEmpty());
    require(nameKey(name->normalized(QString::NormalizationForm_D)) == nameKey(*name));
}

void useMessage(const QString &text)
{
    if (const auto checked = checkMessageText(text); !checked) {
        require(!textRule(checked.error()).isEmpty());
        return;
    }
    require(isValidUtf16(text));
    const QByteArray written = JsonWriter().beginArray().value(text).endArray().take();
    const QJsonArray read = fuzz::json(written).array();
    // Qt drops a byte order mark at the start of a string; the packet decoder guards against it.
    require(text.contains(QChar::ByteOrderMark) || (read.size() == 1 && read.first() == text));
}

void useLog(const QString &text)
{
    const QString line = forLog(text);
    require(std::none_of(line.begin(), line.end(), [](QChar unit) {
        return unit.category() == QChar::Other_Control || unit.unicode() == 0x2028
            || unit.unicode() == 0x2029 || (unit.unicode() >= 0x202a && unit.unicode() <= 0x202e);
    }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const bool isWide = input.byte() == 'w';
    const QString text = fuzz::text(input.rest(), isWide);

    const auto userName = normalisedUserName(text);
    useName(userName, normalisedUserName);
    if (userName) {
        const QString next = nextNameSuggestion(*userName);
        require(next != *userName && normalisedUserName(next) == next);
    }
    const auto roomName = normalisedRoomName(text);
    useName(roomName, normalisedRoomName);
    require(!roomName || !roomName->contains(u'/'));

    useMessage(text);
    require(!isValidCid(text) || (text.size() <= limits::maxCidChars && isValidUtf16(text)));
    useLog(text);
    return 0;
}
