// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/textselection.h"

#include "client/model/messagelistmodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QString withHeading(const QModelIndex &index, const QString &text)
{
    if (index.data(MessageListModel::IsSystemRole).toBool()) {
        return text;
    }
    const QString name = displayName(index.data(MessageListModel::AuthorRole).toString());
    const qint64 timeMs = index.data(MessageListModel::TimeRole).toLongLong();
    const QString time = timeMs > 0 ? u"[%1] "_s.arg(MessageDelegate::timeText(timeMs)) : QString();
    return u'[' + name + u"] "_s + time + text;
}

} // namespace

void TextSelection::clear()
{
    m_start = {};
    m_end = {};
}

void TextSelection::start(const TextPlace &place)
{
    m_start = place;
    m_end = place;
}

void TextSelection::extendTo(const TextPlace &place)
{
    if (m_start.isValid() && place.isValid()) {
        m_end = place;
    }
}

void TextSelection::select(const QModelIndex &index, int from, int to)
{
    m_start = {index, from};
    m_end = {index, to};
}

bool TextSelection::isEmpty() const
{
    return !m_start.isValid() || !m_end.isValid()
        || (m_start.index == m_end.index && m_start.position == m_end.position);
}

std::pair<TextPlace, TextPlace> TextSelection::ordered() const
{
    const bool forward = m_start.index.row() < m_end.index.row()
        || (m_start.index == m_end.index && m_start.position <= m_end.position);
    return forward ? std::pair(m_start, m_end) : std::pair(m_end, m_start);
}

MessageDelegate::Selection TextSelection::partOf(const QModelIndex &index, int length) const
{
    if (isEmpty() || index.row() < firstRow() || index.row() > lastRow()) {
        return {};
    }
    const auto [first, last] = ordered();
    const int from = first.index == index ? std::min(first.position, length) : 0;
    const int to = last.index == index ? std::min(last.position, length) : length;
    return {from, std::max(0, to - from)};
}

int TextSelection::firstRow() const
{
    return isEmpty() ? -1 : ordered().first.index.row();
}

int TextSelection::lastRow() const
{
    return isEmpty() ? -1 : ordered().second.index.row();
}

QString copiedText(const TextSelection &selection, const QAbstractItemModel &model,
                   const MessageDelegate &delegate)
{
    if (selection.isEmpty()) {
        return {};
    }
    QStringList parts;
    const bool several = selection.firstRow() != selection.lastRow();
    for (int row = selection.firstRow(); row <= selection.lastRow(); ++row) {
        const QModelIndex index = model.index(row, 0);
        // A message selected as a whole is copied as it was sent, also what is not drawn of it.
        // Those between the ends need no layout: there may be thousands.
        QString text = index.data(MessageListModel::TextRole).toString();
        if (row == selection.firstRow() || row == selection.lastRow()) {
            const MessageLayout &layout = delegate.layoutOf(index);
            const QString &shown = layout.displayedText();
            const auto part = selection.partOf(index, static_cast<int>(shown.size()));
            if (part.length == 0) {
                continue;
            }
            if (part.length < shown.size()) {
                text = layout.writtenText(part.start, part.length);
            }
        }
        parts << (several ? withHeading(index, text) : text);
    }
    return parts.join(u'\n');
}

QString copiedMessages(const QModelIndexList &rows)
{
    QModelIndexList ordered = rows;
    std::sort(ordered.begin(), ordered.end());
    QStringList parts;
    for (const QModelIndex &index : ordered) {
        const QString text = index.data(MessageListModel::TextRole).toString();
        parts << (ordered.size() > 1 ? withHeading(index, text) : text);
    }
    return parts.join(u'\n');
}

} // namespace maru::client
