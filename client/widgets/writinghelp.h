// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/completion.h"
#include "client/widgets/theme.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace maru::client {

class CompletionList;
class Composer;
class EmojiPicker;
class EmojiTable;
class MessageView;

/// Whom a message can name in the room that is shown.
struct NameablePeople
{
    struct Person
    {
        QString id;
        QString name;
    };
    QList<Person> people; ///< without the reader
    bool isAll = false; ///< nobody else is in the room, as far as is known
    bool mayNameAll = false; ///< `@all`
};

/// What helps while writing: the emoji picker (Ctrl+; and a button) for the input and for
/// reactions, and the completion of names and emojis. The table of emojis is read when the first
/// one is wanted. Thread: GUI.
class WritingHelp : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it; \p window is the window they are in.
    WritingHelp(Composer *composer, MessageView *messages, QWidget *window);
    ~WritingHelp() override;

    void setTheme(const Theme &theme);
    /// Who is offered: first those of them who wrote last.
    void setPeopleSource(std::function<NameablePeople()> source) { m_people = std::move(source); }

    void openPicker(); ///< for the input
    void openPickerFor(const QString &messageId); ///< for a reaction to it
    [[nodiscard]] EmojiPicker *picker(); ///< made when first asked for

private:
    [[nodiscard]] const EmojiTable &table();
    [[nodiscard]] QList<Offer> offersFor(const Completable &typed);
    [[nodiscard]] QStringList nameable() const; ///< who wrote last first
    [[nodiscard]] QList<NameablePeople::Person> lastAuthors() const;
    void take(const QString &emoji);
    void remember(const QString &emoji);

    Composer *m_composer;
    MessageView *m_messages;
    QWidget *m_window;
    CompletionList *m_completions;
    EmojiPicker *m_picker = nullptr;
    Theme m_theme;
    std::unique_ptr<EmojiTable> m_table;
    std::function<NameablePeople()> m_people;
    QString m_reactsTo; // empty: the emoji goes into the input
};

} // namespace maru::client
