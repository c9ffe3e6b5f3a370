// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/editsdialog.h"

#include "client/model/timetexts.h"
#include "client/widgets/displaytext.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextCursor>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(420, 420);

constexpr int maxBlockCost = 1'000;
constexpr int maxLines = 1'000; // of one text, as in a message that is shown in full

// A block for each line, and several for a long one: only those that are seen are laid out, and
// each has the direction of its text.
void appendText(QTextCursor &cursor, const QString &text)
{
    const QStringList lines = displayText(text).split(QChar(QChar::LineSeparator));
    for (QStringView line : lines.first(std::min<qsizetype>(lines.size(), maxLines))) {
        do {
            qsizetype end = cheapPrefix(line, maxBlockCost);
            if (const qsizetype space = line.first(end).lastIndexOf(u' ');
                end < line.size() && space > 0) {
                end = space + 1;
            }
            cursor.insertBlock();
            cursor.insertText(line.first(end).toString(), QTextCharFormat());
            line = line.sliced(end);
        } while (!line.isEmpty());
    }
    if (lines.size() > maxLines) {
        cursor.insertText(u"…"_s);
    }
}

void append(QTextCursor &cursor, const QString &title, const QString &text)
{
    QTextCharFormat strong;
    strong.setFontWeight(QFont::DemiBold);
    if (!cursor.atStart()) {
        cursor.insertBlock();
        cursor.insertBlock();
    }
    cursor.insertText(title, strong);
    appendText(cursor, text);
}

} // namespace

EditsDialog::EditsDialog(const QString &now, bool isDeleted, QWidget *parent)
    : AnswerDialog(tr("What it said before"), parent)
    , m_now(now)
    , m_isDeleted(isDeleted)
    , m_text(new QPlainTextEdit(this))
{
    resize(firstSize);
    state()->setObjectName(u"editsState"_s);
    m_text->setObjectName(u"edits"_s);
    m_text->setAccessibleName(windowTitle());
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    layOut(m_text);
}

void EditsDialog::showEdits(const QList<Version> &versions, bool more)
{
    m_text->clear();
    QTextCursor cursor(m_text->document());
    cursor.beginEditBlock(); // else each block is laid out as it comes
    for (const Version &version : versions) {
        append(cursor, tr("Until %1").arg(whenText(version.untilMs)), version.text);
    }
    if (!m_isDeleted && !versions.isEmpty()) {
        append(cursor, tr("Now"), m_now);
    }
    cursor.endEditBlock();
    state()->setText(more ? tr("There are more; only the newest are shown.")
                          : tr("Nothing else is known of it."));
    state()->setVisible(more || versions.isEmpty());
    m_text->setVisible(!versions.isEmpty());
    m_text->moveCursor(QTextCursor::Start);
    if (!versions.isEmpty()) {
        m_text->setFocus();
    }
}

} // namespace maru::client
