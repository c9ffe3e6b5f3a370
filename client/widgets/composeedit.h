// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/composition.h"

#include <QPlainTextEdit>

class QMimeData;

namespace maru::client {

/// The text field messages are written in: plain text, Enter sends, Shift+Enter breaks the line.
///
/// Input methods: Enter on a composing Hangul syllable commits it and sends, exactly once; Enter on
/// any other composition (Kana, Pinyin) only commits. Some input methods deliver a syllable once
/// more after it was committed for them; that second commit is swallowed. Thread: GUI.
class ComposeEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ComposeEdit(QWidget *parent = nullptr);

    /// Else Ctrl+Enter sends, and Enter breaks the line.
    void setEnterSends(bool sends) { m_enterSends = sends; }
    void setPreeditColour(const QColor &colour) { m_composition.setColour(colour); }
    /// What the input method has not committed yet.
    [[nodiscard]] const QString &preedit() const { return m_composition.preedit(); }
    /// How the text lies in the field as it is wide now.
    struct Extent
    {
        int lines = 1; ///< as wrapped; at least 1, counted until there are more than \c maxLines
        int firstLinePx = 0; ///< height of the first line
        int heightPx = 0; ///< of the first \c maxLines lines
    };
    [[nodiscard]] Extent extent(int maxLines) const;
    [[nodiscard]] int firstVisibleLine() const; ///< a block number

    /// What is pasted or dropped and holds files or a picture is told, not inserted.
    void setTakesFiles(bool takesFiles) { m_takesFiles = takesFiles; }
    /// Files of this computer, or a picture without words.
    [[nodiscard]] static bool hasFiles(const QMimeData *data);
    [[nodiscard]] const Composition &composition() const { return m_composition; }

    /// Takes what is composed into the text, as Enter does.
    void commitComposition();
    /// Another text, of which nothing is composed; the cursor stands at its end.
    void replaceText(const QString &text);

signals:
    void sendRequested();
    void lastMessageWanted(); ///< Up in an empty field
    void escaped(); ///< Esc while nothing is composed
    void preeditChanged();
    void filesInserted(const QMimeData *data); ///< valid during the signal

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;

private:
    void handleReturn(const QKeyEvent &event);

    bool m_enterSends = true;
    bool m_takesFiles = false;
    Composition m_composition;
};

} // namespace maru::client
