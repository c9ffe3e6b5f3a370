// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/notificationsproxy.h"
#include "client/attention/notifier.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QElapsedTimer>
#include <QHash>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QDBusPendingCall;

namespace maru::client {

/// What tests shorten; 0: as clientlimits.h has it.
struct DBusNotifierTiming
{
    int answerMs = 0; ///< to a notification
    int capabilitiesMs = 0; ///< to the question what it can do
    int retryMs = 0;
};

/// Notices through the desktop's org.freedesktop.Notifications (Desktop Notifications
/// Specification 1.2, and KDE's "inline-reply"). The service may be absent, die, come back, answer
/// late or wrongly: a notice it has not taken within limits::notifyAnswerMs is notShown(), and then
/// it is left alone for limits::notifyRetryMs, or until it is there anew.
class DBusNotifier : public Notifier
{
    Q_OBJECT

public:
    using Timing = DBusNotifierTiming;

    /// \p bus: asked once, by start() or the first show().
    using Bus = std::function<QDBusConnection()>;

    explicit DBusNotifier(Bus bus, Timing timing = {}, QObject *parent = nullptr);

    void start() override;
    void show(const Notice &notice) override;
    void close(const QString &key) override;

signals:
    void capabilitiesKnown(const QStringList &capabilities); ///< of a service that has come

private:
    struct Entry
    {
        uint id = 0; // 0: the service has not answered yet
        bool isAsked = false; // an answer is awaited
        bool isUnwanted = false; // to be closed once it has an id
        std::optional<Notice> next; // shown after the answer
        QString activation; // of the click that is told next
    };

    void askCapabilities();
    void send(const Notice &notice);
    void takeAnswer(const QDBusPendingCall &call, const Notice &notice);
    void fail(const Notice &notice);
    void closeId(uint id);
    [[nodiscard]] QString keyOf(uint id) const;
    [[nodiscard]] QVariantMap hintsOf(const Notice &notice) const;
    [[nodiscard]] QStringList actionsOf(const Notice &notice) const;

    void onOwnerChanged(const QString &owner);
    void onClosed(uint id);
    void onToken(uint id, const QString &token);
    void onAction(uint id, const QString &action);
    void onReply(uint id, const QString &text);

    Bus m_source;
    std::optional<QDBusConnection> m_bus; // none before start()
    std::unique_ptr<NotificationsProxy> m_proxy;
    Timing m_timing;
    QDBusServiceWatcher m_watcher;
    std::optional<QStringList> m_capabilities; // of the service that is there
    bool m_isAsking = false; // for them
    QList<Notice> m_unsaid; // wait for them
    QHash<QString, Entry> m_entries; // by key
    QElapsedTimer m_sinceFailure; // invalid: there was none
    quint64 m_service = 0; // counts them: an answer of an earlier one is void
};

} // namespace maru::client
