// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/completion.h"
#include "client/widgets/theme.h"

#include <QListWidget>

#include <functional>

namespace maru::client {

class ComposeEdit;

/// Offers completions above the field in which somebody writes. The field keeps the focus: Up and
/// Down choose, Enter and Tab take, Esc puts it away. What an input method still composes counts as
/// typed. Thread: GUI.
class CompletionList : public QListWidget
{
    Q_OBJECT

public:
    using Source = std::function<QList<Offer>(const Completable &typed)>;

    /// \p edit outlives it; the list is a child of \p parent, over which it lies.
    CompletionList(ComposeEdit *edit, Source source, QWidget *parent);

    void setTheme(const Theme &theme);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] Completable completable() const;
    void refresh();
    void take();
    void place();
    [[nodiscard]] bool pressedKey(int key);

    ComposeEdit *m_edit;
    Source m_source;
    int m_refusedAt = -1; // where Esc was pressed: not offered again for the same word
};

} // namespace maru::client
