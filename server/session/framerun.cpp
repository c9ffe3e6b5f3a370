// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/framerun.h"

#include "server/session/enginesession.h"

#include <utility>

namespace maru::server {

FrameRun::FrameRun(std::vector<EngineSession *> followers)
    : m_followers(std::move(followers))
{
    for (EngineSession *follower : m_followers) {
        follower->follow(this);
    }
}

FrameRun::~FrameRun()
{
    for (EngineSession *follower : m_followers) {
        follower->endRun();
    }
}

void FrameRun::append(const Frame &frame)
{
    m_frames.push_back(frame);
    m_bytes += frame.webSocketFrame();
}

} // namespace maru::server
