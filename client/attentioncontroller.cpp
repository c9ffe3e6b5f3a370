// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attentioncontroller.h"

#include "client/attention/noticetexts.h"
#ifdef MARU_HAS_DBUS
#include "client/attention/dbusnotifier.h"
#endif
#include "client/model/roomlistmodel.h"
#include "client/widgets/mainwindow.h"
#include "common/clientlimits.h"

#include <QApplication>
#include <QEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int minuteMs = 60'000;

} // namespace

AttentionController::AttentionController(std::unique_ptr<Notifier> service, QObject *parent)
    : QObject(parent)
    , m_settings(m_store)
    , m_service(std::move(service))
{
    m_clock.start();
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &AttentionController::flush);
    m_minute.setInterval(minuteMs);
    connect(&m_minute, &QTimer::timeout, this, &AttentionController::updateQuiet);
    m_minute.start();
    std::vector<Notifier *> notifiers{&m_tray};
    if (m_service) {
        notifiers.push_back(m_service.get());
        connect(m_service.get(), &Notifier::notShown, &m_tray, &Notifier::show);
    }
    for (const Notifier *notifier : notifiers) {
        connect(notifier, &Notifier::activated, this, &AttentionController::activate);
        connect(notifier, &Notifier::replied, this, &AttentionController::reply);
        connect(notifier, &Notifier::dismissed, this, &AttentionController::dismiss);
    }
    connect(&m_tray, &Tray::showWanted, this, [this] { showWindow(); });
    connect(&m_tray, &Tray::quietWanted, this, &AttentionController::setQuiet);
    connect(&m_tray, &Tray::settingsWanted, this, &AttentionController::showSettings);
    connect(&m_tray, &Tray::quitWanted, this, &AttentionController::quit);
    connect(&m_tray, &Tray::thereChanged, this, &AttentionController::updateQuitting);
    connect(&m_settings, &AttentionSettings::changed, this, [this] {
        updateQuiet();
        updateQuitting();
    });
    updateQuiet();
}

AttentionController::~AttentionController()
{
    close(m_board.clear()); // nobody would answer a click
}

std::unique_ptr<Notifier> AttentionController::systemService()
{
#ifdef MARU_HAS_DBUS
    return std::make_unique<DBusNotifier>([] { return QDBusConnection::sessionBus(); });
#else
    return nullptr;
#endif
}

void AttentionController::start()
{
    m_tray.start();
    if (m_service) {
        m_service->start();
    }
}

void AttentionController::watch(Conversation &conversation)
{
    auto made = std::make_unique<ConversationWatch>(conversation);
    ConversationWatch &added = *made;
    m_watches.push_back(std::move(made));
    connect(&added, &ConversationWatch::arrived, this,
            [this, &added](const Incoming &message) { take(added, message); });
    connect(&added, &ConversationWatch::missed, this,
            [this, &added](const QList<ConversationWatch::Missed> &rooms) {
                takeMissed(added, rooms);
            });
    connect(&added, &ConversationWatch::roomRead, this,
            [this, &added](const QString &room) { close(m_board.read(added.account(), room)); });
    connect(&added, &ConversationWatch::countsChanged, this, &AttentionController::updateBadge);
    connect(&conversation, &Conversation::stateChanged, this, &AttentionController::updateQuitting);
    connect(&conversation, &Conversation::currentRoomChanged, this, &AttentionController::noteSeen);
    updateBadge();
}

void AttentionController::forget(Conversation &conversation)
{
    conversation.disconnect(this);
    const auto found =
        std::find_if(m_watches.begin(), m_watches.end(), [&conversation](const auto &watch) {
            return &watch->conversation() == &conversation;
        });
    if (found == m_watches.end()) {
        return;
    }
    const QString account = (*found)->account();
    const RoomListModel *const rooms = conversation.rooms();
    for (int row = 0; row < rooms->rowCount(); ++row) { // nobody would answer a click
        close(m_board.read(account, rooms->index(row).data(RoomListModel::IdRole).toString()));
    }
    m_watches.erase(found);
    updateBadge();
    updateQuitting();
}

void AttentionController::setShownConversation(std::function<const Conversation *()> shown)
{
    m_shown = std::move(shown);
}

