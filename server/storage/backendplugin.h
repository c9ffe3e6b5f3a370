// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/backendfactory.h"

#include <QStringList>
#include <QtPlugin>

namespace maru::server {

/// A store that comes as a plugin, so that its driver is needed only where it is used. The file
/// `maru_NAME` says in its metadata for which version of Maru it was made; no other is taken, for
/// what goes between has no fixed shape.
class StorageBackendPlugin
{
public:
    StorageBackendPlugin() = default;
    StorageBackendPlugin(const StorageBackendPlugin &) = delete;
    StorageBackendPlugin &operator=(const StorageBackendPlugin &) = delete;
    virtual ~StorageBackendPlugin() = default;

    /// As backendForUrl().
    [[nodiscard]] virtual Result<BackendMaker, OpenError> backendFor(const QString &url) const = 0;
};

/// Where plugins are looked for: beside the program as it was installed or built.
[[nodiscard]] QStringList pluginFolders();

/// The maker that the plugin \p name of \p folders has for \p url. The error says what to install.
[[nodiscard]] Result<BackendMaker, OpenError>
backendFromPlugin(const QString &name, const QString &url, const QStringList &folders);

} // namespace maru::server

#define MARU_STORAGE_PLUGIN_IID "org.maruchat.maru.StorageBackend"
Q_DECLARE_INTERFACE(maru::server::StorageBackendPlugin, MARU_STORAGE_PLUGIN_IID)
