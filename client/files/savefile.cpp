// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/savefile.h"

#include "common/clientlimits.h"

#include <QSaveFile>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace maru::client {

namespace {

class DiskTarget final : public SaveFile::Target
{
public:
    explicit DiskTarget(const QString &path)
        : m_file(path)
    { }
    [[nodiscard]] bool open() { return m_file.open(QIODevice::WriteOnly); }
    bool write(const QByteArray &bytes) override { return m_file.write(bytes) == bytes.size(); }
    bool restart() override { return m_file.seek(0) && m_file.resize(0); }
    bool commit() override { return m_file.commit(); }

private:
    QSaveFile m_file;
};

} // namespace

std::unique_ptr<SaveFile::Target> SaveFile::onDisk(const QString &path)
{
    auto target = std::make_unique<DiskTarget>(path);
    return target->open() ? std::move(target) : nullptr;
}

struct SaveFile::Job
{
    enum class Kind : quint8 { Open, Write, Restart, Commit };
    Kind kind = Kind::Open;
    Handler handler;
    QByteArray bytes = {};
};

/// What the thread and its owner share; the thread keeps it until it ends.
class SaveFile::Work
{
public:
    explicit Work(ThreadInbox &replies)
        : m_replies(&replies)
    { }

    // By the owner.
    void add(Job job);
    void end();

    void run(const QString &path, const Opener &opener); // by the thread

private:
    [[nodiscard]] static bool isDone(Target &target, const Job &job);
    void work(std::unique_lock<std::mutex> &lock, const QString &path, const Opener &opener);

    std::mutex m_mutex; // of what follows; std::mutex, not QMutex: ThreadSanitizer understands it
    std::condition_variable m_wake;
    std::condition_variable m_ended;
    ThreadInbox *m_replies; // the owner's; null: it is no longer there
    std::deque<Job> m_jobs;
    bool m_isOver = false;
};

void SaveFile::Work::add(Job job)
{
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back(std::move(job));
    m_wake.notify_one();
}

void SaveFile::Work::end()
{
    std::unique_lock lock(m_mutex);
    m_replies = nullptr;
    m_wake.notify_one();
    // The program may end next: what is not whole should not stay on the disk.
    m_ended.wait_for(lock, std::chrono::milliseconds(limits::saveEndMs),
                     [this] { return m_isOver; });
}

bool SaveFile::Work::isDone(Target &target, const Job &job)
{
    switch (job.kind) {
    case Job::Kind::Open: // as the thread began
        return true;
    case Job::Kind::Write:
        return target.write(job.bytes);
    case Job::Kind::Restart:
        return target.restart();
    case Job::Kind::Commit:
        break;
    }
    return target.commit();
}

void SaveFile::Work::run(const QString &path, const Opener &opener)
{
    std::unique_lock lock(m_mutex);
    work(lock, path, opener);
    m_isOver = true;
    m_ended.notify_one();
}

void SaveFile::Work::work(std::unique_lock<std::mutex> &lock, const QString &path,
                          const Opener &opener)
{
    lock.unlock();
    std::unique_ptr<Target> target = opener(path);
    lock.lock();
    bool isGood = target != nullptr;
    bool isLast = false;
    while (!isLast) {
        m_wake.wait(lock, [this] { return !m_replies || !m_jobs.empty(); });
        if (!m_replies) {
            break;
        }
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        isGood = isGood && isDone(*target, job);
        isLast = job.kind == Job::Kind::Commit;
        lock.lock();
        if (m_replies) {
            m_replies->post([handler = std::move(job.handler), isGood] { handler(isGood); });
        }
    }
    lock.unlock();
    target.reset();
    lock.lock();
}

SaveFile::SaveFile(const QString &path, Opener opener)
    : m_path(path)
    , m_opener(std::move(opener))
{ }

SaveFile::~SaveFile()
{
    cancel();
}

void SaveFile::open(Handler handler)
{
    add({Job::Kind::Open, std::move(handler)});
}

void SaveFile::write(const QByteArray &bytes, Handler handler)
{
    add({Job::Kind::Write, std::move(handler), bytes});
}

void SaveFile::restart(Handler handler)
{
    add({Job::Kind::Restart, std::move(handler)});
}

void SaveFile::commit(Handler handler)
{
    add({Job::Kind::Commit, std::move(handler)});
}

void SaveFile::add(Job job)
{
    if (!m_work) {
        m_work = std::make_shared<Work>(m_replies);
        std::thread([work = m_work, path = m_path, opener = m_opener] {
            work->run(path, opener);
        }).detach();
    }
    m_work->add(std::move(job));
}

void SaveFile::cancel()
{
    if (const auto work = std::exchange(m_work, nullptr)) {
        work->end();
    }
}

} // namespace maru::client
