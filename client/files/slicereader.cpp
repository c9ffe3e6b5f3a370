// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/slicereader.h"

#include "common/clientlimits.h"
#include "common/text/filename.h"
#include "common/text/invisible.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

Result<LocalFile, FileFailure> localFileAt(const QString &path)
{
    const QFileInfo info(QDir::cleanPath(path)); // a folder may come with a slash behind its name
    if (!info.exists()) {
        return failure(FileFailure{FileFailure::Kind::Gone, info.fileName(), 0});
    }
    if (info.isDir()) {
        return failure(FileFailure{FileFailure::Kind::Folder, info.fileName(), 0});
    }
    if (!info.isFile() || !info.isReadable()) {
        return failure(FileFailure{FileFailure::Kind::Unreadable, info.fileName(), 0});
    }
    // Windows and macOS count characters, not bytes: 255 of Hangul are three times as many bytes as
    // a server takes.
    const QString whole = info.fileName().normalized(QString::NormalizationForm_C);
    // A server takes no name with something that cannot be seen, and nobody would see why.
    const QString name = cutFileName(withoutInvisible(whole), limits::maxFileNameBytes);
    return LocalFile{info.absoluteFilePath(), name.trimmed().isEmpty() ? u"file"_s : name,
                     info.size(), info.lastModified().toMSecsSinceEpoch()};
}

Slice sliceOf(const LocalFile &file, qint64 offset)
{
    const qint64 wanted = std::min(limits::uploadSliceBytes, file.bytes - offset);
    QFile opened(file.path);
    const bool isOpen = opened.open(QIODevice::ReadOnly) && opened.seek(offset);
    const QByteArray bytes = isOpen && wanted > 0 ? opened.read(wanted) : QByteArray();
    // Looked at afterwards: what was read is of the file that this is said of.
    const auto now = localFileAt(file.path);
    if (!now) {
        return failure(now.error().kind);
    }
    if (now->bytes != file.bytes || now->modifiedMs != file.modifiedMs) {
        return failure(FileFailure::Kind::Changed);
    }
    if (!isOpen || bytes.size() != wanted) {
        return failure(FileFailure::Kind::Unreadable);
    }
    return bytes;
}

/// What the thread and its owner share; the thread keeps it until it ends.
class SliceReader::Work
{
public:
    Work(ThreadInbox &replies, std::function<void()> onRead)
        : m_replies(&replies)
        , m_onRead(std::move(onRead))
    { }

    // By the owner.
    void want(qint64 offset);
    [[nodiscard]] bool forget(); // false: it ends, since it waits for nothing
    void end();
    [[nodiscard]] std::optional<Slice> takeWanted();

    void run(const LocalFile &file, const Source &source); // by the thread

private:
    struct Piece
    {
        qint64 offset = 0;
        Slice slice;
    };
    [[nodiscard]] bool isBusy() const;

    std::mutex m_mutex; // of what follows; std::mutex, not QMutex: ThreadSanitizer understands it
    std::condition_variable m_wake;
    ThreadInbox *m_replies; // the owner's; null: it is no longer there
    std::function<void()> m_onRead;
    std::deque<Piece> m_pieces; // in order; the first is the one that was wanted last
    qint64 m_next = -1; // to be read; -1: nothing is
    qint64 m_wanted = -1;
    quint64 m_turn = 0; // counts what m_next was set to from outside
    bool m_isReading = false;
};

void SliceReader::Work::want(qint64 offset)
{
    const std::lock_guard lock(m_mutex);
    m_wanted = offset;
    while (!m_pieces.empty() && m_pieces.front().offset != offset) {
        m_pieces.pop_front();
    }
    const bool isUnderWay = m_pieces.empty() && m_next == offset;
    if (!m_pieces.empty()) {
        m_replies->post(m_onRead);
    } else if (!isUnderWay) {
        m_next = offset;
        ++m_turn;
    }
    m_wake.notify_one();
}

bool SliceReader::Work::forget()
{
    const std::lock_guard lock(m_mutex);
    m_pieces.clear();
    m_next = -1;
    m_wanted = -1;
    ++m_turn;
    if (!m_isReading) {
        m_replies = nullptr;
        m_wake.notify_one();
    }
    return m_isReading;
}

void SliceReader::Work::end()
{
    const std::lock_guard lock(m_mutex);
    m_replies = nullptr;
    m_wake.notify_one();
}

std::optional<Slice> SliceReader::Work::takeWanted()
{
    const std::lock_guard lock(m_mutex);
    const bool isThere = m_wanted >= 0 && !m_pieces.empty() && m_pieces.front().offset == m_wanted;
    if (!isThere) {
        return std::nullopt; // another one is wanted by now
    }
    m_wanted = -1;
    return m_pieces.front().slice;
}

// The first piece is being sent.
bool SliceReader::Work::isBusy() const
{
    return m_next < 0 || m_pieces.size() > size_t(limits::uploadSlicesAhead);
}

void SliceReader::Work::run(const LocalFile &file, const Source &source)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return !m_replies || !isBusy(); });
        if (!m_replies) {
            return;
        }
        const qint64 offset = m_next;
        const quint64 turn = m_turn;
        m_isReading = true;
        lock.unlock();
        Slice slice = source(file, offset);
        lock.lock();
        m_isReading = false;
        if (!m_replies || turn != m_turn) {
            continue;
        }
        const qint64 end = slice ? offset + slice->size() : file.bytes;
        m_next = end < file.bytes ? end : -1;
        m_pieces.push_back({offset, std::move(slice)});
        if (m_wanted == m_pieces.front().offset) {
            m_replies->post(m_onRead);
        }
    }
}

SliceReader::SliceReader(const LocalFile &file, Source source)
    : m_file(file)
    , m_source(std::move(source))
{ }

SliceReader::~SliceReader()
{
    if (m_work) {
        m_work->end();
    }
}

void SliceReader::read(qint64 offset, Handler handler)
{
    m_handler = std::move(handler);
    if (!m_work) {
        m_work = std::make_shared<Work>(m_replies, [this] { take(); });
        std::thread([work = m_work, file = m_file, source = m_source] {
            work->run(file, source);
        }).detach();
    }
    m_work->want(offset);
}

void SliceReader::stop()
{
    m_handler = nullptr;
    if (m_work && !m_work->forget()) {
        m_work.reset();
    }
}

void SliceReader::take()
{
    const auto slice = m_work ? m_work->takeWanted() : std::nullopt;
    if (slice && m_handler) {
        const Handler handler = std::exchange(m_handler, nullptr);
        handler(*slice);
    }
}

} // namespace maru::client
