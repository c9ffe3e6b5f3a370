// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/dbusnotifier.h"

#include "common/clientlimits.h"
#include "common/logging.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

/// A picture as the specification wants it: (iiibiiay), RGBA.
struct WirePicture
{
    QImage image;
};

static QDBusArgument &operator<<(QDBusArgument &out, const WirePicture &picture)
{
    const QImage &image = picture.image;
    const QByteArray bytes(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes());
    out.beginStructure();
    out << image.width() << image.height() << int(image.bytesPerLine()) << true << 8 << 4 << bytes;
    out.endStructure();
    return out;
}

static const QDBusArgument &operator>>(const QDBusArgument &in, WirePicture &picture)
{
    int width = 0;
    int height = 0;
    int stride = 0;
    bool hasAlpha = false;
    int bits = 0;
    int channels = 0;
    QByteArray bytes;
    in.beginStructure();
    in >> width >> height >> stride >> hasAlpha >> bits >> channels >> bytes;
    in.endStructure();
    picture.image = {}; // only sent, never read
    return in;
}

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::WirePicture)

namespace maru::client {

namespace {

constexpr QLatin1StringView service(NotificationsProxy::service);
constexpr QLatin1StringView path(NotificationsProxy::path);
constexpr auto openAction = "default"_L1;
constexpr auto replyAction = "inline-reply"_L1;

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}

} // namespace

DBusNotifier::DBusNotifier(Bus bus, Timing timing, QObject *parent)
    : Notifier(parent)
    , m_source(std::move(bus))
    , m_timing{timing.answerMs > 0 ? timing.answerMs : limits::notifyAnswerMs,
               timing.capabilitiesMs > 0 ? timing.capabilitiesMs : limits::notifyAnswerMs,
               timing.retryMs > 0 ? timing.retryMs : limits::notifyRetryMs}
{
    connect(
        &m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
        [this](const QString &, const QString &, const QString &owner) { onOwnerChanged(owner); });
}

