// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"

#include "common/limits.h"

#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>
#include <QTextLayout>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace maru::client {

namespace {

constexpr int repeatedCommitMs = 500; // input methods answer a reset within milliseconds
constexpr qsizetype maxPasteChars = 4 * limits::maxChatCodePoints; // enough to cut it down by hand

bool isHangul(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.script() == QChar::Script_Hangul;
    });
}

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt
        || key == Qt::Key_Meta || key == Qt::Key_AltGr;
}

} // namespace

ComposeEdit::ComposeEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setLineWrapMode(WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(0);
    setCenterOnScroll(false);
}

ComposeEdit::Extent ComposeEdit::extent(int maxLines) const
{
    // Lines are as high as the fonts in them; the font's own line spacing may be a pixel less.
    double height = 0;
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines <= maxLines;
         block = block.next()) {
        static_cast<void>(blockBoundingRect(block)); // lays out what was never seen
        const QTextLayout *layout = block.layout();
        const int count = std::max(1, layout->lineCount());
        for (int i = 0; i < count && lines + i < maxLines; ++i) {
            height +=
                i < layout->lineCount() ? layout->lineAt(i).height() : fontMetrics().lineSpacing();
        }
        lines += count;
    }
    const QTextLayout *first = document()->begin().layout();
    const double firstLine =
        first->lineCount() > 0 ? first->lineAt(0).height() : fontMetrics().lineSpacing();
    return {std::max(1, lines), static_cast<int>(std::ceil(firstLine)),
            static_cast<int>(std::ceil(height))};
}

int ComposeEdit::firstVisibleLine() const
{
    return firstVisibleBlock().blockNumber();
}

// In an empty field there is no end to go to: the key means the conversation.
bool ComposeEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && document()->isEmpty()
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::MoveToEndOfDocument)) {
        event->ignore();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void ComposeEdit::keyPressEvent(QKeyEvent *event)
{
    // Shift alone must not end a syllable: ㅉ is typed with it (쭉).
    if (isModifier(event->key())) {
        event->ignore();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        handleReturn(*event);
        event->accept();
        return;
    }
    m_forcedCommit.clear();
    const bool plain = event->modifiers() == Qt::NoModifier && m_preedit.isEmpty();
    if (plain && event->key() == Qt::Key_Up && document()->isEmpty()) {
        emit lastMessageWanted();
        return;
    }
    if (plain && event->key() == Qt::Key_Escape) {
        emit escaped();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void ComposeEdit::handleReturn(const QKeyEvent &event)
{
    const bool withControl = event.modifiers().testFlag(Qt::ControlModifier);
    const bool breaksLine =
        event.modifiers().testFlag(Qt::ShiftModifier) || (!m_enterSends && !withControl);
    const bool composing = !m_preedit.isEmpty();
    // Kana, Pinyin and the like: this Enter chooses among candidates, it is not meant for us.
    const bool chooses = composing && !isHangul(m_preedit);
    if (composing) {
        commitComposition();
    }
    if (breaksLine) {
        if (!chooses) {
            textCursor().insertBlock();
            ensureCursorVisible();
        }
    } else if (!chooses && !event.isAutoRepeat()) {
        emit sendRequested();
    }
}

void ComposeEdit::commitComposition()
{
    if (m_preedit.isEmpty()) {
        return;
    }
    const QString composed = m_preedit;
    QGuiApplication::inputMethod()->commit();
    if (!m_preedit.isEmpty()) {
        // The input method did not answer at once: do it ourselves, and tell it to forget the
        // syllable.
        QInputMethodEvent commit;
        commit.setCommitString(composed);
        inputMethodEvent(&commit);
        QGuiApplication::inputMethod()->reset();
    }
    m_forcedCommit = composed;
    m_sinceForced.start();
}

bool ComposeEdit::isRepeatedCommit(const QInputMethodEvent &event) const
{
    return !m_forcedCommit.isEmpty() && event.commitString() == m_forcedCommit
        && !m_sinceForced.hasExpired(repeatedCommitMs);
}

void ComposeEdit::inputMethodEvent(QInputMethodEvent *event)
{
    const bool repeated = isRepeatedCommit(*event);
    if (repeated || !event->commitString().isEmpty() || !event->preeditString().isEmpty()) {
        m_forcedCommit.clear();
    }

    QList<QInputMethodEvent::Attribute> attributes;
    bool formatted = false;
    QTextCharFormat composing;
    composing.setUnderlineStyle(QTextCharFormat::SingleUnderline);
    composing.setUnderlineColor(m_preeditColour);
    for (QInputMethodEvent::Attribute attribute : event->attributes()) {
        if (attribute.type == QInputMethodEvent::TextFormat) {
            // The input method's own mark of the part being converted stays.
            QTextCharFormat format = qvariant_cast<QTextFormat>(attribute.value).toCharFormat();
            format.merge(composing);
            attribute.value = format;
            formatted = true;
        }
        attributes.append(attribute);
    }
    if (!formatted && !event->preeditString().isEmpty()) {
        attributes.append({QInputMethodEvent::TextFormat, 0,
                           static_cast<int>(event->preeditString().size()), composing});
    }
    QInputMethodEvent drawn(event->preeditString(), attributes);
    if (!repeated) {
        drawn.setCommitString(event->commitString(), event->replacementStart(),
                              event->replacementLength());
    }
    m_preedit = event->preeditString();
    QPlainTextEdit::inputMethodEvent(&drawn);
    event->setAccepted(drawn.isAccepted());
    emit preeditChanged();
}

void ComposeEdit::focusOutEvent(QFocusEvent *event)
{
    // Another window or a click elsewhere: what was composed is kept.
    if (event->reason() != Qt::PopupFocusReason) {
        commitComposition();
    }
    QPlainTextEdit::focusOutEvent(event);
}

void ComposeEdit::mousePressEvent(QMouseEvent *event)
{
    commitComposition();
    QPlainTextEdit::mousePressEvent(event);
}

bool ComposeEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText() || (m_takesFiles && hasFiles(source));
}

bool ComposeEdit::hasFiles(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    const bool areLocal = !urls.isEmpty()
        && std::all_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
    return areLocal || (urls.isEmpty() && data->hasImage() && !data->hasText());
}

void ComposeEdit::insertFromMimeData(const QMimeData *source)
{
    if (m_takesFiles && hasFiles(source)) {
        emit filesInserted(source);
        return;
    }
    QString text = source->text().left(maxPasteChars);
    text.remove(QChar(QChar::Null));
    textCursor().insertText(text);
    ensureCursorVisible();
}

} // namespace maru::client
