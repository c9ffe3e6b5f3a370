// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What the main window does with messages: it joins the list of messages to the input below it.

#include "client/model/messagelistmodel.h"
#include "client/model/notices.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/accessiblenews.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"
#include "client/widgets/plainbox.h"
#include "client/widgets/roomspane.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int failureMs = 8'000;

} // namespace

void MainWindow::connectActions()
{
    m_failureTimer.setSingleShot(true);
    m_failureTimer.setInterval(failureMs);
    connect(&m_failureTimer, &QTimer::timeout, this, [this] { showFailure({}); });
    connect(m_messages, &MessageView::replyWanted, this, &MainWindow::startReply);
    connect(m_messages, &MessageView::editWanted, this, &MainWindow::startEdit);
    connect(m_messages, &MessageView::deleteWanted, this, &MainWindow::askToDelete);
    connect(m_messages, &MessageView::readersWanted, this, &MainWindow::showReaders);
    connect(m_messages, &MessageView::editsWanted, this, &MainWindow::showEdits);
    connect(m_messages, &MessageView::leaveWanted, this, [this] {
        m_composer->leave();
        input()->setFocus();
    });
    connect(m_composer, &Composer::lastMessageWanted, this,
            [this] { startEdit(m_messages->lastEditable()); });
    connect(input()->edit(), &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isChangingRoom) {
            noteDraft();
        }
    });
    connect(m_composer, &Composer::answeredChanged, this, &MainWindow::noteDraft);
    connect(m_composer, &Composer::doneElsewhere, this, &MainWindow::noteEdited);
    connect(m_composer, &Composer::refusedElsewhere, this,
            [this](const QString &failure, const QString &text) {
                showNotice(tr("The message was not changed: %1").arg(failure) + u'\n'
                           + tr("What you wrote: %1").arg(text));
            });
    connect(m_messages, &MessageView::takeBackWanted, this,
            [this](const QString &, const QString &text) { m_composer->takeBack(text); });
}

void MainWindow::setWritable(bool writable)
{
    m_isWritable = writable;
    updateWriting();
}

void MainWindow::setHasRooms(bool hasRooms)
{
    m_hasRooms = hasRooms;
    updateWriting();
}

void MainWindow::updateWriting()
{
    input()->edit()->setReadOnly(!m_isWritable);
    input()->setEnabled(m_isWritable && m_hasRooms);
    m_messages->setEmptyText(m_hasRooms ? tr("No messages yet. Write the first one.") : QString());
}

void MainWindow::addRoomsTool(QWidget *tool)
{
    m_rooms->addTool(tool);
}

void MainWindow::addCommand(QAction *command)
{
    m_commands->menu(Commands::Menu::Program)->addAction(command);
}

void MainWindow::addHeaderTool(QWidget *tool)
{
    m_headerTools->insertWidget(2, tool); // after the names
}

void MainWindow::addAboveInput(QWidget *line, QLabel *news)
{
    m_column->insertWidget(m_column->indexOf(m_composer), line);
    if (news) {
        m_news->addLine(news);
    }
}

void MainWindow::addPane(QWidget *pane)
{
    m_panes->addWidget(pane);
}

void MainWindow::placePane(QWidget *pane, bool isBeside)
{
    const int at = m_panes->indexOf(pane);
    if (isBeside && at < 0) {
        m_panes->addWidget(pane);
    } else if (!isBeside) {
        if (at >= 0) {
            m_panes->removeWidget(pane);
            m_panes->activate(); // the conversation takes its room at once
        }
        const int paneWidth = std::min(pane->maximumWidth(), width());
        pane->setGeometry(QStyle::visualRect(layoutDirection(), rect(),
                                             QRect(width() - paneWidth, 0, paneWidth, height())));
    }
}

void MainWindow::setConversationShown(bool shown)
{
    m_middle->setVisible(shown);
}

void MainWindow::setSideWidth(int width)
{
    if (m_sideWidth != width) {
        m_sideWidth = width;
        emit resized();
    }
}

QString MainWindow::shownTitle() const
{
    const QVariant kind = m_rooms->current().data(RoomListModel::KindRole);
    const bool isPlain = kind.isValid() && kind.toInt() != int(RoomKind::Public);
    return isPlain || m_roomTitle.isEmpty() ? m_roomTitle : u"# "_s + m_roomTitle;
}

