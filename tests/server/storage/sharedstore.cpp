// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/sharedstore.h"

#include "common/threadinbox.h"
#include "server/storage/storagethread.h"

#include <QEventLoop>

#include <future>
#include <thread>

namespace maru::server {

namespace {

using Replies = std::vector<Result<ChangeReply, StoreError>>;

constexpr int stopMs = 30'000;

/// A StorageThread and the thread that it belongs to.
class SharedStore
{
public:
    explicit SharedStore(BackendMaker maker)
    {
        std::promise<Home *> home;
        m_thread = std::thread([&home, maker = std::move(maker)] {
            Home here(maker);
            here.isOpen = here.store.start().has_value();
            home.set_value(&here);
            here.loop.exec();
            here.store.stop(stopMs);
        });
        m_home = home.get_future().get();
    }
    SharedStore(const SharedStore &) = delete;
    SharedStore &operator=(const SharedStore &) = delete;
    ~SharedStore()
    {
        m_home->inbox.post([loop = &m_home->loop] { loop->quit(); });
        m_thread.join();
    }

    [[nodiscard]] bool isOpen() const { return m_home->isOpen; }

    // Thread: any but the store's own. Both wait for their answer.
    Replies apply(const std::vector<Change> &changes)
    {
        std::promise<void> done;
        Replies replies(changes.size(), failure(StoreError::Failed));
        size_t left = changes.size();
        m_home->inbox.post([&] {
            for (size_t i = 0; i < changes.size(); ++i) {
                std::visit(
                    [&, i](const auto &one) {
                        m_home->store.apply(one, [&, i](auto reply) {
                            replies[i] = std::move(reply).map(
                                [](auto &&value) { return ChangeReply(std::move(value)); });
                            if (--left == 0) {
                                done.set_value();
                            }
                        });
                    },
                    changes[i]);
            }
        });
        if (!changes.empty()) {
            done.get_future().wait();
        }
        return replies;
    }
    Result<QueryReply, StoreError> read(const Query &query)
    {
        std::promise<Result<QueryReply, StoreError>> answer;
        m_home->inbox.post([&] {
            std::visit(
                [&](const auto &one) {
                    m_home->store.read(one, [&](auto reply) {
                        answer.set_value(std::move(reply).map(
                            [](auto &&value) { return QueryReply(std::move(value)); }));
                    });
                },
                query);
        });
        return answer.get_future().get();
    }

private:
    struct Home
    {
        explicit Home(const BackendMaker &maker)
            : store(maker)
        { }
        ThreadInbox inbox;
        StorageThread store;
        QEventLoop loop;
        bool isOpen = false;
    };

    std::thread m_thread;
    Home *m_home = nullptr;
};

class SharedWriter final : public StorageBackend
{
public:
    explicit SharedWriter(std::shared_ptr<SharedStore> store)
        : m_store(std::move(store))
    { }

    Result<void, OpenError> open() override { return {}; }
    Replies apply(const std::vector<Change> &changes) override { return m_store->apply(changes); }
    Result<QueryReply, StoreError> read(const Query &query) override
    {
        return m_store->read(query);
    }
    void close() override { m_store.reset(); }

private:
    std::shared_ptr<SharedStore> m_store;
};

} // namespace

WriterMaker shareStore(BackendMaker maker)
{
    auto store = std::make_shared<SharedStore>(std::move(maker));
    return [store]() -> std::unique_ptr<StorageBackend> {
        return store->isOpen() ? std::make_unique<SharedWriter>(store) : nullptr;
    };
}

} // namespace maru::server
