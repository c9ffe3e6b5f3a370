// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "server/chat/blobs.h"
#include "server/http/filereplies.h"
#include "server/http/filetransfer.h"

namespace maru::server {

class HttpConnection;

/// One answer with bytes of a file, from the disk to the peer: the next part is read when most of
/// the last one is gone.
///
/// A child of its connection; goes when everything is written.
class FileDownload : public FileTransfer
{
    Q_OBJECT

public:
    FileDownload(HttpConnection *connection, Blobs &blobs, const File &file);

    /// The answer to the request: its head first, once the first part is there.
    void start();

    [[nodiscard]] qint64 bytesMoved() const override { return m_at - m_from; }
    [[nodiscard]] bool isMoving() const override { return m_isBegun; }
    void giveWay() override;

private:
    void read();
    void write(const QByteArray &bytes);

    HttpConnection *m_connection;
    Blobs &m_blobs;
    File m_file;
    HttpResponse m_head;
    qint64 m_from = 0;
    qint64 m_at = 0;
    qint64 m_end = 0;
    bool m_isBegun = false;
};

} // namespace maru::server
