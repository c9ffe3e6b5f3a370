// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filechecker.h"

#include "common/clientlimits.h"

#include <mutex>
#include <thread>
#include <utility>

namespace maru::client {

/// What the threads and their owner share.
struct FileChecker::Work
{
    std::mutex mutex; // of what follows; std::mutex, not QMutex: ThreadSanitizer understands it
    ThreadInbox *replies = nullptr; // the owner's; null: it is no longer there
    int underWay = 0;
};

FileChecker::FileChecker(Source source)
    : m_source(std::move(source))
    , m_work(std::make_shared<Work>())
{
    m_work->replies = &m_replies;
}

FileChecker::~FileChecker()
{
    const std::lock_guard lock(m_work->mutex);
    m_work->replies = nullptr;
}

bool FileChecker::check(const QString &path, Handler handler)
{
    {
        const std::lock_guard lock(m_work->mutex);
        if (m_work->underWay >= limits::maxFileChecks) {
            return false;
        }
        ++m_work->underWay;
    }
    std::thread([work = m_work, source = m_source, path, handler = std::move(handler)]() mutable {
        Checked file = source(path);
        const std::lock_guard lock(work->mutex);
        --work->underWay;
        if (work->replies) {
            work->replies->post(
                [handler = std::move(handler), file = std::move(file)] { handler(file); });
        }
    }).detach();
    return true;
}

} // namespace maru::client
