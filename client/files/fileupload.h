// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/reconnectpolicy.h"
#include "client/files/filefailure.h"
#include "client/files/filelink.h"
#include "client/files/slicereader.h"
#include "common/chat/ids.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

namespace maru::client {

/// What a server takes; 0: not known.
struct FileLimits
{
    qint64 maxFileBytes = 0;
    qint64 quotaBytes = 0;
};

/// One file on its way to the server, piece by piece (docs/protocol.md §7): whatever breaks in
/// between, it goes on where the server says it stopped.
///
/// Waits while the link is closed. In memory are the slice that is being sent and
/// limits::uploadSlicesAhead more, which a thread of their own reads. Thread: GUI.
class FileUpload : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 { Idle, Waiting, Running, Paused, Done, Failed };

    /// \p id: of an upload that was begun in an earlier run; null: none was.
    FileUpload(FileLink &link, const LocalFile &file, const RoomId &room, const FileId &id,
               QObject *parent = nullptr);
    ~FileUpload() override;

    void setLimits(const FileLimits &limits) { m_limits = limits; }
    void start(); ///< also after Paused or Failed
    void pause();
    void cancel(); ///< and lets the server forget it
    /// Lets the server forget the upload \p id, while \p link is open; of a file nothing happens.
    static void forget(FileLink &link, const FileId &id);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const LocalFile &file() const { return m_file; }
    [[nodiscard]] const RoomId &room() const { return m_room; }
    [[nodiscard]] qint64 sentBytes() const { return m_sent; }
    [[nodiscard]] const FileId &id() const { return m_id; } ///< null until the server has begun
    [[nodiscard]] const FileFailure &failure() const { return m_failure; }

signals:
    void changed(); ///< state() or sentBytes()
    void begun(const maru::FileId &id);
    void done(const maru::FileId &id);
    void failed(const maru::client::FileFailure &failure);

private:
    using Take = void (FileUpload::*)(const FileAnswer &);
    void goOn();
    void begin();
    void create();
    void askOffset();
    void sendSlice();
    void readSlice(qint64 offset, std::function<void(const QByteArray &bytes)> then);
    void ask(const QByteArray &method, const QByteArray &path, const FileLink::Headers &headers,
             const QByteArray &body, Take take);
    void takeBegun(const FileAnswer &answer);
    void takeOffset(const FileAnswer &answer);
    void takeSlice(const FileAnswer &answer);
    [[nodiscard]] bool refused(const FileAnswer &answer);
    void goOnAfterLoss();
    [[nodiscard]] bool isLostTooOften(); ///< then it has failed
    void retryLater(int atLeastMs = 0);
    void finish();
    void fail(FileFailure::Kind kind, qint64 limit = 0);
    void setState(State state);
    void stopRequest();

    FileLink &m_link;
    LocalFile m_file;
    RoomId m_room;
    FileId m_id;
    FileLimits m_limits;
    State m_state = State::Idle;
    FileFailure m_failure;
    qint64 m_offset = -1; ///< what the server has; -1: it has to be asked
    qint64 m_sent = 0;
    qint64 m_kept = 0; ///< what the server had when it was last told
    int m_losses = 0; ///< answers that it is not there, or less of it than was
    QPointer<FileRequest> m_request;
    SliceReader m_reader;
    ReconnectPolicy m_policy;
    QTimer m_retry;
};

} // namespace maru::client
