// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messageinput.h"

#include "client/widgets/composeedit.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "common/limits.h"

#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QTextBlock>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int ring = 3; // the soft ring around the focused frame
constexpr int textInset = 15;
constexpr int sendSize = 32;
constexpr int sendIconSize = 20;
constexpr int counterFrom =
    limits::maxChatCodePoints * 9 / 10; // the counter appears shortly before the end

} // namespace

MessageInput::MessageInput(QWidget *parent)
    : QFrame(parent)
    , m_theme(themeOf(ThemeKind::Light))
    , m_edit(new ComposeEdit(this))
    , m_counter(new QLabel(this))
    , m_attach(new QToolButton(this))
    , m_emoji(new QToolButton(this))
    , m_send(new QToolButton(this))
{
    m_edit->setObjectName(u"compose"_s);
    m_edit->setAccessibleName(tr("Message"));
    m_edit->setFont(withFallbacks(m_edit->font()));
    m_edit->installEventFilter(this);
    m_counter->setObjectName(u"counter"_s);
    m_counter->hide();
    m_attach->setObjectName(u"attach"_s);
    m_attach->setFixedSize(sendSize, sendSize);
    m_attach->setAutoRaise(true);
    m_attach->setFocusPolicy(Qt::TabFocus); // a click leaves the focus where one writes
    m_attach->setToolTip(tr("Attach files (Ctrl+O)"));
    m_attach->setAccessibleName(tr("Attach files"));
    m_attach->setCursor(Qt::PointingHandCursor);
    m_attach->hide();
    connect(m_attach, &QToolButton::clicked, this, &MessageInput::attachWanted);
    m_emoji->setObjectName(u"emoji"_s);
    m_emoji->setFixedSize(sendSize, sendSize);
    m_emoji->setAutoRaise(true);
    m_emoji->setFocusPolicy(Qt::TabFocus);
    m_emoji->setToolTip(tr("Emoji (Ctrl+;)"));
    m_emoji->setAccessibleName(tr("Emoji"));
    m_emoji->setCursor(Qt::PointingHandCursor);
    connect(m_emoji, &QToolButton::clicked, this, &MessageInput::emojiWanted);
    m_send->setObjectName(u"send"_s);
    m_send->setFixedSize(sendSize, sendSize);
    m_send->setAccessibleName(tr("Send"));
    m_send->setCursor(Qt::PointingHandCursor);
    setFocusProxy(m_edit);

    connect(m_edit, &ComposeEdit::sendRequested, this, &MessageInput::submit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &MessageInput::textChanged);
    connect(m_edit, &ComposeEdit::preeditChanged, this, &MessageInput::textChanged);
    connect(m_send, &QToolButton::clicked, this, [this] {
        m_edit->commitComposition();
        submit();
        m_edit->setFocus();
    });
    setTheme(m_theme);
    setEnterSends(true);
    textChanged();
}

void MessageInput::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_send->setIcon(themedIcon(u"send"_s, theme.onAccent, sendIconSize, theme.muted));
    m_send->setIconSize({sendIconSize, sendIconSize});
    m_emoji->setIcon(themedIcon(u"emoji"_s, theme.muted, sendIconSize));
    m_emoji->setIconSize({sendIconSize, sendIconSize});
    m_attach->setIcon(themedIcon(u"attach"_s, theme.muted, sendIconSize));
    m_attach->setIconSize({sendIconSize, sendIconSize});
    m_edit->setPreeditColour(theme.accent);
    textChanged();
    update();
}

void MessageInput::setEnterSends(bool sends)
{
    m_edit->setEnterSends(sends);
    m_send->setToolTip(sends ? tr("Send (Enter)") : tr("Send (Ctrl+Enter)"));
}

void MessageInput::setPlaceholder(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

void MessageInput::setAttachable(bool isAttachable, bool hasFiles)
{
    m_attach->setVisible(isAttachable);
    m_edit->setTakesFiles(isAttachable);
    m_hasFiles = hasFiles;
    textChanged();
}

QString MessageInput::text() const
{
    return m_edit->toPlainText();
}

void MessageInput::setText(const QString &text)
{
    m_edit->replaceText(text);
}

void MessageInput::submit()
{
    QString text = m_edit->toPlainText();
    while (!text.isEmpty() && text.back().isSpace()) {
        text.chop(1);
    }
    const bool tooLong = codePointCount(text) > limits::maxChatCodePoints;
    if (isBlank(text) && m_hasFiles) {
        text.clear();
    } else if (isBlank(text)) {
        return;
    }
    if (tooLong || !m_poster || !m_poster(text)) {
        return;
    }
    m_edit->clear();
}

bool MessageInput::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit
        && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        update(); // the ring
    }
    return QFrame::eventFilter(watched, event);
}

