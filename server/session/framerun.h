// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/session/frame.h"

#include <QByteArray>

#include <vector>

namespace maru::server {

class EngineSession;

/// Frames that go to the same peers, one after the other, before the turn is over.
///
/// Under a flood a commit brings a hundred messages for a room. A peer that is told nothing else
/// meanwhile gets them as one piece, which all such peers share: one entry in its queue, one
/// address for the system to copy from. Whoever is told something in between has its frames first
/// (EngineSession::send), so the order is the one in which things were said.
///
/// A follower must not be destroyed before the run.
class FrameRun
{
public:
    /// None of \p followers may follow another run.
    explicit FrameRun(std::vector<EngineSession *> followers);
    /// Gives each follower what it has not got yet.
    ~FrameRun();
    Q_DISABLE_COPY_MOVE(FrameRun)

    void append(const Frame &frame);

    [[nodiscard]] const std::vector<Frame> &frames() const { return m_frames; }
    /// The websocket frames of all, without a gap.
    [[nodiscard]] const QByteArray &webSocketFrames() const { return m_bytes; }

private:
    std::vector<EngineSession *> m_followers;
    std::vector<Frame> m_frames;
    QByteArray m_bytes;
};

} // namespace maru::server
