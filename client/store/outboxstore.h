// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "client/store/storefile.h"

namespace maru::client {

/// What one account has written and the server has not confirmed, and the drafts, in a database of
/// their own: each change is on the disk when its function returns.
///
/// Nothing here can be fetched again. A damaged file is never dropped: what can be read of it goes
/// into a new one, the old one stays beside it, and notice() says so. Thread: the one that makes
/// it.
class OutboxStore
{
public:
    explicit OutboxStore(QString path);

    /// False: what is written stays in memory only; notice() says why.
    [[nodiscard]] bool isWorking() const { return m_file != nullptr; }
    [[nodiscard]] const OutboxNotice &notice() const { return m_notice; }

    /// Damage may show only here: notice() is asked afterwards.
    [[nodiscard]] OutboxContents load();
    /// load() gave everything that this account ever left. False also while a file that was set
    /// aside lies beside this one: what its messages need, as pasted pictures, is still theirs.
    [[nodiscard]] bool isAllKnown() const;

    // False if it is not on the disk.
    /// At the end, and the room's draft goes with it: it is the same text. So do the files that
    /// were attached, if it takes files along.
    bool add(const OutboxRow &row);
    bool setFailure(const QString &cid, const QString &failure);
    /// To the end again, without a failure.
    bool requeue(const QString &cid);
    bool remove(const QString &cid);
    bool setFiles(const QString &cid,
                  const QList<OutboxFile> &files); ///< of a message that is there
    bool setDraft(const RoomId &room, const QString &text, ///< empty: none
                  const std::optional<ReplyTo> &replyTo = {});
    bool setDraftFiles(const RoomId &room, const QList<OutboxFile> &files); ///< empty: none
    /// At the end, in the place of those that it makes void.
    bool addChange(const ChangeRow &change, const QStringList &superseded);
    bool removeChange(const QString &key);

private:
    void open();
    void replaceDamaged(const StoreError &error, const OutboxContents &known = {});
    void adoptNewer();
    [[nodiscard]] QStringList asideNames(const QString &why) const;
    bool note(const Result<void, StoreError> &done, const char *what);

    QString m_path;
    std::unique_ptr<StoreFile> m_file;
    OutboxNotice m_notice;
    bool m_isWhole = false; // what was loaded
};

} // namespace maru::client
