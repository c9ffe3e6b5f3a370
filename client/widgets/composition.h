// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QColor>
#include <QElapsedTimer>
#include <QInputMethodEvent>
#include <QPalette>
#include <QString>

#include <functional>

namespace maru::client {

/// What an input method is composing in a field, as the field needs it: to draw it our way, to take
/// it into the text before the input method does, and to swallow what the input method then commits
/// once more. Thread: GUI.
class Composition
{
public:
    /// What the input method has not committed yet.
    [[nodiscard]] const QString &preedit() const { return m_preedit; }
    [[nodiscard]] bool isEmpty() const { return m_preedit.isEmpty(); }
    /// Enter ends a syllable and goes on; among the candidates of Kana or Pinyin it only chooses.
    [[nodiscard]] bool isHangul() const;
    void setColour(const QColor &colour) { m_colour = colour; } ///< of the line below it

    /// Gives an event to the field.
    using Deliver = std::function<void(QInputMethodEvent &event)>;

    /// Delivers the input method's event as the field shall have it.
    void pass(QInputMethodEvent &event, const QPalette &palette, const Deliver &deliver);
    /// Takes what is composed into the text.
    void commit(const Deliver &deliver);
    /// The text is another one now; what was composed belongs to none.
    void drop();
    /// A key came that may have begun something new.
    void noteKey() { m_forcedCommit.clear(); }

private:
    [[nodiscard]] bool isRepeated(const QInputMethodEvent &event) const;
    [[nodiscard]] QList<QInputMethodEvent::Attribute> drawn(const QInputMethodEvent &event,
                                                            const QPalette &palette) const;

    QString m_preedit;
    QString m_forcedCommit; // what we committed before the input method did
    QElapsedTimer m_sinceForced;
    QColor m_colour;
};

} // namespace maru::client
