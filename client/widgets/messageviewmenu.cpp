// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What may be done with one message, by menu, key and click.

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int maxEditableSearch = 2'000; // rows looked at for the last own message

bool hasFailed(const QModelIndex &index)
{
    return index.data(MessageListModel::DeliveryRole).toInt() == static_cast<int>(Delivery::Failed);
}

bool isLeaving(const QModelIndex &index)
{
    const int delivery = index.data(MessageListModel::DeliveryRole).toInt();
    return delivery == int(Delivery::Queued) || delivery == int(Delivery::Sending);
}

QString cidOf(const QModelIndex &index)
{
    return index.data(MessageListModel::CidRole).toString();
}

QString idOf(const QModelIndex &index)
{
    return index.data(MessageListModel::IdRole).toString();
}

} // namespace

QModelIndex MessageView::lastEditable() const
{
    const int last = m_messages->rowCount() - 1;
    for (int row = last; row >= std::max(0, last - maxEditableSearch); --row) {
        if (isLeaving(indexOf(row))) {
            return {}; // that one is meant: another must not be changed instead
        }
        if (m_rights.canEdit(indexOf(row))) {
            return indexOf(row);
        }
    }
    return {};
}

bool MessageView::activateExtra(const QModelIndex &index, QPoint inRow)
{
    const MessageLayout &layout = m_delegate->layoutOf(index);
    if (m_rights.canChange() && layout.quoteRect().contains(inRow)) {
        emit jumpWanted(index.data(MessageListModel::ReplyRole).value<ReplyTo>().seq);
        return true;
    }
    const int at = layout.pillAt(inRow);
    if (at < 0 || !m_rights.canReact(index)) {
        return false;
    }
    const ReactionPill pill = layout.content().pills.at(at);
    emit reactionWanted(idOf(index), pill.emoji, !pill.own);
    return true;
}

// Enter does what a click into the row would: try again, show the rest, open the only link, go to
// the answered message.
void MessageView::activate(const QModelIndex &index)
{
    const MessageLayout &layout = m_delegate->layoutOf(index);
    const QVariant answered = index.data(MessageListModel::ReplyRole);
    if (hasFailed(index)) {
        emit retryRequested(cidOf(index));
    } else if (layout.isTruncated()) {
        m_delegate->expand(index);
        m_heights.forget(index.row());
        m_atBottom = false;
        relayout();
    } else if (activateFile(index, filesOf(index).isEmpty() ? -1 : 0)) {
        return;
    } else if (layout.links().size() == 1) {
        openLink(index, layout.links().front());
    } else if (m_rights.canChange() && answered.isValid()) {
        emit jumpWanted(answered.value<ReplyTo>().seq);
    }
}

bool MessageView::pressedKey(const QKeyEvent &event, const QModelIndex &index)
{
    if (event.key() == Qt::Key_Escape) {
        emit leaveWanted();
        return true;
    }
    if (event.key() == Qt::Key_Delete && index.isValid()) {
        if (hasFailed(index)) {
            emit discardRequested(cidOf(index));
        } else if (m_rights.canDelete(index)) {
            emit deleteWanted(index);
        }
        return true;
    }
    // The same key under a Korean layout.
    const bool isReply = event.key() == Qt::Key_R || event.text() == u"ㄱ"_s;
    const bool isPlain = event.modifiers() == Qt::NoModifier;
    if (isReply && isPlain && m_showFocus && m_rights.canReply(index)) {
        emit replyWanted(index);
        return true;
    }
    return false;
}

