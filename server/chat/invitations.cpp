// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/invitations.h"

#include "common/secret.h"
#include "common/serverlimits.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int codeBytes = 16;

} // namespace

void Invitations::ownerCode(Done done)
{
    m_basics.store.read(
        LacksOwner{}, [this, done = std::move(done)](const Result<bool, StoreError> &lacks) {
            if (!lacks) {
                done(failure(storeRefusal(lacks.error())));
                return;
            }
            if (!*lacks) {
                done(failure(ApiError{.code = ErrorCode::Forbidden,
                                      .text = u"This server has an owner already."_s}));
                return;
            }
            if (m_basics.clock.nowMs() < m_ownerCode.untilMs) {
                done(m_ownerCode);
                return;
            }
            m_ownerCode = newCode();
            store(m_ownerCode, UserRole::Owner, 1, done);
        });
}

void Invitations::make(UserRole role, int uses, Done done)
{
    if (uses < 1 || uses > limits::maxInviteUses) {
        done(failure(
            ApiError{.code = ErrorCode::BadRequest,
                     .text = u"uses must be a number from 1 to %1."_s.arg(limits::maxInviteUses)}));
        return;
    }
    Q_ASSERT(role != UserRole::Owner);
    store(newCode(), role, uses, std::move(done));
}

Invitations::Code Invitations::newCode() const
{
    return {newSecret(codeBytes), m_basics.clock.nowMs() + limits::inviteMs};
}

void Invitations::store(const Code &code, UserRole role, int uses, Done done)
{
    m_basics.store.apply(
        AddInvite{.codeHash = secretHash(code.code),
                  .role = role,
                  .uses = uses,
                  .expiresMs = code.untilMs,
                  .nowMs = m_basics.clock.nowMs()},
        [this, code, done = std::move(done)](const Result<Nothing, StoreError> &added) {
            if (added) {
                done(code);
                return;
            }
            if (code.code == m_ownerCode.code) {
                m_ownerCode = {};
            }
            done(failure(storeRefusal(added.error())));
        });
}

} // namespace maru::server
