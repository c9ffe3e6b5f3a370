// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace maru::client {

class ComposeEdit;

/// Where messages are written: one line that grows to six, and the send button. Thread: GUI.
class MessageInput : public QFrame
{
    Q_OBJECT

public:
    /// Takes a text and says whether it is on its way; if not, it stays in the input.
    using Poster = std::function<bool(const QString &text)>;

    explicit MessageInput(QWidget *parent = nullptr);

    void setPoster(Poster poster) { m_poster = std::move(poster); }
    void setTheme(const Theme &theme);
    void setEnterSends(bool sends); ///< else Ctrl+Enter does
    void setPlaceholder(const QString &text);

    /// Whether files may be attached, and whether there are some: then a text may be empty.
    void setAttachable(bool isAttachable, bool hasFiles);

    [[nodiscard]] QString text() const; ///< without what is being composed
    void setText(const QString &text);
    [[nodiscard]] ComposeEdit *edit() const { return m_edit; }

    /// Hands the text to the poster, unless there is nothing to see in it or it is too long.
    void submit();

    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void emojiWanted(); ///< the button
    void attachWanted(); ///< the button

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void textChanged();
    void adjustHeight();
    void placeParts();

    Poster m_poster;
    Theme m_theme;
    ComposeEdit *m_edit;
    QLabel *m_counter;
    QToolButton *m_attach;
    QToolButton *m_emoji;
    QToolButton *m_send;
    int m_head = 0; // room above the first line
    bool m_hasFiles = false;
};

} // namespace maru::client
