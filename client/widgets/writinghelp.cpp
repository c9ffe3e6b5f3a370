// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/writinghelp.h"

#include "client/model/messagelistmodel.h"
#include "client/widgets/completionlist.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/composer.h"
#include "client/widgets/emojipicker.h"
#include "client/widgets/emojitable.h"
#include "client/widgets/messageview.h"
#include "common/clientlimits.h"

#include <QHash>
#include <QLocale>
#include <QSet>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto recentKey = "emoji/recent"_L1;
constexpr int rowsForAuthors = 500;
constexpr int maxAuthors = 100;

} // namespace

WritingHelp::WritingHelp(Composer *composer, MessageView *messages, QWidget *window)
    : QObject(window)
    , m_composer(composer)
    , m_messages(messages)
    , m_window(window)
    , m_completions(new CompletionList(
          composer->input()->edit(), [this](const auto &typed) { return offersFor(typed); },
          window))
    , m_theme(themeOf(ThemeKind::Light))
{
    connect(composer->input(), &MessageInput::emojiWanted, this, &WritingHelp::openPicker);
    connect(messages, &MessageView::emojiWanted, this, &WritingHelp::openPickerFor);
}

WritingHelp::~WritingHelp()
{
    delete m_picker; // it reads the table
}

void WritingHelp::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_completions->setTheme(theme);
    if (m_picker) {
        m_picker->setTheme(theme);
    }
}

const EmojiTable &WritingHelp::table()
{
    if (!m_table) {
        m_table = std::make_unique<EmojiTable>();
    }
    return *m_table;
}

EmojiPicker *WritingHelp::picker()
{
    if (!m_picker) {
        m_picker = new EmojiPicker(table(), m_window);
        m_picker->setTheme(m_theme);
        connect(m_picker, &EmojiPicker::picked, this, &WritingHelp::take);
    }
    m_picker->setRecent(QSettings().value(recentKey).toStringList());
    return m_picker;
}

void WritingHelp::openPicker()
{
    const MessageInput *input = m_composer->input();
    if (!input->isEnabled()) {
        return;
    }
    m_reactsTo.clear();
    picker()->openAt({input->mapToGlobal(QPoint(0, 0)), input->size()});
}

void WritingHelp::openPickerFor(const QString &messageId)
{
    m_reactsTo = messageId;
    const QRect row = m_messages->visualRect(m_messages->currentIndex());
    picker()->openAt({m_messages->viewport()->mapToGlobal(row.topLeft()), row.size()});
}

void WritingHelp::take(const QString &emoji)
{
    remember(emoji);
    if (!m_reactsTo.isEmpty()) {
        emit m_messages->reactionWanted(std::exchange(m_reactsTo, {}), emoji, true);
        return;
    }
    m_composer->input()->edit()->commitComposition(); // the emoji stands behind it
    m_composer->input()->edit()->insertPlainText(emoji);
    m_composer->input()->setFocus();
}

void WritingHelp::remember(const QString &emoji)
{
    QSettings settings;
    QStringList recent = settings.value(recentKey).toStringList();
    recent.removeAll(emoji);
    recent.prepend(emoji);
    settings.setValue(recentKey, recent.mid(0, limits::maxRecentEmojis));
}

QList<Offer> WritingHelp::offersFor(const Completable &typed)
{
    if (typed.kind == Completable::Kind::Emoji) {
        return emojiOffers(table(), typed.typed, QLocale().language() == QLocale::Korean);
    }
    return nameOffers(nameable(), typed.typed);
}

QStringList WritingHelp::nameable() const
{
    const NameablePeople room = m_people ? m_people() : NameablePeople();
    QHash<QString, QString> namesNow; // by id
    for (const auto &[id, name] : room.people) {
        namesNow.insert(id, name);
    }
    QStringList names;
    QSet<QString> known; // of names
    const auto append = [&](const QString &name) {
        if (!known.contains(name)) {
            known.insert(name);
            names.append(name);
        }
    };
    for (const auto &[id, name] : lastAuthors()) {
        // A message keeps the name that it was sent under: somebody else may have it now.
        const auto now = namesNow.constFind(id);
        if (now != namesNow.cend()) {
            append(*now);
        } else if (!room.isAll) {
            append(name);
        }
    }
    for (const NameablePeople::Person &person : room.people) {
        append(person.name);
    }
    if (room.mayNameAll) {
        append(u"all"_s);
    }
    return names;
}

QList<NameablePeople::Person> WritingHelp::lastAuthors() const
{
    const QAbstractItemModel *rows = m_messages->model();
    QList<NameablePeople::Person> authors;
    QSet<QString> known; // ids
    const int last = rows->rowCount() - 1;
    for (int row = last; row >= std::max(0, last - rowsForAuthors) && authors.size() < maxAuthors;
         --row) {
        const QModelIndex index = rows->index(row, 0);
        const QString id = index.data(MessageListModel::AuthorIdRole).toString();
        const QString name = index.data(MessageListModel::AuthorRole).toString();
        const bool isOther = !index.data(MessageListModel::IsOwnRole).toBool()
            && !index.data(MessageListModel::IsSystemRole).toBool();
        if (isOther && !name.isEmpty() && !known.contains(id)) {
            known.insert(id);
            authors.append({id, name});
        }
    }
    return authors;
}

} // namespace maru::client