ConversationWatch *AttentionController::watchOf(const QString &account) const
{
    const auto found =
        std::find_if(m_watches.begin(), m_watches.end(),
                     [&account](const auto &watch) { return watch->account() == account; });
    return found == m_watches.end() ? nullptr : found->get();
}

bool AttentionController::isSeen(const ConversationWatch &watch, const QString &room) const
{
    return m_window && m_window->isActiveWindow() && m_window->isVisible()
        && !m_window->isMinimized() && (!m_shown || m_shown() == &watch.conversation())
        && watch.conversation().currentRoom().toString() == room;
}

void AttentionController::take(ConversationWatch &watch, const Incoming &message)
{
    const Situation situation{isSeen(watch, message.room), QDateTime::currentDateTime()};
    if (verdictOf(message, m_settings.choices(), situation) != Verdict::Tell) {
        return;
    }
    m_board.add(message, m_clock.elapsed());
    schedule();
    if (m_window && !m_window->isActiveWindow()) {
        QApplication::alert(m_window);
    }
}

void AttentionController::takeMissed(ConversationWatch &watch,
                                     const QList<ConversationWatch::Missed> &rooms)
{
    const AttentionChoices &choices = m_settings.choices();
    if (!choices.notifies || isQuiet(choices, QDateTime::currentDateTime())) {
        return;
    }
    QList<MissedRoom> unseen;
    for (const ConversationWatch::Missed &missed : rooms) {
        if (!isSeen(watch, missed.room)) {
            unseen.append({missed.room, missed.title, missed.messages});
        }
    }
    m_board.addAway(watch.account(), unseen, m_clock.elapsed());
    schedule();
}

void AttentionController::schedule()
{
    if (const auto due = m_board.dueMs()) {
        m_due.start(int(std::max<qint64>(0, *due - m_clock.elapsed())));
    }
}

void AttentionController::flush()
{
    const QList<Announcement> all = m_board.take(m_clock.elapsed());
    for (const Announcement &announcement : all) {
        const ConversationWatch *const watch = watchOf(announcement.last.account);
        m_targets.insert(announcement.key,
                         {watch ? &watch->conversation() : nullptr, announcement.last,
                          announcement.kind == Announcement::Kind::Message
                              || announcement.kind == Announcement::Kind::Several});
        show(noticeOf(announcement, m_settings.choices()));
    }
    schedule();
}

void AttentionController::show(const Notice &notice)
{
    m_service ? m_service->show(notice) : m_tray.show(notice);
}

void AttentionController::close(const QStringList &keys)
{
    for (const QString &key : keys) {
        m_targets.remove(key);
        if (m_service) {
            m_service->close(key);
        }
        m_tray.close(key);
    }
}

void AttentionController::dismiss(const QString &key)
{
    m_board.dismiss(key);
    m_targets.remove(key);
}

void AttentionController::activate(const QString &key, const QString &activation)
{
    const Target target = m_targets.take(key);
    m_board.dismiss(key);
    showWindow(activation);
    if (!target.conversation) {
        return;
    }
    emit conversationWanted(target.conversation);
    const RoomId room(target.message.room);
    if (target.isOne && target.message.seq > 0) {
        target.conversation->jumpToRoom(room, target.message.seq);
    } else {
        target.conversation->setCurrentRoom(room);
    }
}

void AttentionController::reply(const QString &key, const QString &text)
{
    const Target target = m_targets.take(key);
    m_board.dismiss(key);
    const QString answer = text.trimmed();
    if (answer.isEmpty()) {
        return;
    }
    if (!target.conversation || !target.conversation->postIn(RoomId(target.message.room), answer)) {
        // What was written should not be lost with it.
        show({u"reply/"_s + key, tr("Your reply was not sent"), answer, {}, false, false});
    }
}

// What the window shows, and has the focus of, needs no notice.
void AttentionController::noteSeen()
{
    for (const auto &watch : m_watches) {
        const QString room = watch->conversation().currentRoom().toString();
        if (!room.isEmpty() && isSeen(*watch, room)) {
            close(m_board.read(watch->account(), room));
        }
    }
    if (m_window && m_window->isActiveWindow()) {
        m_board.dismiss(u"away"_s);
        close({u"away"_s});
    }
}

} // namespace maru::client
