// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/backendplugin.h"

#include "common/logging.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QPluginLoader>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

#ifdef Q_OS_WIN
constexpr auto pattern = "%1/%2.dll"_L1;
#else
constexpr auto pattern = "%1/%2.so"_L1;
#endif

/// \p said: by the system's loader, in words of its own.
QString loadProblem(const QString &said)
{
    // A library that is there is named with its folder. The rest is in the language of the system.
    static const QRegularExpression missing(uR"((?<![\w/.+-])lib[\w.+-]+\.so[\w.]*(?=:))"_s);
    const QString name = missing.match(said).captured();
    if (name.isEmpty()) {
        return u"which cannot be loaded (%1)"_s.arg(forLog(said));
    }
    return u"which needs the library %1, and that is not on this machine: install the driver of "
           u"MongoDB for C (libmongoc-1.0-0 on Debian and Ubuntu, mongo-c-driver elsewhere)"_s.arg(
               forLog(name));
}

} // namespace

QStringList pluginFolders()
{
    const QDir program(QCoreApplication::applicationDirPath());
    QStringList folders;
    for (const auto &place : {u"../" MARU_LIBDIR "/maru/plugins"_s, u"../lib/maru/plugins"_s}) {
        folders.append(QDir::cleanPath(program.absoluteFilePath(place)));
    }
    folders.removeDuplicates();
    return folders;
}

Result<BackendMaker, OpenError> backendFromPlugin(const QString &name, const QString &url,
                                                  const QStringList &folders)
{
    QString file;
    for (const QString &folder : folders) {
        const QString candidate = QString(pattern).arg(folder, name);
        if (file.isEmpty() && QFileInfo::exists(candidate)) {
            file = candidate;
        }
    }
    const auto refused = [&name](const QString &what) {
        return failure(OpenError{u"This database needs the plugin %1, %2."_s.arg(name, what)});
    };
    if (file.isEmpty()) {
        return refused(u"which is not in %1: install the package maru-server-mongodb"_s.arg(
            folders.join(u" or "_s)));
    }
    QPluginLoader loader(file);
    const QJsonObject facts = loader.metaData();
    const QString version = facts.value("MetaData"_L1).toObject().value("version"_L1).toString();
    if (facts.value("IID"_L1).toString() != QLatin1StringView(MARU_STORAGE_PLUGIN_IID)) {
        return refused(u"and %1 is none: install it anew"_s.arg(file));
    }
    if (version != QLatin1StringView(MARU_VERSION)) {
        return refused(u"and %1 is of version %2: install that of version %3"_s.arg(
            file, forLog(version), QLatin1StringView(MARU_VERSION)));
    }
    const auto *plugin = qobject_cast<StorageBackendPlugin *>(loader.instance());
    if (plugin == nullptr) {
        return refused(loadProblem(loader.errorString().simplified()));
    }
    return plugin->backendFor(url);
}

} // namespace maru::server
