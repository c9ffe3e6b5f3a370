// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/opensslchannel.h"
#include "server/transport/opensslcontext.h"
#include "server/transport/tlshandshake.h"
#include "server/transport/turnqueue.h"

#include <utility>

namespace maru::server {

struct TlsSettings
{
    openssl::Context context;
};

namespace {

/// A step of it may sign with the key, five milliseconds for one of RSA with 4,096 bits: many that
/// come at once take turns.
class OpensslHandshake final : public TlsHandshake, private TurnTaker
{
public:
    OpensslHandshake(std::unique_ptr<OpensslChannel> channel, QObject *parent)
        : TlsHandshake(parent)
        , m_channel(std::move(channel))
    {
        connect(m_channel.get(), &ByteChannel::readable, this,
                [this] { TurnQueue::ofThisThread(TurnQueue::Kind::Handshakes).add(this); });
    }

    std::unique_ptr<ByteChannel> takeChannel() override { return std::move(m_channel); }

private:
    void takeTurn() override
    {
        if (!m_channel) { // it ended, or somebody has it
            return;
        }
        const OpensslChannel::Progress progress = m_channel->shakeHands();
        if (progress == OpensslChannel::Progress::Waiting) {
            return;
        }
        m_channel->disconnect(this);
        if (progress == OpensslChannel::Progress::Done) {
            emit encrypted();
        } else {
            emit failed(m_channel->failureReason());
        }
    }

    std::unique_ptr<OpensslChannel> m_channel;
};

} // namespace

Result<TlsContext, TlsError> makeTlsContext(const TlsIdentity &identity)
{
    auto context = openssl::makeContext(identity);
    if (!context) {
        return failure(std::move(context.error()));
    }
    return std::make_shared<const TlsSettings>(TlsSettings{std::move(*context)});
}

TlsHandshake *startTls(qintptr descriptor, const TlsContext &context, QObject *parent)
{
    auto channel = std::make_unique<OpensslChannel>(int(descriptor), context->context.get());
    return channel->isUsable() ? new OpensslHandshake(std::move(channel), parent) : nullptr;
}

} // namespace maru::server
