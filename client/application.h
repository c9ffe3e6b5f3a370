// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attentioncontroller.h"
#include "client/connection/discovery.h"
#include "client/hostcontroller.h"
#include "client/lookscontroller.h"
#include "client/model/serverlistmodel.h"
#include "client/personcontroller.h"
#include "client/process/instance.h"
#include "client/railcontroller.h"
#include "client/serverpage.h"
#include "client/servers/openservers.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/shellwindow.h"
#include "client/widgets/themecontroller.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>

namespace maru::client {

class LogRing;
struct ServerAddress;

/// What the command line asked for; empty: not given.
struct Options
{
    QString server; ///< an address or a `maru://` link
    QString userName;
    QString profile; ///< of profileName()
    QString language; ///< "ko", "en" or "ja"
    std::optional<ThemeKind> theme; ///< std::nullopt follows the system
    bool isThemeGiven = false; ///< else the settings say it
    QStringList passedOn; ///< arguments that other windows of this run get, too
    QString notice; ///< what the start had to say, for the window
    bool searches = true; ///< looks for servers in the LAN
    bool startsHidden = false; ///< in the tray, if there is one
    const LogRing *log = nullptr; ///< to be shown for a bug report; outlives the application
};

/// The composition root of the client: the open servers, the window with a page for each, and the
/// join dialog. Thread: GUI.
class Application : public QObject
{
    Q_OBJECT

public:
    explicit Application(const Options &options, QObject *parent = nullptr);
    ~Application() override;

    /// Opens the servers of the last run and the one that was asked for; asks if there is none.
    void start();
    /// What a later start with the same profile was asked for: brings the window to the front.
    void takeHandOver(const HandOver &wish);
    /// Translated: another Maru has the profile and does not answer.
    [[nodiscard]] static QString noAnswerText();

private:
    // applicationstart.cpp
    void restoreServers(bool startsCurrent);
    void startOthers();
    void keepPlaces();
    void openLink(const QString &link);
    void warnOfLink(const ServerAddress &link);
    void bringToFront();
    // applicationjoin.cpp
    void join(const QString &server, const QString &userName, const JoinSecrets &secrets);
    void joinSilently(const QString &server, const QString &userName);
    void watch(OpenServer *server);
    void takeContent(OpenServer *server);
    void finishJoin(OpenServer *server);
    void showTrouble(OpenServer *server);
    void showFailure(const Conversation::JoinFailure &failure);
    void showCertificateChange(const QString &text);
    void askForServer();
    void resetDialog(); ///< it asks for a new server, unless it is busy
    void showDialog();
    // application.cpp
    void connectDialog();
    void connectServers();
    void connectAttention();
    void showShell();
    void showLog();
    void makeShell();
    [[nodiscard]] ServerPage *pageOf(OpenServer *server);
    void showServer();
    void doNoticeAction();
    void forgetServer(OpenServer *server);
    void setSearching(bool isSearching);

    Options m_options;
    ThemeController m_themes;
    LooksController m_looks;
    Discovery m_discovery;
    ServerListModel m_servers; // outlives the dialog, which shows it
    OpenServers m_open;
    std::unique_ptr<OpenServer> m_candidate; // is joined for the first time
    OpenServer *m_subject = nullptr; // what the dialog is about; null: a new one
    JoinDialog m_dialog;
    HostController m_host;
    PersonController m_person;
    std::unique_ptr<ShellWindow> m_shell; // made with the first page
    std::unique_ptr<RailController> m_rail; // the same
    std::map<OpenServer *, std::unique_ptr<ServerPage>> m_pages; // of those that were looked at
    bool m_wasShown = false; // m_shell
    QString m_activation; // by which the next window comes forward
    QTimer m_placesTimer; // changes of one moment are written together
    AttentionController m_attention{AttentionController::systemService()};
};

} // namespace maru::client
