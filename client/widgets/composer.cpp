// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/composer.h"

#include "client/widgets/composeedit.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/icons.h"
#include "client/widgets/messagedelegate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int ring = 3; // around the input's frame
constexpr int head = 4; // above the typing line
constexpr int foot = 13;
constexpr int bar = 3;
constexpr int leaveSize = 28;

// But for the white space at its end, which is not sent.
bool isSent(const QString &shown, const QString &text)
{
    return shown.startsWith(text) && QStringView(shown).mid(text.size()).trimmed().isEmpty();
}

} // namespace

Composer::Composer(QWidget *parent)
    : QFrame(parent)
    , m_theme(themeOf(ThemeKind::Light))
{
    setObjectName(u"footer"_s);
    m_typing = new ElidedLabel(this);
    m_typing->setObjectName(u"typing"_s);
    m_typing->setProperty("role", u"muted"_s);
    m_typing->setFont(smallFont(bodyFont(font())));
    holdTypingLine();
    m_input = new MessageInput(this);
    m_input->setPoster([this](const QString &text) { return send(text); });

    auto *column = new QVBoxLayout(this);
    column->setSpacing(rhythm::hair / 2);
    auto *typingRow = new QHBoxLayout;
    typingRow->setContentsMargins(ring + 2, 0, ring + 2, 0);
    typingRow->addWidget(m_typing);
    column->addLayout(typingRow);
    column->addWidget(makeBar());
    column->addWidget(m_input);

    connect(m_input->edit(), &ComposeEdit::lastMessageWanted, this, &Composer::lastMessageWanted);
    connect(m_input->edit(), &ComposeEdit::escaped, this, &Composer::leave);
    connect(m_input->edit(), &QPlainTextEdit::textChanged, this, &Composer::noteTyping);
    connect(m_input->edit(), &ComposeEdit::preeditChanged, this, &Composer::noteTyping);
    showBar();
}

QWidget *Composer::makeBar()
{
    m_bar = new QFrame(this);
    m_bar->setObjectName(u"composeBar"_s);
    m_title = new ElidedLabel(m_bar); // names can be long
    m_title->setObjectName(u"composeTitle"_s);
    m_title->setFont(strongFont(smallFont(bodyFont(font()))));
    m_about = new ElidedLabel(m_bar);
    m_about->setFont(smallFont(bodyFont(font())));
    m_about->setProperty("role", u"muted"_s);
    m_failure = new QLabel(m_bar);
    m_failure->setObjectName(u"composeFailure"_s);
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    m_failure->setProperty("role", u"error"_s);
    m_failure->setFont(smallFont(bodyFont(font())));
    m_leave = new QToolButton(m_bar);
    m_leave->setObjectName(u"leave"_s);
    m_leave->setFixedSize(leaveSize, leaveSize);
    m_leave->setToolTip(tr("Leave (Esc)"));
    m_leave->setAccessibleName(tr("Leave"));
    m_leave->setFocusPolicy(Qt::TabFocus);
    connect(m_leave, &QToolButton::clicked, this, &Composer::leave);

    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addWidget(m_title);
    lines->addWidget(m_about);
    lines->addWidget(m_failure);
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(rhythm::unit + bar + ring, rhythm::hair, 0, rhythm::hair);
    row->addLayout(lines, 1);
    row->addWidget(m_leave, 0, Qt::AlignTop);
    return m_bar;
}

// Always there: the conversation does not move. As high as the letters are now.
void Composer::holdTypingLine()
{
    m_typing->setFixedHeight(linePitch(m_typing->font()));
}

void Composer::setTheme(const Theme &theme)
{
    m_theme = theme;
    holdTypingLine();
    m_input->setTheme(theme);
    m_leave->setIcon(themedIcon(u"close"_s, theme.muted, 16));
    update();
}

void Composer::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const int side = rhythm::sideOf(width()) - ring;
    layout()->setContentsMargins(side, head, side, foot);
}

void Composer::setTypingText(const QString &text)
{
    m_typing->setText(displayName(text));
    m_typing->setAccessibleName(text);
}

void Composer::startReply(const QString &messageId, const QString &author, const QString &text)
{
    if (keepsEdit()) {
        return;
    }
    if (m_draft.mode == Mode::Edit) {
        leave();
    }
    m_draft = draftOf(unsentReply({}, messageId, author, text));
    showBar();
    m_input->setFocus();
    emit answeredChanged();
}

// \p edited: the message that shall be edited next. A change that was typed is not thrown away by
// the way; one that is on its way to the server needs the input no more.
bool Composer::keepsEdit(const QString &edited)
{
    if (m_draft.mode != Mode::Edit) {
        return false;
    }
    m_input->edit()->commitComposition();
    const bool isSame = edited == m_draft.messageId;
    const bool isOnItsWay = !m_saving.isEmpty() && isShown(m_saving);
    if (editText().isEmpty() || (isOnItsWay && !isSame)) {
        return false;
    }
    if (!isSame) {
        showFailure(tr("First save this change, or leave it with Esc."));
    }
    m_input->setFocus();
    return true;
}

Composer::Unsent Composer::unsentReply(const QString &text, const QString &messageId,
                                       const QString &author, const QString &quoted)
{
    return {text, messageId,
            author.isEmpty() ? tr("Reply") : tr("Reply to %1").arg(isolated(displayName(author))),
            MessageDelegate::quoteText(author, quoted)};
}

Composer::Draft Composer::draftOf(const Unsent &begun)
{
    Draft draft{begun.text};
    draft.mode = begun.answered.isEmpty() ? Mode::Write : Mode::Reply;
    draft.messageId = begun.answered;
    draft.title = begun.title;
    draft.about = begun.about;
    return draft;
}

