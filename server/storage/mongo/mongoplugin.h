// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/backendplugin.h"

#include <QObject>

namespace maru::server {

/// The plugin maru_mongodb.
class MongoPlugin final : public QObject, public StorageBackendPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID MARU_STORAGE_PLUGIN_IID FILE "maru_mongodb.json")
    Q_INTERFACES(maru::server::StorageBackendPlugin)

public:
    [[nodiscard]] Result<BackendMaker, OpenError> backendFor(const QString &url) const override;
};

} // namespace maru::server
