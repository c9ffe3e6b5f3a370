// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/filechecker.h"
#include "client/files/fileupload.h"
#include "client/files/picture.h"
#include "client/model/transferlist.h"
#include "client/store/storedobjects.h"

#include <QHash>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace maru::client {

/// The files that wait to be sent with the next message of the room that is shown. They are looked
/// at, in other threads, and then on their way to the server already; those of other rooms too.
/// Thread: GUI.
class Attachments : public TransferList
{
    Q_OBJECT

public:
    /// Both outlive it.
    Attachments(FileLink &link, PictureWorker &worker, QObject *parent = nullptr,
                FileChecker::Source source = localFileAt);
    ~Attachments() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    void show(const RoomId &room);
    void setLimits(const FileLimits &limits) { m_limits = limits; }
    /// Where pasted pictures are kept until they are sent.
    void setFolder(const QString &folder) { m_folder = folder; }

    /// What an earlier run left in \p room; it goes on as soon as the room is shown.
    void restore(const RoomId &room, const QList<OutboxFile> &files);
    /// Those of a message that is not sent after all, into the room that is shown. \p isOfRoom:
    /// they were meant for it; else they are sent anew. With what waits there already they may be
    /// too many for one message: up to limits::maxWaitingFiles they are taken, and some must go.
    void takeBack(const QList<OutboxFile> &files, bool isOfRoom);
    /// The same with all that waits in \p room, which is not shown.
    void takeOver(const RoomId &room);
    /// Each has its row at once. What cannot be taken is told by refused(), and loses it.
    void add(const QStringList &paths);
    void addPicture(const QImage &picture); ///< null: it could not be read

    void pause(int row) override;
    void resume(int row) override;
    void remove(int row) override;

    /// More wait than a message can have, which happens by takeBack() only.
    [[nodiscard]] bool isOverfull() const;
    void refuseMore(); ///< refused(), with how many it can have
    /// None has failed or is still looked at or made, and not too many: then a message may go.
    [[nodiscard]] bool isSendable() const;
    [[nodiscard]] QList<OutboxFile> files() const;
    /// Hands over what the message takes along; the list is empty afterwards.
    [[nodiscard]] std::vector<std::unique_ptr<FileUpload>> take();
    [[nodiscard]] QList<RoomId> rooms() const; ///< in which something waits
    [[nodiscard]] QStringList namesIn(const RoomId &room) const;
    void discard(const RoomId &room); ///< all of it, of a room that is not shown
    void tellFiles(const RoomId &room); ///< filesChanged(), once more
    void clear(); ///< of all rooms; a later run may have them again

signals:
    void refused(const QString &text); ///< translated
    /// All that waits in \p room by now, as a restart has to know it; but not for take(), where the
    /// message has them.
    void filesChanged(const maru::RoomId &room, const QList<maru::client::OutboxFile> &files);

private:
    struct Entry
    {
        std::unique_ptr<FileUpload> upload; // null: it is looked at
        bool isOurs = false;
        QString name = {}; // until then
        quint64 check = 0;
    };
    using Entries = std::vector<Entry>;

    void append(const RoomId &room, Entry entry);
    void insert(const RoomId &room, Entry entry);
    [[nodiscard]] std::unique_ptr<FileUpload> makeUpload(const RoomId &room, const LocalFile &file,
                                                         const FileId &id = {});
    void dropTooLarge(const RoomId &room, const FileUpload *upload);
    void forget(Entry entry);
    [[nodiscard]] bool isFull() const; // what is shown
    void startShown();
    void takeChecked(quint64 check, const FileChecker::Checked &file);
    [[nodiscard]] std::optional<FileFailure> objectionTo(const FileChecker::Checked &file) const;
    [[nodiscard]] Entry takeAway(const RoomId &room, size_t row);
    [[nodiscard]] QVariant dataOfUpload(const FileUpload &upload, int role) const;
    [[nodiscard]] const Entries &shown() const;
    [[nodiscard]] FileUpload *uploadAt(int row) const;
    void tellChange(const FileUpload *upload);

    FileLink &m_link;
    PictureWorker &m_worker;
    FileChecker m_checker;
    RoomId m_room;
    FileLimits m_limits;
    QString m_folder;
    std::map<RoomId, Entries> m_entries;
    QHash<RoomId, int> m_pictures; // being written
    quint64 m_checks = 0; // counts them
    quint64 m_run = 0;
};

/// The files of entries of the outbox, all in one place.
[[nodiscard]] OutboxFile outboxFileOf(const FileUpload &upload, bool isOurs);

} // namespace maru::client
