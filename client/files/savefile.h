// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/threadinbox.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

namespace maru::client {

/// Writes one file in a thread of its own: a disk that is slow, or a network share that does not
/// answer, holds up nothing else. Nothing stands under its name before it is whole.
///
/// A thread that waits for such a share cannot be ended. So nobody waits for it either: it goes
/// when its share has answered, and nobody is told any more. Thread: of its owner.
class SaveFile
{
public:
    /// What is written to. When it goes, so does what was not committed. Thread: the writer's.
    class Target
    {
    public:
        Target() = default;
        virtual ~Target() = default;
        Target(const Target &) = delete;
        Target &operator=(const Target &) = delete;

        [[nodiscard]] virtual bool write(const QByteArray &bytes) = 0;
        [[nodiscard]] virtual bool restart() = 0; ///< from its beginning, empty
        [[nodiscard]] virtual bool commit() = 0; ///< it is on the disk, under its name
    };
    /// Null: it cannot be written. Thread: the writer's.
    using Opener = std::function<std::unique_ptr<Target>(const QString &path)>;
    [[nodiscard]] static std::unique_ptr<Target> onDisk(const QString &path);

    explicit SaveFile(const QString &path, Opener opener = onDisk);
    ~SaveFile(); ///< as cancel()
    SaveFile(const SaveFile &) = delete;
    SaveFile &operator=(const SaveFile &) = delete;

    /// Each is told later than its call, in order; after the first false, all are false.
    using Handler = std::function<void(bool isDone)>;
    void open(Handler handler); ///< the first one
    void write(const QByteArray &bytes, Handler handler);
    void restart(Handler handler);
    void commit(Handler handler); ///< the last one
    /// Nothing is left of what was not committed: as a rule when this comes back, where the disk is
    /// slow later.
    void cancel();

private:
    class Work;
    struct Job;
    void add(Job job);

    QString m_path;
    Opener m_opener;
    ThreadInbox m_replies;
    std::shared_ptr<Work> m_work; // with the thread; null: there is none
};

} // namespace maru::client
