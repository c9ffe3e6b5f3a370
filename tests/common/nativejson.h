// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

/// One object of each kind as it stands on the wire.
namespace maru {

inline const QByteArray userJson =
    R"({"_id":"u","userName":"김","name":"김","isOnline":true,"role":"admin",)"
    R"("lastSeenAt":"2026-11-23T09:12:00.123Z","createdAt":"2026-11-23T09:12:00.000Z"})";
inline const QByteArray roomJson =
    R"({"_id":"r","name":"방","kind":"private","topic":"주제","archived":false,"seq":3,"rev":4,)"
    R"("muteAll":true,"slowModeSeconds":30,"createdAt":"2026-11-23T09:12:00.000Z"})";
inline const QByteArray ownRoomJson =
    R"({"_id":"r","name":"방","kind":"announcement","topic":"","archived":true,"seq":3,"rev":4,)"
    R"("muteAll":false,"slowModeSeconds":0,"role":"moderator","readSeq":1,"unread":2,"mentions":1,)"
    R"("notify":"mentions","classCode":"AB23CD","createdAt":"2026-11-23T09:12:00.000Z"})";
inline const QByteArray messageJson =
    R"({"_id":"m","room":"r","seq":5,"rev":9,"cid":"c","type":"chat","chat":"안녕 @김",)"
    R"("user":{"id":"u","userName":"김","name":"김"},"createdAt":"2026-11-23T09:12:00.000Z",)"
    R"("updatedAt":"2026-11-23T09:12:01.000Z","editedAt":"2026-11-23T09:12:01.000Z",)"
    R"("replyTo":{"_id":"m0","seq":1,"user":{"id":null,"userName":"system","name":"system"},"chat":"이"},)"
    R"("mentions":["u","v"],"files":[{"_id":"f","name":"a.png","size":12,"mime":"image/png",)"
    R"("width":3,"height":4,"sha256":"00"}],"reactions":[{"emoji":"👍","users":["v","u"]}],"__v":0})";

} // namespace maru
