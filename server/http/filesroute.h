// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/result.h"
#include "server/chat/filechanges.h"
#include "server/http/transfertable.h"
#include "server/transport/httpresponse.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace maru::server {

class Blobs;
class FileService;
class FileUpload;
class HttpConnection;
class IdentityService;

/// `/files`: uploads in one request or in several, and downloads (docs/protocol.md §7).
class FilesRoute : public QObject, public HttpRoute
{
    Q_OBJECT

public:
    FilesRoute(FileService &files, Blobs &blobs, IdentityService &identity);
    ~FilesRoute() override;

    [[nodiscard]] bool wants(const HttpRequest &request) const override;
    void handle(HttpConnection *connection, const RequestPeer &peer) override;

private:
    /// \p next for a connection that still asks.
    void answer(HttpConnection *connection, const User &user);
    void begin(HttpConnection *connection, const User &user);
    void goOn(HttpConnection *connection, const User &user, const FileId &id);
    void tellOffset(HttpConnection *connection, const User &user, const FileId &id);
    void tellSize(HttpConnection *connection, const User &user, const Upload &upload);
    void give(HttpConnection *connection, const User &user, const FileId &id);
    void drop(HttpConnection *connection, const User &user, const FileId &id);
    void forget(HttpConnection *connection, const User &user, const FileId &id);
    void receive(HttpConnection *connection, const Upload &upload, qint64 offset, bool isWhole);
    /// True if it was refused, and answered: too much is going on.
    [[nodiscard]] bool isTooMuch(HttpConnection *connection, const UserId &user);

    FileService &m_files;
    Blobs &m_blobs;
    IdentityService &m_identity;
    QHash<FileId, FileUpload *> m_uploads; // that are running
    TransferTable m_transfers;
};

} // namespace maru::server
