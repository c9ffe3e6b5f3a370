// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/slicereader.h"

#include <functional>
#include <memory>

namespace maru::client {

/// Looks at files that a person names, each in a thread of its own: a network share that does not
/// answer holds up neither the window nor the other files.
///
/// Such a thread cannot be ended. It goes when its share has answered, and if the checker has gone
/// before, nobody is told. Thread: of its owner.
class FileChecker
{
public:
    using Checked = Result<LocalFile, FileFailure>;
    using Source = std::function<Checked(const QString &path)>; ///< thread: a file's own
    using Handler = std::function<void(const Checked &file)>;

    explicit FileChecker(Source source = localFileAt);
    ~FileChecker();
    FileChecker(const FileChecker &) = delete;
    FileChecker &operator=(const FileChecker &) = delete;

    /// \p handler gets what lies at \p path, later than this call. False: limits::maxFileChecks are
    /// under way already, and it gets nothing.
    [[nodiscard]] bool check(const QString &path, Handler handler);

private:
    struct Work;

    Source m_source;
    ThreadInbox m_replies;
    std::shared_ptr<Work> m_work; // with the threads
};

} // namespace maru::client
