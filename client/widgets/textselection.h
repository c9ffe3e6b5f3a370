// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/messagedelegate.h"

#include <QPersistentModelIndex>
#include <QPoint>

namespace maru::client {

/// A place in the displayed text of one message.
struct TextPlace
{
    QPersistentModelIndex index;
    int position = 0;

    [[nodiscard]] bool isValid() const { return index.isValid(); }
};

/// A row as it was when a button went down on it; others that arrive move it.
struct PressedRow
{
    QPersistentModelIndex index;
    QPoint origin; ///< its top left in the viewport, then
};

/// Text selected with the mouse, from where the button went down to where the mouse is; it may span
/// messages.
class TextSelection
{
public:
    void clear();
    void start(const TextPlace &place);
    void extendTo(const TextPlace &place);
    /// Selects \p from to \p to of one message.
    void select(const QModelIndex &index, int from, int to);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] bool hasStart() const { return m_start.isValid(); }
    /// What is selected of \p index, whose displayed text has \p length UTF-16 units.
    [[nodiscard]] MessageDelegate::Selection partOf(const QModelIndex &index, int length) const;
    [[nodiscard]] int firstRow() const; ///< -1 if nothing is selected
    [[nodiscard]] int lastRow() const;

private:
    [[nodiscard]] std::pair<TextPlace, TextPlace> ordered() const;

    TextPlace m_start;
    TextPlace m_end;
};

/// The selected text as it goes to the clipboard: the text alone within one message, else each
/// message with
/// "[name] [time]" in front.
[[nodiscard]] QString copiedText(const TextSelection &selection, const QAbstractItemModel &model,
                                 const MessageDelegate &delegate);
/// Whole messages, in the same form.
[[nodiscard]] QString copiedMessages(const QModelIndexList &rows);

} // namespace maru::client
