// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composition.h"

#include <QGuiApplication>
#include <QTextCharFormat>

#include <algorithm>

namespace maru::client {

namespace {

constexpr int repeatedCommitMs = 500; // input methods answer a reset within milliseconds

} // namespace

bool Composition::isHangul() const
{
    return !m_preedit.isEmpty() && std::all_of(m_preedit.begin(), m_preedit.end(), [](QChar c) {
        return c.script() == QChar::Script_Hangul;
    });
}

void Composition::commit(const Deliver &deliver)
{
    if (m_preedit.isEmpty()) {
        return;
    }
    const QString composed = m_preedit;
    QGuiApplication::inputMethod()->commit();
    if (!m_preedit.isEmpty()) {
        // The input method did not answer at once: do it ourselves, and tell it to forget the
        // syllable.
        QInputMethodEvent event;
        event.setCommitString(composed);
        deliver(event);
        QGuiApplication::inputMethod()->reset();
    }
    m_forcedCommit = composed;
    m_sinceForced.start();
}

void Composition::drop()
{
    if (m_preedit.isEmpty()) {
        return;
    }
    m_forcedCommit = m_preedit; // should it be committed after all
    m_sinceForced.start();
    m_preedit.clear();
}

bool Composition::isRepeated(const QInputMethodEvent &event) const
{
    return !m_forcedCommit.isEmpty() && event.commitString() == m_forcedCommit
        && !m_sinceForced.hasExpired(repeatedCommitMs);
}

// Underlined in our colour. Input methods mark what they convert by the colours of a terminal: a
// part of it gets ours, the whole needs no mark beside the line.
QList<QInputMethodEvent::Attribute> Composition::drawn(const QInputMethodEvent &event,
                                                       const QPalette &palette) const
{
    const auto length = static_cast<int>(event.preeditString().size());
    QTextCharFormat composing;
    composing.setUnderlineStyle(QTextCharFormat::SingleUnderline);
    composing.setUnderlineColor(m_colour.isValid() ? m_colour : palette.color(QPalette::Highlight));
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        attributes.append({QInputMethodEvent::TextFormat, 0, length, composing});
    }
    for (QInputMethodEvent::Attribute attribute : event.attributes()) {
        if (attribute.type == QInputMethodEvent::TextFormat) {
            const auto format = qvariant_cast<QTextFormat>(attribute.value).toCharFormat();
            if (!format.hasProperty(QTextFormat::BackgroundBrush) || attribute.length >= length) {
                continue;
            }
            QTextCharFormat marked = composing;
            marked.setBackground(palette.brush(QPalette::Highlight));
            marked.setForeground(palette.brush(QPalette::HighlightedText));
            attribute.value = marked;
        }
        attributes.append(attribute);
    }
    return attributes;
}

void Composition::pass(QInputMethodEvent &event, const QPalette &palette, const Deliver &deliver)
{
    const bool repeated = isRepeated(event);
    if (repeated || !event.commitString().isEmpty() || !event.preeditString().isEmpty()) {
        m_forcedCommit.clear();
    }
    QInputMethodEvent taken(event.preeditString(), drawn(event, palette));
    if (!repeated) {
        taken.setCommitString(event.commitString(), event.replacementStart(),
                              event.replacementLength());
    }
    m_preedit = event.preeditString();
    deliver(taken);
    event.setAccepted(taken.isAccepted());
}

} // namespace maru::client
