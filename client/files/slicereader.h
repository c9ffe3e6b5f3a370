// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/filefailure.h"
#include "common/result.h"
#include "common/threadinbox.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

namespace maru::client {

/// A file of this computer, as it was when it was attached.
struct LocalFile
{
    QString path;
    QString name; ///< as it is sent
    qint64 bytes = 0;
    qint64 modifiedMs = 0;

    friend bool operator==(const LocalFile &, const LocalFile &) = default;
};

/// What lies at \p path now; the failure is Gone, Folder or Unreadable (also of devices).
[[nodiscard]] Result<LocalFile, FileFailure> localFileAt(const QString &path);

using Slice = Result<QByteArray, FileFailure::Kind>;
/// The bytes of \p file from \p offset on, at most limits::uploadSliceBytes, if it is still what
/// was attached; else Gone, Folder, Changed or Unreadable. Thread: any.
[[nodiscard]] Slice sliceOf(const LocalFile &file, qint64 offset);

/// Reads one file in a thread of its own, slice after slice and a little ahead of who sends them: a
/// network share that does not answer holds up nothing else.
///
/// A thread that waits for such a share cannot be ended. So nobody waits for it either: it goes
/// when its share has answered, and nobody is told any more. Thread: of its owner.
class SliceReader
{
public:
    using Source = std::function<Slice(const LocalFile &, qint64 offset)>; ///< thread: the reader's
    explicit SliceReader(const LocalFile &file, Source source = sliceOf);
    ~SliceReader();
    SliceReader(const SliceReader &) = delete;
    SliceReader &operator=(const SliceReader &) = delete;

    using Handler = std::function<void(const Slice &slice)>;
    /// \p handler gets the slice at \p offset, later than this call; whoever asked before is not
    /// answered any more. What was read ahead is used if the offsets go on in order, or stay.
    void read(qint64 offset, Handler handler);
    void stop(); ///< nobody is answered, nothing is held in memory, the thread goes

private:
    class Work;
    void take();

    LocalFile m_file;
    Source m_source;
    Handler m_handler;
    ThreadInbox m_replies;
    std::shared_ptr<Work> m_work; // with the thread; null: nothing is read
};

} // namespace maru::client
