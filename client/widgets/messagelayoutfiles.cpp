// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Where the files of a message stand: cards, and pictures in the shape that is known before they
// are fetched, so that nothing moves when they come.

#include "client/widgets/messagelayout.h"
#include "client/widgets/theme.h"
#include "common/clientlimits.h"

#include <algorithm>

namespace maru::client {

namespace {

constexpr int cardWidth = 320;
constexpr int cardHeight = 56;
constexpr int leastPicture = 48; // so that a dot can be hit

} // namespace

int MessageLayout::placeFiles(const MessageStyle &style, int left, int width, int top)
{
    m_captionHeight = linePitch(style.small);
    int y = top;
    for (const FileCard &file : m_content.files) {
        y += y > top || hasText() ? rhythm::unit - 2 : 0;
        if (file.picture.isEmpty()) {
            const int height = std::max(cardHeight, linePitch(style.body) + m_captionHeight + 16);
            m_fileRects.append(QRect(left, y, std::min(cardWidth, width), height));
        } else {
            const QSize bound(std::min(limits::thumbnailWidth, width), limits::thumbnailHeight);
            const QSize shown =
                file.picture.width() <= bound.width() && file.picture.height() <= bound.height()
                ? file.picture
                : file.picture.scaled(bound, Qt::KeepAspectRatio);
            const QSize box = shown.expandedTo({leastPicture, leastPicture}).boundedTo(bound);
            m_fileRects.append(QRect(QPoint(left, y), box + QSize(0, m_captionHeight + 2)));
        }
        y = m_fileRects.constLast().bottom() + 1;
    }
    return y;
}

QRect MessageLayout::pictureRect(int file) const
{
    const bool isPicture =
        file >= 0 && file < m_fileRects.size() && !m_content.files.at(file).picture.isEmpty();
    return isPicture ? m_fileRects.at(file).adjusted(0, 0, 0, -m_captionHeight - 2) : QRect();
}

int MessageLayout::fileAt(QPoint point) const
{
    for (int i = 0; i < m_fileRects.size(); ++i) {
        if (m_fileRects.at(i).contains(point)) {
            return i;
        }
    }
    return -1;
}

} // namespace maru::client
