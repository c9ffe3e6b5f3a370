// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/completionlist.h"

#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/composeedit.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int leastWidth = 220;
constexpr int mostWidth = 420;
constexpr int frame = 5; // border and padding of the style sheet

} // namespace

CompletionList::CompletionList(ComposeEdit *edit, Source source, QWidget *parent)
    : QListWidget(parent)
    , m_edit(edit)
    , m_source(std::move(source))
{
    setObjectName(u"completions"_s);
    setAccessibleName(tr("Completions"));
    setFocusPolicy(Qt::NoFocus);
    setUniformItemSizes(true);
    setFont(withFallbacks(font()));
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    hide();
    sayChosenRows(this);
    m_edit->installEventFilter(this);
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, &CompletionList::refresh);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &CompletionList::refresh);
    connect(m_edit, &ComposeEdit::preeditChanged, this, &CompletionList::refresh);
    connect(this, &QListWidget::itemClicked, this, &CompletionList::take);
}

void CompletionList::setTheme(const Theme &theme)
{
    setPalette(paletteOf(theme));
}

Completable CompletionList::completable() const
{
    const QTextCursor cursor = m_edit->textCursor();
    if (cursor.hasSelection()) {
        return {};
    }
    const QString line = cursor.block().text().left(cursor.positionInBlock());
    return completableAt(QString(line + m_edit->preedit()));
}

void CompletionList::refresh()
{
    const Completable typed = completable();
    const int start = m_edit->textCursor().block().position() + static_cast<int>(typed.start);
    if (typed.kind == Completable::Kind::None || !m_edit->hasFocus() || m_edit->isReadOnly()) {
        m_refusedAt = -1;
        hide();
        return;
    }
    const QList<Offer> offers = start == m_refusedAt ? QList<Offer>() : m_source(typed);
    clear();
    for (const Offer &offer : offers) {
        auto *item = new QListWidgetItem(offer.shown, this);
        item->setData(Qt::UserRole, offer.written);
        item->setSizeHint({0, rhythm::row});
    }
    setVisible(count() > 0);
    setCurrentRow(0);
    if (count() > 0) {
        place();
    }
}

// Above the word, within the parent.
void CompletionList::place()
{
    const int height = count() * rhythm::row + 2 * frame;
    const int width = std::clamp(sizeHintForColumn(0) + 4 * rhythm::unit, leastWidth, mostWidth);
    const QPoint cursor = m_edit->viewport()->mapTo(parentWidget(), m_edit->cursorRect().topLeft());
    const int left =
        std::clamp(cursor.x() - rhythm::unit, rhythm::unit,
                   std::max(rhythm::unit, parentWidget()->width() - width - rhythm::unit));
    setGeometry(left, std::max(0, cursor.y() - height - 2 * rhythm::unit), width, height);
    raise();
}

void CompletionList::take()
{
    const QListWidgetItem *item = currentItem();
    if (!item) {
        return;
    }
    const QString written = item->data(Qt::UserRole).toString();
    m_edit->commitComposition();
    const Completable typed = completable();
    if (typed.kind != Completable::Kind::None) {
        QTextCursor cursor = m_edit->textCursor();
        cursor.setPosition(cursor.block().position() + static_cast<int>(typed.start),
                           QTextCursor::KeepAnchor);
        cursor.insertText(written + u' ');
    }
    hide();
}

bool CompletionList::pressedKey(int key)
{
    switch (key) {
    case Qt::Key_Up:
        setCurrentRow((currentRow() + count() - 1) % count());
        return true;
    case Qt::Key_Down:
        setCurrentRow((currentRow() + 1) % count());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        take();
        return true;
    case Qt::Key_Escape:
        m_refusedAt =
            m_edit->textCursor().block().position() + static_cast<int>(completable().start);
        hide();
        return true;
    default:
        return false;
    }
}

bool CompletionList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::FocusOut) {
        hide();
    }
    // While Kana or Pinyin is composed, these keys choose among other candidates than ours.
    const Composition &composed = m_edit->composition();
    const bool isFree = composed.isEmpty() || composed.isHangul();
    if (watched == m_edit && event->type() == QEvent::KeyPress && isVisible() && count() > 0
        && isFree) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isPlain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (isPlain && pressedKey(key->key())) {
            return true;
        }
    }
    return QListWidget::eventFilter(watched, event);
}

} // namespace maru::client
