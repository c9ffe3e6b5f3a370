// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "common/threadinbox.h"

#include <QString>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace maru::server {

/// Passwords by argon2id of libsodium (docs/decisions/0013-libsodium.md), on threads of its own:
/// one hash takes some 100 ms and 64 MiB, so few run at a time and a bounded number waits.
///
/// Handlers run on the thread this lives in, from its event loop; those that wait when it is
/// destroyed are dropped. Its threads start with the first password.
class PasswordHasher
{
public:
    PasswordHasher();
    ~PasswordHasher();
    PasswordHasher(const PasswordHasher &) = delete;
    PasswordHasher &operator=(const PasswordHasher &) = delete;

    [[nodiscard]] bool isFull() const { return m_waiting >= limits::maxWaitingPasswords; }
    /// False, and nothing happens, if isFull(). An empty hash: there was no memory for it.
    [[nodiscard]] bool hash(const QString &password, std::function<void(const QString &)> done);
    /// The same; whether \p password is that of \p hash, compared in constant time. An empty hash
    /// takes as long and is never right: how long an answer takes tells nobody who has a password.
    [[nodiscard]] bool verify(const QString &password, const QString &hash,
                              std::function<void(bool)> done);

private:
    using Answer = std::function<void()>; // runs on our thread
    using Work = std::function<Answer()>; // runs on one of the others

    [[nodiscard]] bool run(Work work);
    void work();

    ThreadInbox m_inbox;
    int m_waiting = 0; // of our thread
    std::vector<std::thread> m_threads;
    std::mutex m_mutex; // of what follows
    std::condition_variable m_wakeUp;
    std::deque<Work> m_queue;
    bool m_isOver = false;
};

} // namespace maru::server
