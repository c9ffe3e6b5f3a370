// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storetransfer.h"

#include <algorithm>
#include <array>

/// Both ends of carrying a store elsewhere, as lists in memory.
namespace maru::server::fixture {

inline constexpr size_t batchSize = 3;
using Lists = std::array<std::vector<StoreRecord>, static_cast<size_t>(StorePart::Count)>;

inline std::vector<StoreRecord> &partOf(Lists &lists, StorePart part)
{
    return lists.at(static_cast<size_t>(part));
}

class ListSource final : public StoreSource
{
public:
    explicit ListSource(Lists &lists)
        : m_lists(lists)
    { }

    Result<void, QString> open() override
    {
        return refusal.isEmpty() ? Result<void, QString>() : failure(refusal);
    }
    QString place() const override { return QStringLiteral("list:a"); }
    qint64 bytes() override { return takes; }
    Result<qint64, QString> count(StorePart part) override
    {
        return static_cast<qint64>(partOf(m_lists, part).size());
    }
    Result<StoreBatch, QString> read(StorePart part, const QString &after) override
    {
        const std::vector<StoreRecord> &all = partOf(m_lists, part);
        const size_t from = after.toULongLong();
        const size_t to = std::min(from + batchSize, all.size());
        StoreBatch batch;
        batch.records.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                             all.begin() + static_cast<std::ptrdiff_t>(to));
        batch.next = QString::number(to);
        batch.isLast = to - from < batchSize;
        return batch;
    }

    Result<void, QString> stayAlive() override
    {
        ++heard;
        return livesLeft-- == 0 ? failure(QStringLiteral("list:a was taken over."))
                                : Result<void, QString>();
    }

    QString refusal;
    qint64 takes = 0;
    int heard = 0;
    int livesLeft = -1; // negative: any number

private:
    Lists &m_lists;
};

/// What stays when a process is gone.
struct ListStore
{
    Lists lists;
    StoreTargetState state;
    qint64 writes = 0;
};

class ListTarget final : public StoreTarget
{
public:
    explicit ListTarget(ListStore &store)
        : m_store(store)
        , m_view(store.lists)
    { }

    Result<StoreTargetState, QString> open() override { return m_store.state; }
    QString place() const override { return QStringLiteral("list:b"); }
    std::optional<qint64> bytesAvailable() const override { return available; }
    Result<void, QString> begin(const QString &origin) override
    {
        m_store.lists = {};
        m_store.state = {
            .kind = StoreTargetState::Kind::Unfinished, .origin = origin, .progress = {}};
        return {};
    }
    Result<void, QString> write(const std::vector<StoreRecord> &records,
                                const StoreProgress &progress) override
    {
        if (writesLeft-- == 0) {
            return failure(QStringLiteral("The disk is full."));
        }
        ++m_store.writes;
        std::vector<StoreRecord> &part = partOf(m_store.lists, progress.part);
        part.insert(part.end(), records.begin(), records.end());
        if (damages && progress.part == StorePart::Messages) {
            part.back().reactions.clear();
        }
        m_store.state.progress = progress;
        return {};
    }
    Result<void, QString> finish() override
    {
        m_store.state = {.kind = StoreTargetState::Kind::Complete, .origin = {}, .progress = {}};
        return {};
    }
    Result<void, QString> stayAlive() override
    {
        ++heard;
        return livesLeft-- == 0 ? failure(QStringLiteral("list:b was taken over."))
                                : Result<void, QString>();
    }
    StoreSource &written() override { return m_view; }

    int heard = 0;
    int livesLeft = -1; // negative: any number
    int writesLeft = -1; // negative: any number
    bool damages = false;
    std::optional<qint64> available;

private:
    ListStore &m_store;
    ListSource m_view;
};

} // namespace maru::server::fixture