Composer::Unsent Composer::unsent() const
{
    if (m_draft.mode == Mode::Edit) {
        return m_draft.kept;
    }
    return {m_input->text(), m_draft.messageId, m_draft.title, m_draft.about};
}

QString Composer::answered() const
{
    return unsent().answered;
}

void Composer::takeBack(const QString &text)
{
    if (text.isEmpty()) { // of files without words
        return;
    }
    if (m_draft.mode == Mode::Edit && editText().isEmpty()) {
        leave();
    }
    const bool isEdit = m_draft.mode == Mode::Edit;
    const QString before = unsentText();
    const QString after = isBlank(before) ? text : before + u'\n' + text;
    if (isEdit) { // comes when the edit is done
        m_draft.kept.text = after;
        emit answeredChanged();
    } else {
        m_input->setText(after);
    }
    m_input->setFocus();
}

void Composer::startEdit(const QString &messageId, const QString &text)
{
    m_input->edit()->commitComposition();
    if (keepsEdit(messageId)) {
        return;
    }
    m_draft = editDraft({}, messageId, text, unsent());
    m_saving.clear(); // of another message: its answer concerns that one alone
    showBar();
    m_input->setText(text);
    m_input->setFocus();
}

Composer::Draft Composer::editDraft(const QString &text, const QString &messageId,
                                    const QString &original, const Unsent &kept)
{
    Draft draft{text, Mode::Edit, messageId};
    draft.title = tr("Edit message");
    draft.about = MessageDelegate::quoteText({}, original);
    draft.kept = kept;
    draft.original = original;
    return draft;
}

Composer::Draft Composer::afterEdit(const Draft &draft, const QString &text)
{
    return isSent(draft.text, text) ? draftOf(draft.kept)
                                    : editDraft(draft.text, draft.messageId, text, draft.kept);
}

QString Composer::editText() const
{
    const QString text = m_draft.mode == Mode::Edit ? m_input->text() : QString();
    return text == m_draft.original ? QString() : text;
}

void Composer::leave()
{
    if (m_draft.mode == Mode::Write) {
        return;
    }
    const Draft before = std::exchange(m_draft, draftOf(m_draft.kept)); // nothing, but of an edit
    m_saving.clear();
    showBar();
    if (before.mode == Mode::Edit) {
        m_input->setText(before.kept.text);
    }
    emit answeredChanged();
}

bool Composer::send(const QString &text)
{
    switch (m_draft.mode) {
    case Mode::Write:
        return m_poster && m_poster(text);
    case Mode::Reply:
        if (!m_replier || !m_replier(text, m_draft.messageId)) {
            return false;
        }
        leave();
        return true;
    case Mode::Edit:
        break;
    }
    if (!m_editor || !m_saving.isEmpty() || isBlank(text)) { // files belong to no edit
        return false;
    }
    // The text stays until the server has answered, or is known to be asked later.
    m_saving = text;
    showFailure({});
    m_editor(
        m_draft.messageId, text,
        [self = QPointer<Composer>(this), id = m_draft.messageId, text](const QString &failure) {
            if (self) {
                self->finishEdit(id, text, failure);
            }
        });
    return false;
}

void Composer::finishEdit(const QString &messageId, const QString &text, const QString &failure)
{
    if (m_draft.mode != Mode::Edit || m_draft.messageId != messageId) {
        // It was left, or another room is shown.
        failure.isEmpty() ? emit doneElsewhere(messageId, text)
                          : emit refusedElsewhere(failure, text);
        return;
    }
    m_saving.clear();
    if (failure.isEmpty() && isShown(text)) {
        leave();
    } else if (failure.isEmpty()) { // typed on meanwhile: that is the next edit
        m_draft.original = text;
        m_draft.about = MessageDelegate::quoteText({}, text);
        showBar();
    } else {
        showFailure(tr("The message was not changed: %1").arg(failure));
    }
}

bool Composer::isShown(const QString &text) const
{
    return m_input->edit()->preedit().isEmpty() && isSent(m_input->text(), text);
}

void Composer::showFailure(const QString &failure)
{
    m_failure->setText(failure);
    m_failure->setVisible(!failure.isEmpty());
}

void Composer::showBar()
{
    m_title->setText(m_draft.title);
    m_about->setText(m_draft.about);
    m_bar->setAccessibleName(m_title->text());
    showFailure({});
    m_bar->setVisible(m_draft.mode != Mode::Write);
    update();
}

Composer::Draft Composer::draft()
{
    {
        // It belongs to the room it was begun in; the one that is current by now is told nothing.
        const QScopedValueRollback filling(m_isFilling, true);
        m_input->edit()->commitComposition();
    }
    Draft kept = m_draft;
    kept.text = m_input->text();
    return kept;
}

QString Composer::unsentText() const
{
    return unsent().text;
}

void Composer::setDraft(const Draft &draft)
{
    m_draft = draft;
    m_saving.clear();
    showBar();
    m_isTyping = false;
    const QScopedValueRollback filling(m_isFilling, true);
    m_input->setText(draft.text);
}

// An edit is not told: what it changes is there already.
void Composer::noteTyping()
{
    if (m_isFilling) {
        return;
    }
    const bool something = !isBlank(m_input->text()) || !m_input->edit()->preedit().isEmpty();
    const bool isTyping = something && m_draft.mode != Mode::Edit && m_input->edit()->hasFocus();
    if (isTyping || m_isTyping) {
        m_isTyping = isTyping;
        emit typingChanged(isTyping);
    }
}

void Composer::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    if (m_bar->isVisible()) {
        const QRect rect = m_bar->geometry();
        QPainter(this).fillRect(
            QRect(rect.left() + ring, rect.top() + 2, bar, rect.height() - rhythm::hair),
            m_theme.accent);
    }
}

} // namespace maru::client
