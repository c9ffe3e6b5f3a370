// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/localfiles.h"

#include <QMimeData>
#include <QSysInfo>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// What GNOME's file manager puts on the clipboard, the newer ones beside a list of URLs: "copy" or
// "cut", and then a URL a line. Those of some years say the same as a text, under a heading.
constexpr auto copiedFormat = "x-special/gnome-copied-files"_L1;
constexpr auto copiedHeading = "x-special/nautilus-clipboard\n"_L1;

QByteArray copiedLines(const QMimeData *data)
{
    if (data->hasFormat(copiedFormat)) {
        return data->data(copiedFormat);
    }
    const QString text = data->text();
    return text.startsWith(copiedHeading) ? text.mid(copiedHeading.size()).toUtf8() : QByteArray();
}

QList<QUrl> urlsOf(const QMimeData *data)
{
    QList<QUrl> urls = data->urls();
    // Comments of text/uri-list, which Qt reads as URLs.
    urls.removeIf([](const QUrl &url) { return url.isRelative(); });
    if (urls.isEmpty()) {
        const QList<QByteArray> lines = copiedLines(data).split('\n');
        for (qsizetype i = 1; i < lines.size(); ++i) {
            if (const QByteArray line = lines.at(i).trimmed(); !line.isEmpty()) {
                urls.append(QUrl::fromEncoded(line));
            }
        }
    }
    return urls;
}

// Empty: it is none of this computer.
QString localPath(const QUrl &url)
{
    if (!url.isLocalFile()) {
        return {};
    }
    QUrl here = url;
    const QString host = url.host();
    if (host == "localhost"_L1
        || host.compare(QSysInfo::machineHostName(), Qt::CaseInsensitive) == 0) {
        here.setHost({});
    }
#ifndef Q_OS_WIN // there it is a share
    if (!here.host().isEmpty()) {
        return {};
    }
#endif
    const QString path = here.toLocalFile();
    return path.contains(QChar(QChar::Null)) ? QString() : path;
}

} // namespace

QStringList localFilesOf(const QMimeData *data)
{
    QStringList paths;
    const QList<QUrl> urls = urlsOf(data);
    for (const QUrl &url : urls) {
        paths.append(localPath(url));
        if (paths.constLast().isEmpty()) {
            return {};
        }
    }
    return paths;
}

} // namespace maru::client