void MessageInput::textChanged()
{
    const QString typed = m_edit->toPlainText();
    const qsizetype count = codePointCount(typed);
    const bool tooLong = count > limits::maxChatCodePoints;
    m_send->setEnabled(!tooLong && (m_hasFiles || !isBlank(typed) || !m_edit->preedit().isEmpty()));
    m_counter->setVisible(count > counterFrom);
    if (count > counterFrom) {
        const QLocale locale;
        m_counter->setText(
            u"%1 / %2"_s.arg(locale.toString(count), locale.toString(limits::maxChatCodePoints)));
        m_counter->setProperty("role", tooLong ? u"error"_s : u"muted"_s);
        m_counter->setAccessibleName(tooLong ? tr("Too long to send")
                                             : tr("Length of the message"));
        m_counter->setToolTip(tooLong
                                  ? tr("A message may have at most %1 characters. Please split it.")
                                        .arg(locale.toString(limits::maxChatCodePoints))
                                  : QString());
        style()->polish(m_counter);
    }
    adjustHeight();
}

void MessageInput::adjustHeight()
{
    const auto [lines, firstLine, textHeight] = m_edit->extent(rhythm::inputLines);
    m_edit->setVerticalScrollBarPolicy(lines > rhythm::inputLines ? Qt::ScrollBarAlwaysOn
                                                                  : Qt::ScrollBarAlwaysOff);
    // A single line stands in the middle, of whatever script it is.
    m_head = std::max(0, (rhythm::inputMin - firstLine) / 2);
    setFixedHeight(rhythm::inputMin + textHeight - firstLine + 2 * ring);
    placeParts();
    // The field scrolled while it was still lower than its text.
    if (lines <= rhythm::inputLines) {
        m_edit->verticalScrollBar()->setValue(0);
    } else {
        m_edit->ensureCursorVisible();
    }
}

void MessageInput::placeParts()
{
    const QRect frame = rect().adjusted(ring, ring, -ring, -ring);
    const int foot = (rhythm::inputMin - sendSize) / 2;
    m_send->move(frame.right() + 1 - foot - sendSize, frame.bottom() + 1 - foot - sendSize);
    m_emoji->move(m_send->x() - rhythm::hair - sendSize, m_send->y());
    m_attach->move(m_emoji->x() - rhythm::hair - sendSize, m_send->y());
    const QToolButton *const first = m_attach->isVisibleTo(this) ? m_attach : m_emoji;
    int right = first->x() - rhythm::unit;
    if (m_counter->isVisibleTo(this)) {
        m_counter->adjustSize();
        right -= m_counter->width();
        m_counter->move(right, m_send->geometry().center().y() - m_counter->height() / 2);
        right -= rhythm::unit;
    }
    const int left = frame.left() + textInset;
    m_edit->setGeometry(left, frame.top() + m_head, std::max(0, right - left),
                        frame.height() - 2 * m_head);
}

void MessageInput::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    placeParts();
    adjustHeight(); // the lines may wrap differently now
}

void MessageInput::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        adjustHeight();
    }
}

void MessageInput::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = m_edit->hasFocus();
    const QRectF frame = QRectF(rect()).adjusted(ring + 0.5, ring + 0.5, -ring - 0.5, -ring - 0.5);
    painter.setBrush(m_theme.surface);
    if (focused) {
        QColor soft = m_theme.accent;
        soft.setAlphaF(m_theme.kind == ThemeKind::Contrast ? 1.0F : 0.25F);
        painter.setPen(QPen(soft, ring));
        painter.drawRoundedRect(frame.adjusted(-1.5, -1.5, 1.5, 1.5), rhythm::cornerInput,
                                rhythm::cornerInput);
    }
    painter.setPen(QPen(focused ? m_theme.accent : m_theme.line, 1));
    painter.drawRoundedRect(frame, rhythm::cornerInput, rhythm::cornerInput);
}

} // namespace maru::client