QWidget *MainWindow::makeNotice()
{
    m_notice = new QFrame(this);
    m_notice->setObjectName(u"notice"_s);
    m_noticeText = new QLabel(m_notice);
    m_noticeText->setTextFormat(Qt::PlainText);
    m_noticeText->setWordWrap(true);
    m_noticeText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QPushButton(tr("I have read this"), m_notice);
    close->setAccessibleName(close->text());
    connect(close, &QPushButton::clicked, m_notice, [this] {
        m_notices.removeFirst();
        showFirstNotice();
    });
    auto *copy = new QPushButton(tr("Copy"), m_notice); // a long one is not seen whole
    copy->setObjectName(u"copyNotice"_s);
    copy->setAccessibleName(copy->text());
    connect(copy, &QPushButton::clicked, m_notice,
            [this] { QGuiApplication::clipboard()->setText(m_notices.constFirst()); });
    auto *row = new QHBoxLayout(m_notice);
    row->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit);
    row->setSpacing(rhythm::paneSide);
    row->addWidget(m_noticeText, 1);
    row->addWidget(copy);
    row->addWidget(close);
    m_notice->hide();
    return m_notice;
}

void MainWindow::setReplier(Composer::Replier replier)
{
    m_composer->setReplier(std::move(replier));
}

void MainWindow::setEditor(Composer::Editor editor)
{
    m_composer->setEditor(std::move(editor));
}

void MainWindow::setTypingText(const QString &text)
{
    m_composer->setTypingText(text);
}

void MainWindow::showNotice(const QString &text)
{
    addNotice(m_notices, text);
    showFirstNotice();
}

// One at a time: several could take the place of the whole conversation.
void MainWindow::showFirstNotice()
{
    m_notice->setHidden(m_notices.isEmpty());
    if (m_notices.isEmpty()) {
        return;
    }
    const QString &first = m_notices.constFirst();
    const int others = int(m_notices.size()) - 1;
    const QString more = others > 0 ? u'\n' + tr("%n more notice(s)", nullptr, others) : QString();
    m_noticeText->setText(displaySentence(first) + more);
    m_noticeText->setAccessibleName(first + more);
}

void MainWindow::showFailure(const QString &text)
{
    m_failure->setText(displaySentence(text));
    m_failure->setAccessibleName(text);
    m_failure->setVisible(!text.isEmpty());
    m_failureTimer.start();
}

void MainWindow::startReply(const QModelIndex &index)
{
    if (index.isValid() && input()->isEnabled()) {
        m_composer->startReply(index.data(MessageListModel::IdRole).toString(),
                               index.data(MessageListModel::AuthorRole).toString(),
                               index.data(MessageListModel::TextRole).toString());
    }
}

void MainWindow::startEdit(const QModelIndex &index)
{
    if (index.isValid() && input()->isEnabled()) {
        m_composer->startEdit(index.data(MessageListModel::IdRole).toString(),
                              index.data(MessageListModel::TextRole).toString());
        m_messages->scrollTo(index);
    }
}

void MainWindow::askToDelete(const QModelIndex &index)
{
    if (!index.isValid()) { // another room is shown since the menu was opened
        return;
    }
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(tr("Delete message"));
    question->setText(tr("Delete this message? Everybody will see that something was deleted."));
    question->setInformativeText(
        MessageDelegate::quoteText(index.data(MessageListModel::AuthorRole).toString(),
                                   index.data(MessageListModel::TextRole).toString().left(200)));
    makePlain(question);
    const QPushButton *erase = question->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    QPushButton *keep = question->addButton(tr("Cancel"), QMessageBox::RejectRole);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    connect(erase, &QPushButton::clicked, this,
            [this, id = index.data(MessageListModel::IdRole).toString(), room = m_room] {
                if (m_composer->messageId() == id) {
                    m_composer->leave();
                }
                emit deleteConfirmed(id, room); // a notification may have led elsewhere meanwhile
            });
    question->open();
}

void MainWindow::showReaders(const QString &messageId)
{
    if (!m_readersSource) {
        return;
    }
    QString text;
    if (m_messages->currentIndex().data(MessageListModel::IdRole).toString() == messageId) {
        text = m_messages->currentIndex().data(MessageListModel::TextRole).toString();
    }
    auto *dialog = new ReadersDialog(text, this);
    dialog->open();
    m_readersSource(messageId,
                    [dialog = QPointer<ReadersDialog>(dialog)](
                        const auto &read, const QStringList &unread, const QString &failure) {
                        if (!dialog) {
                            return;
                        }
                        failure.isEmpty() ? dialog->showReaders(read, unread)
                                          : dialog->showFailure(failure);
                    });
}

void MainWindow::showEdits(const QModelIndex &index)
{
    if (!m_editsSource) {
        return;
    }
    auto *dialog = new EditsDialog(index.data(MessageListModel::TextRole).toString(),
                                   index.data(MessageListModel::DeletedRole).toBool(), this);
    dialog->open();
    m_editsSource(index.data(MessageListModel::IdRole).toString(),
                  [dialog = QPointer<EditsDialog>(dialog)](const auto &versions, bool more,
                                                           const QString &failure) {
                      if (!dialog) {
                          return;
                      }
                      failure.isEmpty() ? dialog->showEdits(versions, more)
                                        : dialog->showFailure(failure);
                  });
}

} // namespace maru::client
