// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/composition.h"

#include <QLineEdit>

class QKeyEvent;

namespace maru::client {

/// A line of text for people who compose what they type.
///
/// Enter on a Hangul syllable commits it and does what Enter does; on candidates of Kana or Pinyin
/// it only chooses. A click or a focus elsewhere keeps what is composed, once. Thread: GUI.
class LineEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit LineEdit(QWidget *parent = nullptr);

    /// What stands in the line, with what is being composed in its place: what one searches for
    /// while typing. text() is without it.
    [[nodiscard]] QString typed() const;
    [[nodiscard]] const QString &preedit() const { return m_composition.preedit(); }

    void commitComposition();
    /// For whoever handles the line's keys before it: whether this one is for the input method
    /// alone. If not, what was composed is in the text by now.
    [[nodiscard]] bool composes(const QKeyEvent &event);

    /// The line gets a button that empties it, with its first text: making the button takes longer
    /// than making the line, and most lines of a window stay empty.
    void offerClearing();

    void setText(const QString &text); ///< nothing is composed any more
    void clear();

signals:
    void typedChanged(const QString &typed);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void noteTyped();

    Composition m_composition;
    QString m_typed; // was told
};

} // namespace maru::client
