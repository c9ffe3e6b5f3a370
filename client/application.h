// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/accountcontroller.h"
#include "client/attentioncontroller.h"
#include "client/connection/discovery.h"
#include "client/findcontroller.h"
#include "client/hostcontroller.h"
#include "client/lookscontroller.h"
#include "client/model/conversation.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/themecontroller.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace maru::client {

class LogRing;

/// What the command line asked for; empty: not given.
struct Options
{
    QString server; ///< an address or a `maru://` link
    QString userName;
    QString language; ///< "ko" or "en"
    std::optional<ThemeKind> theme; ///< std::nullopt follows the system
    QString notice; ///< what the start had to say, for the window
    bool searches = true; ///< looks for servers in the LAN
    bool startsHidden = false; ///< in the tray, if there is one
    const LogRing *log = nullptr; ///< to be shown for a bug report; outlives the application
};

/// Loads the words of \p language ("" for the system's): ours and those of Qt's own dialogs. Before
/// any window is made.
void installLanguage(const QString &language);

/// The composition root of the client: ties the conversation to the join dialog and the main
/// window. Thread: GUI.
class Application : public QObject
{
    Q_OBJECT

public:
    explicit Application(const Options &options, QObject *parent = nullptr);
    ~Application() override;

    /// Joins, if server and name are known, else asks for them.
    void start();

private:
    void join(const QString &server, const QString &userName);
    void showStored(); ///< the state of the last run, before the server has answered
    void finishJoin();
    void joinHosted(const QString &server, const QString &ownerCode);
    void connectAccount();
    void showAccount();
    void goToPlace();
    void keepPlace();
    void showFailure(const Conversation::JoinFailure &failure);
    void showCertificateChange(const QString &text);
    void showState(Conversation::State state, const QString &text);
    void showRoom();
    void showDialog();
    void showLog();
    void setSearching(bool isSearching);
    void makeWindow();
    void connectView();
    void connectComposer();

    Options m_options;
    ThemeController m_themes;
    LooksController m_looks;
    Conversation m_conversation;
    Discovery m_discovery;
    ServerListModel m_servers; // outlives the dialog, which shows it
    JoinDialog m_dialog;
    AccountController m_account;
    HostController m_host;
    std::unique_ptr<MainWindow> m_window; // made with the first join
    std::unique_ptr<FindController> m_find; // the same
    QTimer m_place; // until the reader's place is written
    QString m_notice; // waits for a window
    bool m_isStored = false; // this run of the conversation began with what was stored
    AttentionController m_attention{AttentionController::systemService()};
};

} // namespace maru::client
