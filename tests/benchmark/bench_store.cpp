// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

/// What the store costs: durable messages in group commits of several sizes, and the pages that
/// clients read. SQLite as the server opens it, `synchronous=FULL`, in a folder of its own under
/// TMPDIR: the disk below it decides (docs/performance.md).

#include "common/serverlimits.h"
#include "server/storage/sql/sqlbackend.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <memory>
#include <vector>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

constexpr int room = 1;
constexpr int filledMessages = 20'000;

/// A store with one room and one person.
class Store
{
public:
    Store()
    {
        m_isOpen = m_backend.open().has_value()
            && fixture::apply(m_backend, fixture::user(1)).has_value()
            && fixture::apply(m_backend, fixture::room(room, u"room"_s)).has_value();
    }

    /// Durable when it returns.
    [[nodiscard]] bool append(int count)
    {
        std::vector<Change> changes;
        for (int i = 0; i < count; ++i) {
            const int number = ++m_messages;
            changes.emplace_back(fixture::message(fixture::roomId(room), number,
                                                  QString(100, u'가'), u"cid-%1"_s.arg(number)));
        }
        const auto replies = m_backend.apply(changes);
        m_backend.maintain(); // checkpoints are part of the price
        return std::all_of(replies.begin(), replies.end(),
                           [](const auto &reply) { return reply.has_value(); });
    }

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] StorageBackend &backend() { return m_backend; }

private:
    QTemporaryDir m_folder;
    SqlBackend m_backend{m_folder.filePath(u"maru.db"_s)};
    int m_messages = 0;
    bool m_isOpen = false;
};

std::unique_ptr<Store> filled;

/// With some thousand messages in its room; made once. nullptr if it cannot be.
Store *filledStore()
{
    if (!filled) {
        filled = std::make_unique<Store>();
        for (int i = 0; i < filledMessages && filled->isOpen(); i += limits::maxCommitChanges) {
            if (!filled->append(limits::maxCommitChanges)) {
                return nullptr;
            }
        }
    }
    return filled.get();
}

void append(benchmark::State &state)
{
    Store store;
    const auto count = int(state.range(0));
    for (auto _ : state) {
        if (!store.isOpen() || !store.append(count)) {
            state.SkipWithError("the store refused");
            break;
        }
    }
    state.SetItemsProcessed(int64_t(state.iterations()) * count);
}

template<class Query>
void readPages(benchmark::State &state, Query (*pageAt)(qint64 position, int rows))
{
    Store *store = filledStore();
    const auto rows = int(state.range(0));
    qint64 position = 0;
    for (auto _ : state) {
        constexpr qint64 stride = 7'919; // prime: all over the room
        position = (position + stride) % (filledMessages - limits::maxPageRows);
        const auto page = store != nullptr && store->isOpen()
            ? fixture::read(store->backend(), pageAt(position, rows))
            : tl::unexpected(StoreError::Failed);
        if (!page || page->messages.size() != rows) {
            state.SkipWithError("the store refused");
            break;
        }
    }
    state.SetItemsProcessed(int64_t(state.iterations()) * rows);
}

void readHistory(benchmark::State &state)
{
    readPages<ReadHistory>(state, [](qint64 position, int rows) {
        return fixture::history(fixture::roomId(room), ReadHistory::Direction::Before,
                                position + limits::maxPageRows + 1, rows);
    });
}

void readChanges(benchmark::State &state)
{
    readPages<ReadChanges>(state, [](qint64 position, int rows) {
        return ReadChanges{fixture::roomId(room), position, rows};
    });
}

BENCHMARK(append)->ArgName("batch")->Arg(1)->Arg(16)->Arg(256)->UseRealTime();
BENCHMARK(readHistory)->ArgName("rows")->Arg(50)->Arg(100)->UseRealTime();
BENCHMARK(readChanges)->ArgName("rows")->Arg(50)->Arg(100)->UseRealTime();

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv); // QtSql looks for its drivers
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    filled.reset(); // while its driver is there
}
