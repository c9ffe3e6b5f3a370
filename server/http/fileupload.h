// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/blobs.h"
#include "server/chat/filechanges.h"
#include "server/http/filetransfer.h"

#include <QByteArray>
#include <QElapsedTimer>

#include <algorithm>

namespace maru::server {

class FileService;
class HttpConnection;
struct HttpResponse;

/// One request that brings bytes of an upload, from its body to the disk: at most two parts of
/// limits::filePartBytes are in memory, and the peer waits while the disk does not take more.
///
/// A child of its connection; goes with the answer.
class FileUpload : public FileTransfer
{
    Q_OBJECT

public:
    /// \p offset: where the body belongs. \p isWhole: it is the whole file in one request, which
    /// nobody could go on with; else what has come is kept.
    FileUpload(HttpConnection *connection, FileService &files, Blobs &blobs, const Upload &upload,
               qint64 offset, bool isWhole);
    ~FileUpload() override;

    void start();
    /// Another request goes on with this upload: it is answered, and writes no more.
    void yield();

    [[nodiscard]] qint64 bytesMoved() const override
    {
        return std::max<qint64>(0, m_bytes - m_offset);
    }
    [[nodiscard]] bool isMoving() const override { return m_isBegun && m_isHeld && !m_isLast; }
    void giveWay() override;

private:
    void keepAlive();
    void receive(qint64 bytesBefore);
    void takePart(const QByteArray &bytes, bool isLast);
    void onAppended(qint64 bytes);
    void finish();
    void refuse(int status);
    [[nodiscard]] HttpResponse withWayOn(HttpResponse response) const;
    void answer(const HttpResponse &response);
    void leave();

    HttpConnection *m_connection;
    FileService &m_files;
    Blobs &m_blobs;
    Upload m_upload;
    qint64 m_offset;
    QElapsedTimer m_sinceTouched;
    qint64 m_bytes = 0; // on the disk
    bool m_isWhole;
    bool m_isBegun = false; // its peer was asked for bytes
    bool m_isLast = false;
    bool m_isHeld = false; // the upload's bytes are ours to write
};

} // namespace maru::server
