// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/attentionsettings.h"
#include "client/attention/noticeboard.h"
#include "client/attention/notifier.h"
#include "client/attention/tray.h"
#include "client/conversationwatch.h"
#include "client/widgets/theme.h"

#include <QColor>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSettings>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QDialog;
class QToolButton;
class QWidget;

namespace maru::client {

class MainWindow;

/// Calls the person who looks elsewhere: notifications, the tray, the window's title and its mark
/// in the task bar, for all conversations that it was given. Thread: GUI.
class AttentionController : public QObject
{
    Q_OBJECT

public:
    /// \p service shows notices; null: the tray alone.
    explicit AttentionController(std::unique_ptr<Notifier> service, QObject *parent = nullptr);
    ~AttentionController() override;

    /// The desktop's notification service, where there can be one.
    [[nodiscard]] static std::unique_ptr<Notifier> systemService();

    /// Looks for the tray and the service: not before the first window, which it would hold up.
    void start();
    void watch(Conversation &conversation); ///< it outlives this object, or is forgotten before
    void forget(Conversation &conversation);
    void setWindow(QWidget *window); ///< that shows the conversations, in pages of it
    void addPage(MainWindow *page, const Theme &theme); ///< gets a bell, and an entry in its menu
    /// Which of several conversations the window shows; without it, all of them.
    void setShownConversation(std::function<const Conversation *()> shown);
    /// Of this person: what starts with the session.
    void setProfile(const QString &profile) { m_profile = profile; }
    void noteSeen(); ///< what is shown needs no notice any more
    void quit(); ///< ends Maru, where closing its window would not, too

    /// At a start with `--minimized`: the window stays in the tray, or as small as it gets.
    void startHidden();
    void showSettings();
    [[nodiscard]] QWidget *makeSettingsPage(); ///< the caller's
    [[nodiscard]] Tray &tray() { return m_tray; }
    [[nodiscard]] AttentionSettings &settings() { return m_settings; }

signals:
    void quietChanged(); ///< what the bells show
    /// The person wants to see it, and there is none yet. \p activation: as of Notifier.
    void windowWanted(const QString &activation);
    void conversationWanted(maru::client::Conversation *conversation); ///< of a clicked notice

private:
    struct Target
    {
        QPointer<Conversation> conversation;
        Incoming message;
        bool isOne = false; ///< one message, else several
    };

    void take(ConversationWatch &watch, const Incoming &message);
    void takeMissed(ConversationWatch &watch, const QList<ConversationWatch::Missed> &rooms);
    void schedule();
    void flush();
    void show(const Notice &notice);
    void close(const QStringList &keys);
    void activate(const QString &key, const QString &activation);
    void reply(const QString &key, const QString &text);
    void dismiss(const QString &key);
    void showWindow(const QString &activation = {});
    [[nodiscard]] QString quietUntil() const; ///< as shown; empty: nobody has chosen it
    void updateBadge();
    void updateTitle();
    void updateQuiet();
    void updateQuitting();
    void setQuiet(Tray::Quiet quiet);
    void showQuietMenu(const QToolButton *bell);
    void showBell(QToolButton *bell, const QColor &colour) const;
    void sayThatItGoesOn();
    [[nodiscard]] bool isSeen(const ConversationWatch &watch, const QString &room) const;
    [[nodiscard]] bool keepsRunning() const;
    [[nodiscard]] ConversationWatch *watchOf(const QString &account) const;
    bool eventFilter(QObject *watched, QEvent *event) override;

    QSettings m_store;
    AttentionSettings m_settings;
    std::unique_ptr<Notifier> m_service;
    Tray m_tray;
    NoticeBoard m_board;
    QElapsedTimer m_clock;
    QTimer m_due;
    QTimer m_minute; // quiet hours begin and end
    std::vector<std::unique_ptr<ConversationWatch>> m_watches;
    std::function<const Conversation *()> m_shown;
    QHash<QString, Target> m_targets; // by key
    QPointer<QWidget> m_window;
    QPointer<QDialog> m_dialog;
    ConversationWatch::Counts m_counts;
    QString m_profile;
    QString m_title; // as the window wants it, without our count
    QString m_shownTitle;
    bool m_isQuitting = false;
};

} // namespace maru::client
