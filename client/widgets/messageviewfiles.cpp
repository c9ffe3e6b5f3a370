// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What may be done with the files of a message.

#include "client/model/fileshelf.h"
#include "client/model/messagelistmodel.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"
#include "common/limits.h"

#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

void MessageView::setThumbnailSource(ThumbnailSource source)
{
    m_delegate->setThumbnailSource(std::move(source));
}

void MessageView::showThumbnail(const QString &)
{
    viewport()->update(); // its place was known before
}

QList<File> MessageView::filesOf(const QModelIndex &index)
{
    const auto files = index.data(MessageListModel::FilesRole).value<QList<File>>();
    return files.first(std::min<qsizetype>(files.size(), limits::maxFilesPerMessage));
}

// False if there is none, or it is not at the server yet.
bool MessageView::activateFile(const QModelIndex &index, int file)
{
    const QList<File> files = filesOf(index);
    if (file < 0 || file >= files.size() || files.at(file).id.isNull()) {
        return false;
    }
    emit fileOpenWanted(files.at(file));
    return true;
}

void MessageView::addFileActions(QMenu *menu, const QPersistentModelIndex &index)
{
    const QList<File> files = filesOf(index);
    for (const File &file : files) {
        if (!file.id.isNull()) {
            const QString name = QFontMetrics(menu->font())
                                     .elidedText(displayName(file.name), Qt::ElideMiddle, 240)
                                     .replace(u'&', "&&"_L1);
            if (files.size() > 1 && FileShelf::isPicture(file)) { // Enter opens the first alone
                menu->addAction(tr("Open “%1”").arg(name), this,
                                [this, file] { emit fileOpenWanted(file); });
            }
            menu->addAction(tr("Save “%1” as…").arg(name), this,
                            [this, file] { emit fileSaveWanted(file); });
        }
    }
}

} // namespace maru::client
