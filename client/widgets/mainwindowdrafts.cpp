// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of MainWindow that is about what stands unfinished in its rooms.

#include "client/model/draftkeys.h"
#include "client/widgets/mainwindow.h"

#include <QScopedValueRollback>

namespace maru::client {

void MainWindow::setDrafts(const QHash<QString, QString> &drafts,
                           const QHash<QString, ReplyTo> &replies)
{
    const auto unsent = [&](const QString &room) {
        const ReplyTo reply = replies.value(room);
        return reply.id.isNull() ? Composer::Unsent{drafts.value(room)}
                                 : Composer::unsentReply(drafts.value(room), reply.id.toString(),
                                                         reply.user.userName, reply.chat);
    };
    m_drafts.clear();
    for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft) {
        if (const auto room = roomOfEditDraft(draft.key())) {
            const ReplyTo edited = replies.value(draft.key());
            m_drafts.insert(*room,
                            Composer::editDraft(draft.value(), edited.id.toString(), edited.chat,
                                                unsent(*room)));
        } else if (!drafts.contains(editDraftKey(draft.key()))) { // else it waits behind the edit
            m_drafts.insert(draft.key(), Composer::draftOf(unsent(draft.key())));
        }
    }
    m_room.clear(); // what is typed is not of the room that is set next
    showDraft({});
}

void MainWindow::forgetDraft(const QString &key)
{
    const std::optional<QString> edited = roomOfEditDraft(key);
    const auto found = m_drafts.find(edited.value_or(key));
    if (found == m_drafts.end() || found.key() == m_room) {
        return;
    }
    // An edit and what waits behind it are two.
    const bool isEdit = found->mode == Composer::Mode::Edit;
    if (edited && isEdit) {
        *found = Composer::draftOf(found->kept);
    } else if (!edited && isEdit) {
        found->kept = Composer::Unsent();
    } else if (!edited) {
        m_drafts.erase(found);
    }
}

void MainWindow::noteDraft()
{
    const QString edit = m_composer->editText();
    if (!edit.isEmpty() || m_hasEdit) {
        m_hasEdit = !edit.isEmpty();
        emit draftChanged(editDraftKey(m_room), edit, m_composer->messageId());
    }
    emit draftChanged(m_room, m_composer->unsentText(), m_composer->answered());
}

// The edit was on its way when another room came to be shown.
void MainWindow::noteEdited(const QString &messageId, const QString &text)
{
    for (auto draft = m_drafts.begin(); draft != m_drafts.end(); ++draft) {
        if (draft->mode != Composer::Mode::Edit || draft->messageId != messageId) {
            continue;
        }
        *draft = Composer::afterEdit(*draft, text);
        if (draft->mode != Composer::Mode::Edit) {
            emit draftChanged(editDraftKey(draft.key()), {}, {});
        }
        return;
    }
}

void MainWindow::showDraft(const Composer::Draft &draft)
{
    m_hasEdit = draft.mode == Composer::Mode::Edit;
    const QScopedValueRollback changing(m_isChangingRoom, true); // nobody has typed this
    m_composer->setDraft(draft);
}

} // namespace maru::client