void MessageView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint point = viewport()->mapFromGlobal(event->globalPos());
    const QPersistentModelIndex index = byKey ? currentIndex() : indexAt(point);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, index);
    const bool atRow = byKey && index.isValid();
    menu->popup(atRow ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void MessageView::fillMenu(QMenu *menu, const QPersistentModelIndex &index)
{
    addActions(menu, index);
    if (m_rights.canLookBack(index)) {
        menu->addAction(tr("What it said before…"), this,
                        [this, index] { emit editsWanted(index); });
    }
    QAction *copyAction = menu->addAction(tr("Copy"), this, &MessageView::copy);
    copyAction->setShortcut(QKeySequence::Copy);
    const QString text = index.data(MessageListModel::TextRole).toString();
    copyAction->setEnabled(!text.isEmpty() || !selectedText().isEmpty());
    if (!index.isValid()) {
        return;
    }
    // Another room may be shown before one of these is chosen, or the message be deleted.
    QAction *copyWhole = menu->addAction(tr("Copy message"), this, [index] {
        const QString whole = index.data(MessageListModel::TextRole).toString();
        if (!whole.isEmpty()) {
            QGuiApplication::clipboard()->setText(whole);
        }
    });
    copyWhole->setEnabled(!text.isEmpty());
    addTextActions(menu, index);
    addFileActions(menu, index);
    if (hasFailed(index)) {
        menu->addSeparator();
        QString why = MessageDelegate::failureOf(index);
        if (!why.isEmpty()) { // its row may have cut it
            menu->addAction(why.replace(u'&', "&&"_L1))->setEnabled(false);
        }
        menu->addAction(tr("Send again"), this,
                        [this, cid = cidOf(index)] { emit retryRequested(cid); });
        menu->addAction(tr("Take back into the input"), this, [this, index, cid = cidOf(index)] {
            if (index.isValid()) { // else its text would be gone
                emit takeBackWanted(cid, index.data(MessageListModel::TextRole).toString());
                emit discardRequested(cid);
            }
        });
        menu->addAction(tr("Delete"), this,
                        [this, cid = cidOf(index)] { emit discardRequested(cid); });
    } else if (isLeaving(index) && !filesOf(index).isEmpty()) {
        menu->addSeparator();
        menu->addAction(tr("Stop sending and take back into the input"), this,
                        [this, index, cid = cidOf(index)] {
                            if (index.isValid()) { // else the input is another room's by now
                                emit withdrawRequested(cid);
                            }
                        });
    } else if (m_rights.canDelete(index)) {
        menu->addSeparator();
        QAction *erase =
            menu->addAction(tr("Delete…"), this, [this, index] { emit deleteWanted(index); });
        erase->setShortcut(Qt::Key_Delete);
    }
}

void MessageView::addActions(QMenu *menu, const QPersistentModelIndex &index)
{
    if (m_rights.canReply(index)) {
        QAction *reply =
            menu->addAction(tr("Reply"), this, [this, index] { emit replyWanted(index); });
        reply->setShortcut(Qt::Key_R);
    }
    if (m_rights.canReact(index)) {
        addReactions(menu, index);
    }
    if (m_rights.canEdit(index)) {
        menu->addAction(tr("Edit"), this, [this, index] { emit editWanted(index); });
    }
    if (m_rights.canAskReaders(index)) {
        menu->addAction(tr("Who has read this…"), this,
                        [this, id = idOf(index)] { emit readersWanted(id); });
    }
    const QVariant answered = index.data(MessageListModel::ReplyRole);
    if (m_rights.canChange() && answered.isValid()) {
        menu->addAction(tr("Go to the original message"), this,
                        [this, seq = answered.value<ReplyTo>().seq] { emit jumpWanted(seq); });
    }
    menu->addSeparator();
}

void MessageView::addReactions(QMenu *menu, const QPersistentModelIndex &index)
{
    QMenu *reactions = menu->addMenu(tr("React"));
    const auto add = [this, reactions, id = idOf(index)](const QString &emoji, QString text,
                                                         bool own) {
        QAction *action =
            reactions->addAction(text.replace(u'&', "&&"_L1), this,
                                 [this, id, emoji, own] { emit reactionWanted(id, emoji, !own); });
        action->setCheckable(true);
        action->setChecked(own);
    };
    // What a click on them does, by key: they may be others than those that are offered.
    const QList<ReactionPill> there = m_delegate->layoutOf(index).content().pills;
    for (const ReactionPill &pill : there) {
        add(pill.emoji, pill.text, pill.own);
    }
    for (const char *offered : {"👍", "❤️", "😂", "🎉", "🙏", "👀", "✅"}) {
        const QString emoji = QString::fromUtf8(offered);
        const bool isThere =
            std::any_of(there.begin(), there.end(),
                        [&emoji](const ReactionPill &pill) { return pill.emoji == emoji; });
        if (!isThere) {
            add(emoji, emoji, false);
        }
    }
    reactions->addSeparator();
    reactions->addAction(tr("More…"), this, [this, id = idOf(index)] { emit emojiWanted(id); });
}

} // namespace maru::client
