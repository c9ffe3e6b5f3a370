// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composeedit.h"

#include "client/widgets/localfiles.h"
#include "common/limits.h"
#include "common/text/cut.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace maru::client {

namespace {

constexpr qsizetype maxPasteChars = 4 * limits::maxChatCodePoints; // enough to cut it down by hand

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
    m_composition.noteKey();
    const bool plain = event->modifiers() == Qt::NoModifier && m_composition.isEmpty();
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
    const bool composing = !m_composition.isEmpty();
    // Kana, Pinyin and the like: this Enter chooses among candidates, it is not meant for us.
    const bool chooses = composing && !m_composition.isHangul();
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
    m_composition.commit([this](QInputMethodEvent &event) { inputMethodEvent(&event); });
}

void ComposeEdit::replaceText(const QString &text)
{
    m_composition.drop();
    setPlainText(text);
    moveCursor(QTextCursor::End);
    emit preeditChanged();
}

void ComposeEdit::inputMethodEvent(QInputMethodEvent *event)
{
    m_composition.pass(*event, palette(), [this](QInputMethodEvent &passed) {
        QPlainTextEdit::inputMethodEvent(&passed);
    });
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
    const bool isPicture = !data->hasUrls() && data->hasImage() && !data->hasText();
    return isPicture || !localFilesOf(data).isEmpty();
}

void ComposeEdit::insertFromMimeData(const QMimeData *source)
{
    if (m_takesFiles && hasFiles(source)) {
        emit filesInserted(source);
        return;
    }
    commitComposition(); // what comes from elsewhere stands behind it
    QString text = maru::cut(source->text(), maxPasteChars);
    text.remove(QChar(QChar::Null));
    textCursor().insertText(text);
    ensureCursorVisible();
}

} // namespace maru::client
