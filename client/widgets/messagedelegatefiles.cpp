// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The files of a message, drawn.

#include "client/model/fileshelf.h"
#include "client/model/filetexts.h"
#include "client/model/messagelistmodel.h"
#include "client/widgets/icons.h"
#include "client/widgets/messagedelegate.h"
#include "common/limits.h"

#include <QPaintDevice>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int inset = 10;
constexpr int iconBox = 36;
constexpr int iconSize = 20;

} // namespace

void MessageDelegate::addFiles(MessageContent &content, const QModelIndex &index)
{
    const auto files = index.data(MessageListModel::FilesRole).value<QList<File>>();
    // A foreign server may send more.
    for (qsizetype i = 0; i < std::min<qsizetype>(files.size(), limits::maxFilesPerMessage); ++i) {
        const File &file = files.at(i);
        content.files.append(
            {displayName(file.name), detailText(file),
             FileShelf::hasThumbnail(file) ? QSize(file.width, file.height) : QSize()});
    }
}

void MessageDelegate::paintFiles(QPainter *painter, const MessageLayout &layout,
                                 const QModelIndex &index) const
{
    if (layout.fileRects().isEmpty()) {
        return;
    }
    const auto files = index.data(MessageListModel::FilesRole).value<QList<File>>();
    for (int i = 0; i < std::min<qsizetype>(layout.fileRects().size(), files.size()); ++i) {
        const FileCard &card = layout.content().files.at(i);
        const QRect rect = layout.fileRects().at(i);
        const QRect picture = layout.pictureRect(i);
        if (picture.isNull()) {
            paintCard(painter, rect, card);
            continue;
        }
        paintPicture(painter, picture, files.at(i));
        const QRect caption(rect.left(), picture.bottom() + 3, std::max(rect.width(), 200),
                            rect.bottom() - picture.bottom() - 2);
        painter->setFont(m_style.small);
        painter->setPen(m_theme.muted);
        painter->drawText(caption, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(m_style.small)
                              .elidedText(u"%1 · %2"_s.arg(card.name, card.detail), Qt::ElideMiddle,
                                          caption.width()));
    }
}

void MessageDelegate::paintPicture(QPainter *painter, const QRect &rect, const File &file) const
{
    painter->save();
    QPainterPath shape;
    shape.addRoundedRect(rect, rhythm::cornerField, rhythm::cornerField);
    painter->fillPath(shape, m_theme.panel);
    const QImage image = m_thumbnails ? m_thumbnails(file) : QImage();
    if (image.isNull()) {
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QPixmap icon = themedPixmap(u"picture"_s, m_theme.muted, iconSize, ratio);
        painter->drawPixmap(rect.center() - QPoint(iconSize / 2, iconSize / 2), icon);
    } else {
        const QSize shown = image.size().scaled(rect.size().boundedTo({file.width, file.height}),
                                                Qt::KeepAspectRatio);
        QRect target(QPoint(0, 0), shown);
        target.moveCenter(rect.center());
        painter->setClipPath(shape, Qt::IntersectClip);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(target, image);
        painter->setClipping(false);
    }
    painter->restore();
    painter->setPen(QPen(m_theme.line, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerField,
                             rhythm::cornerField);
}

void MessageDelegate::paintCard(QPainter *painter, const QRect &rect, const FileCard &card) const
{
    painter->setPen(QPen(m_theme.line, 1));
    painter->setBrush(m_theme.panel);
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerField,
                             rhythm::cornerField);
    const QRect box(rect.left() + inset, rect.center().y() - iconBox / 2, iconBox, iconBox);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.own);
    painter->drawRoundedRect(box, rhythm::cornerRow, rhythm::cornerRow);
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QPoint half(iconSize / 2, iconSize / 2);
    painter->drawPixmap(box.center() - half + QPoint(1, 1),
                        themedPixmap(u"file"_s, m_theme.accent, iconSize, ratio));
    const QRect save(rect.right() - inset - iconSize, rect.center().y() - iconSize / 2, iconSize,
                     iconSize);
    painter->drawPixmap(save, themedPixmap(u"download"_s, m_theme.muted, iconSize, ratio));

    const QFontMetrics strong(m_style.strong);
    const QFontMetrics small(m_style.small);
    const int left = box.right() + inset;
    const int width = std::max(0, save.left() - inset - left);
    const int nameHeight = linePitch(m_style.strong);
    const int top = rect.center().y() - (nameHeight + linePitch(m_style.small)) / 2 + 1;
    painter->setFont(m_style.strong);
    painter->setPen(m_theme.text);
    painter->drawText(QRect(left, top, width, nameHeight),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      strong.elidedText(card.name, Qt::ElideMiddle, width));
    painter->setFont(m_style.small);
    painter->setPen(m_theme.muted);
    painter->drawText(QRect(left, top + nameHeight, width, linePitch(m_style.small)),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      small.elidedText(card.detail, Qt::ElideRight, width));
}

} // namespace maru::client
