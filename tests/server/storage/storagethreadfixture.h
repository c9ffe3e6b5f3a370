// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagethread.h"
#include "tests/server/storage/stagedbackend.h"
#include "tests/server/storage/storagefixture.h"

#include <QObject>
#include <QStringList>
#include <QTest>

#include <memory>

namespace maru::server::fixture {

/// A store in its thread, with the room Alpha, whose backend a test holds up.
class StorageThreadFixture : public QObject
{
    Q_OBJECT
protected:
    static constexpr int timeoutMs = 5'000;

    void append(int number, const QString &cid = {});

    std::shared_ptr<Stage> m_stage;
    std::unique_ptr<StorageThread> m_store;
    QStringList m_replies; // "number:seq" or "number!error"

private slots:
    void init();
    void cleanup();
};

inline void StorageThreadFixture::init()
{
    m_stage = std::make_shared<Stage>();
    m_store = std::make_unique<StorageThread>(
        [stage = m_stage] { return std::make_unique<StagedBackend>(*stage, true); });
    QVERIFY(m_store->start());
    int answered = 0;
    m_store->apply(room(1, u"Alpha"_s),
                   [&answered](const auto &reply) { answered += reply ? 1 : 0; });
    QTRY_COMPARE(answered, 1);
    QTRY_COMPARE(m_stage->batchSizes().size(), 1U);
    m_stage->batches.clear();
    m_replies.clear();
}

inline void StorageThreadFixture::cleanup()
{
    m_stage->setOpen(true);
    m_stage->setReadersOpen(true);
    m_store.reset();
}

inline void StorageThreadFixture::append(int number, const QString &cid)
{
    m_store->apply(message(roomId(1), number, u"text"_s, cid), [this, number](const auto &reply) {
        m_replies.append(reply ? u"%1:%2"_s.arg(number).arg(reply->message.seq)
                               : u"%1!%2"_s.arg(number).arg(static_cast<int>(reply.error())));
    });
}

} // namespace maru::server::fixture
