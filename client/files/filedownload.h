// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/reconnectpolicy.h"
#include "client/files/filefailure.h"
#include "client/files/filelink.h"
#include "client/files/savefile.h"
#include "common/chat/objects.h"

#include <QCryptographicHash>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace maru::client {

/// One file on its way from the server, into a file of this computer or into memory. After a loss
/// it goes on where it stopped. What came counts only if its SHA-256 is the one that the message
/// says; until then nothing stands under the name it is saved as. It is never opened or run.
///
/// Its disk has a thread of its own, and no more is taken from the server than it writes.
class FileDownload : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 { Waiting, Running, Paused, Done, Failed };

    /// \p path empty: into memory, at most limits::maxPictureBytes.
    FileDownload(FileLink &link, const File &file, const QString &path, QObject *parent = nullptr,
                 SaveFile::Opener opener = SaveFile::onDisk);
    ~FileDownload() override;

    void start(); ///< later than this call; also after Failed
    void pause(); ///< what came stays; nothing happens once all of it is here
    void resume(); ///< after pause(): goes on where it stopped

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const File &file() const { return m_file; }
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] qint64 receivedBytes() const { return m_received; }
    [[nodiscard]] const FileFailure &failure() const { return m_failure; }
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; } ///< into memory, when Done

signals:
    void changed();
    void done();
    void failed(const maru::client::FileFailure &failure);

private:
    [[nodiscard]] bool mayRun() const;
    void goOn();
    void beginAnew();
    void take(bool isPart);
    void keep(const QByteArray &bytes);
    void takeWritten(bool isWritten);
    void takeEnd(const FileAnswer &answer);
    void retryLater(int atLeastMs = 0);
    void finish();
    void conclude();
    void fail(FileFailure::Kind kind);
    void setState(State state);
    void stopRequest();

    FileLink &m_link;
    File m_file;
    QString m_path;
    SaveFile::Opener m_opener;
    std::unique_ptr<SaveFile> m_target; // null: into memory
    QByteArray m_bytes;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    State m_state = State::Waiting;
    FileFailure m_failure;
    qint64 m_received = 0;
    bool m_isStarted = false;
    bool m_isPaused = false; // of what is started
    bool m_hasBegun = false; // the answer under way has brought bytes
    bool m_isPart = false; // which go on where the request asked for
    bool m_isWhole = false; // all of it is here
    bool m_isHeld = false; // goes on when all is written
    int m_unwritten = 0; // orders to the target
    QPointer<FileRequest> m_request;
    ReconnectPolicy m_policy;
    QTimer m_retry;
};

} // namespace maru::client