void DBusNotifier::start()
{
    if (m_bus) {
        return;
    }
    qDBusRegisterMetaType<WirePicture>();
    m_bus = m_source();
    m_watcher.setConnection(*m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.addWatchedService(service);
    m_proxy = std::make_unique<NotificationsProxy>(*m_bus);
    connect(m_proxy.get(), &NotificationsProxy::NotificationClosed, this, &DBusNotifier::onClosed);
    connect(m_proxy.get(), &NotificationsProxy::ActivationToken, this, &DBusNotifier::onToken);
    connect(m_proxy.get(), &NotificationsProxy::ActionInvoked, this, &DBusNotifier::onAction);
    connect(m_proxy.get(), &NotificationsProxy::NotificationReplied, this, &DBusNotifier::onReply);
    askCapabilities();
}

// It also starts a service that the desktop starts on demand.
void DBusNotifier::askCapabilities()
{
    if (!m_bus->isConnected()) {
        return; // what is asked there is never answered
    }
    m_isAsking = true;
    auto *watcher = new QDBusPendingCallWatcher(
        m_bus->asyncCall(callOf(u"GetCapabilities"_s), m_timing.capabilitiesMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, of = m_service](QDBusPendingCallWatcher *call) {
                call->deleteLater();
                if (of != m_service) {
                    return;
                }
                m_isAsking = false;
                const QDBusPendingReply<QStringList> reply = *call;
                const QList<Notice> unsaid = std::exchange(m_unsaid, {});
                if (reply.isError()) {
                    qCInfo(lcClient) << "no notification service:" << reply.error().name();
                    m_sinceFailure.start();
                } else {
                    m_capabilities = reply.value();
                    emit capabilitiesKnown(*m_capabilities);
                }
                for (const Notice &notice : unsaid) {
                    show(notice);
                }
            });
}

void DBusNotifier::show(const Notice &notice)
{
    start();
    const bool isPausing = m_sinceFailure.isValid() && !m_sinceFailure.hasExpired(m_timing.retryMs);
    if (isPausing || !m_bus->isConnected()) {
        emit notShown(notice);
        return;
    }
    m_sinceFailure.invalidate();
    if (!m_capabilities) {
        m_unsaid.removeIf([&notice](const Notice &other) { return other.key == notice.key; });
        if (m_unsaid.size() >= limits::maxNoticeRooms) {
            emit notShown(m_unsaid.takeFirst());
        }
        m_unsaid.append(notice);
        if (!m_isAsking) {
            askCapabilities();
        }
        return;
    }
    Entry &entry = m_entries[notice.key];
    entry.isUnwanted = false;
    if (entry.isAsked) {
        entry.next = notice;
    } else {
        send(notice);
    }
}

void DBusNotifier::send(const Notice &notice)
{
    Entry &entry = m_entries[notice.key];
    entry.isAsked = true;
    const bool takesText = m_capabilities->contains("body"_L1);
    QString title = notice.title;
    if (!takesText && !notice.text.isEmpty()) {
        title = title + u": "_s + notice.text;
    }
    const bool isMarkup = m_capabilities->contains("body-markup"_L1);
    const QString text = isMarkup ? notice.text.toHtmlEscaped() : notice.text;
    QDBusMessage call = callOf(u"Notify"_s);
    call.setArguments({QCoreApplication::applicationName(), entry.id, u"maru"_s, title,
                       takesText ? text : QString(), actionsOf(notice), hintsOf(notice), -1});
    auto *watcher = new QDBusPendingCallWatcher(m_bus->asyncCall(call, m_timing.answerMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, notice, of = m_service](QDBusPendingCallWatcher *answer) {
                answer->deleteLater();
                if (of == m_service) {
                    takeAnswer(*answer, notice);
                }
            });
}

QStringList DBusNotifier::actionsOf(const Notice &notice) const
{
    QStringList actions;
    if (m_capabilities->contains("actions"_L1)) {
        actions << openAction << tr("Open");
        if (notice.takesReply && m_capabilities->contains(replyAction)) {
            actions << replyAction << tr("Reply");
        }
    }
    return actions;
}

QVariantMap DBusNotifier::hintsOf(const Notice &notice) const
{
    QVariantMap hints{{u"desktop-entry"_s, u"maru"_s},
                      {u"category"_s, u"im.received"_s},
                      {u"urgency"_s, QVariant::fromValue(uchar(1))}};
    if (!notice.picture.isNull()) {
        const WirePicture picture{notice.picture.convertToFormat(QImage::Format_RGBA8888)};
        hints.insert(u"image-data"_s, QVariant::fromValue(picture));
    }
    if (!notice.hasSound) {
        hints.insert(u"suppress-sound"_s, true);
    } else if (m_capabilities->contains("sound"_L1)) {
        hints.insert(u"sound-name"_s, u"message-new-instant"_s);
    }
    return hints;
}

void DBusNotifier::takeAnswer(const QDBusPendingCall &call, const Notice &notice)
{
    const QDBusPendingReply<uint> reply = call;
    if (reply.isError()) {
        qCInfo(lcClient) << "a notification was not shown:" << reply.error().name();
        fail(notice);
        return;
    }
    const auto found = m_entries.find(notice.key);
    if (found == m_entries.end()) {
        return;
    }
    found->id = reply.value();
    found->isAsked = false;
    if (found->isUnwanted) {
        closeId(found->id);
        m_entries.erase(found);
    } else if (found->next) {
        send(*std::exchange(found->next, std::nullopt));
    }
}

// The service may still show it later: what it says of that is not ours any more.
void DBusNotifier::fail(const Notice &notice)
{
    const Entry entry = m_entries.take(notice.key);
    m_sinceFailure.start();
    if (!entry.isUnwanted) {
        emit notShown(entry.next.value_or(notice));
    }
}

void DBusNotifier::close(const QString &key)
{
    m_unsaid.removeIf([&key](const Notice &notice) { return notice.key == key; });
    const auto found = m_entries.find(key);
    if (found == m_entries.end()) {
        return;
    }
    if (found->isAsked) {
        found->isUnwanted = true;
        found->next.reset();
        return;
    }
    closeId(found->id);
    m_entries.erase(found);
}

void DBusNotifier::closeId(uint id)
{
    QDBusMessage call = callOf(u"CloseNotification"_s);
    call << id;
    m_bus->send(call);
}

void DBusNotifier::onOwnerChanged(const QString &owner)
{
    // A successor knows none of the ids, and may give them to others.
    ++m_service;
    m_isAsking = false;
    m_capabilities.reset();
    const QHash<QString, Entry> entries = std::exchange(m_entries, {});
    for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry) {
        if (!entry->isUnwanted) {
            emit dismissed(entry.key());
        }
    }
    if (!owner.isEmpty()) {
        m_sinceFailure.invalidate();
        askCapabilities(); // what waits is said after that
        return;
    }
    const QList<Notice> unsaid = std::exchange(m_unsaid, {});
    for (const Notice &notice : unsaid) {
        emit notShown(notice);
    }
}

QString DBusNotifier::keyOf(uint id) const
{
    for (auto entry = m_entries.cbegin(); id != 0 && entry != m_entries.cend(); ++entry) {
        if (entry->id == id) {
            return entry.key();
        }
    }
    return {}; // another program's
}

void DBusNotifier::onClosed(uint id)
{
    const QString key = keyOf(id);
    if (key.isEmpty()) {
        return;
    }
    Entry &entry = m_entries[key];
    if (entry.isAsked) {
        entry.id = 0; // another is on its way
        return;
    }
    m_entries.remove(key);
    emit dismissed(key);
}

void DBusNotifier::onToken(uint id, const QString &token)
{
    const QString key = keyOf(id);
    if (!key.isEmpty() && token.size() <= limits::maxActivationChars) {
        m_entries[key].activation = token;
    }
}

void DBusNotifier::onAction(uint id, const QString &action)
{
    const QString key = keyOf(id);
    if (key.isEmpty() || action != openAction) {
        return;
    }
    const QString activation = m_entries.value(key).activation;
    close(key);
    emit activated(key, activation);
}

void DBusNotifier::onReply(uint id, const QString &text)
{
    const QString key = keyOf(id);
    if (!key.isEmpty()) {
        close(key);
        emit replied(key, text);
    }
}

} // namespace maru::client
