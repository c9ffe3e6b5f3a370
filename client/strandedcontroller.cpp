// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/strandedcontroller.h"

namespace maru::client {

StrandedController::StrandedController(MainWindow *window, Conversation *conversation)
    : QObject(window)
    , m_conversation(conversation)
    , m_bar(new StrandedBar(window))
{
    window->addAboveInput(m_bar, m_bar->label());
    connect(conversation, &Conversation::strandedChanged, this, &StrandedController::refresh);
    connect(conversation, &Conversation::currentRoomChanged, this, &StrandedController::refresh);
    connect(m_bar, &StrandedBar::takeBackWanted, this,
            [window, conversation](const QString &key, const QString &text) {
                window->composer()->takeBack(text); // first: it is a draft then
                window->forgetDraft(key);
                conversation->takeBackFiles(key);
                conversation->discardStranded(key);
            });
    connect(m_bar, &StrandedBar::discardWanted, this, [window, conversation](const QString &key) {
        window->forgetDraft(key); // else it would be there again with its room
        conversation->discardStranded(key);
    });
    refresh();
}

void StrandedController::refresh()
{
    QList<StrandedBar::Text> texts;
    const QList<Conversation::Stranded> stranded = m_conversation->stranded();
    for (const Conversation::Stranded &one : stranded) {
        texts.append({one.key, one.text, one.why, one.files});
    }
    m_bar->setTakeable(!m_conversation->currentRoom().isNull()); // else no draft would keep it
    m_bar->setTexts(texts);
}

} // namespace maru::client
