// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/fileservice.h"
#include "server/config/serverconfig.h"
#include "server/http/filesroute.h"
#include "server/session/sessionhub.h"
#include "server/storage/blobstore.h"

namespace maru::server {

[[nodiscard]] inline FileRules fileRules(const ServerConfig &config)
{
    return {.maxFileBytes = config.maxFileBytes, .quotaBytes = config.quotaBytes};
}

/// Everything about files: bytes, rules, and the way to them over HTTP.
class ServerFiles
{
public:
    ServerFiles(const DomainBasics &basics, const ServerConfig &config, IdentityService &identity,
                SessionHub &hub)
        : blobs(config.dataDir + QStringLiteral("/files"))
        , service(basics, blobs, fileRules(config))
        , route(service, blobs, identity)
        , m_hub(hub)
    {
        reconfigure(config);
        QObject::connect(&service, &FileService::unavailable, &service,
                         [this] { m_hub.limitFiles(0, 0); });
    }

    void reconfigure(const ServerConfig &config)
    {
        service.setRules(fileRules(config));
        if (service.isAvailable()) {
            m_hub.limitFiles(config.maxFileBytes, config.quotaBytes);
        }
    }

    BlobStore blobs;
    FileService service;
    FilesRoute route;

private:
    SessionHub &m_hub; // tells the limits to clients
};

} // namespace maru::server
