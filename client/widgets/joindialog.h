// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace maru::client {

class CertificatePanel;
class ServerList;
class ServerListModel;

/// Asks for a server and a name, and says what is wrong under the field it belongs to. Thread: GUI.
class JoinDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Field : quint8 { Server, Name, Whole };

    explicit JoinDialog(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    /// The servers to choose from; \p servers outlives this.
    void setServers(ServerListModel *servers);
    /// An address as typed, or a `maru://` link, of which the address is shown.
    void setServer(const QString &server);
    void setUserName(const QString &userName);
    [[nodiscard]] QString server() const; ///< as shown; joinRequested() may carry a link to it
    [[nodiscard]] QString userName() const;

    /// Busy: the fields are locked and the button cancels.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Shows \p text under \p field; \p suggestion is a name that one click fills in and joins
    /// with.
    void showError(Field field, const QString &text, const QString &suggestion = {});
    /// Shows \p text under the server's address, both fingerprints (as CertificatePanel wants them)
    /// and a way to trust the new one.
    void showCertificateChange(const QString &text, const QString &known, const QString &seen,
                               bool isOfLink = false);

signals:
    void joinRequested(const QString &server, const QString &userName);
    void cancelled(); ///< while busy
    void searchWanted(bool isWanted); ///< the dialog came, or went
    /// The person trusts the certificate that was shown; joinRequested() follows.
    void certificateTrusted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Entry
    {
        QLineEdit *edit = nullptr;
        QLabel *error = nullptr;
    };

    [[nodiscard]] Entry makeEntry(const QString &title, const QString &placeholder);
    void build();
    void fitHeight();
    void clearErrors();
    void takePicked(const QString &address, const QString &link);
    void pickTheOnlyServer();
    void tryJoin();
    void cancel();
    static void markWrong(const Entry &entry, const QString &text);

    QLabel *m_logo;
    ServerList *m_list = nullptr;
    ServerListModel *m_servers = nullptr;
    QString m_pickedAddress; // while the field shows it, m_pickedLink is joined
    QString m_pickedLink;
    bool m_pickedItself = false; // by pickTheOnlyServer()
    Entry m_server;
    Entry m_name;
    CertificatePanel *m_certificate = nullptr;
    QPushButton *m_suggestion;
    QLabel *m_error;
    QPushButton *m_join;
    bool m_busy = false;
};

} // namespace maru::client
