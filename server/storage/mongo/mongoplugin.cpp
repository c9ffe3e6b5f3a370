// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoplugin.h"

#include "server/storage/mongo/mongobackend.h"

namespace maru::server {

Result<BackendMaker, OpenError> MongoPlugin::backendFor(const QString &url) const
{
    const Result<MongoAddress, QString> address = parseMongoUrl(url);
    if (!address) {
        return failure(OpenError{address.error()});
    }
    return BackendMaker([address = *address] { return std::make_unique<MongoBackend>(address); });
}

} // namespace maru::server
