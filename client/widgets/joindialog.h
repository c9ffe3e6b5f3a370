// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/certificatepanel.h"
#include "client/widgets/theme.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace maru::client {

class EntryField;
class ServerList;
class ServerListModel;

/// Asks for a server and a name, and says what is wrong under the field it belongs to. Thread: GUI.
class JoinDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Field : quint8 { Server, ClassCode, Name, Password, Invitation, DeviceCode, Whole };

    explicit JoinDialog(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    /// The servers to choose from; \p servers outlives this.
    void setServers(ServerListModel *servers);
    /// An address as typed, or a `maru://` link, of which the address is shown.
    void setServer(const QString &server);
    void setUserName(const QString &userName);
    /// The same for the next time it is opened: in one that is open stands what a person typed.
    void offerUserName(const QString &userName);
    [[nodiscard]] QString server() const; ///< as shown; joinRequested() may carry a link to it
    [[nodiscard]] QString userName() const;
    /// Empty unless the person was asked for them, or asked to give them. They are wiped when the
    /// dialog goes.
    [[nodiscard]] QString password() const;
    [[nodiscard]] QString inviteCode() const; ///< an invitation, or an owner code
    [[nodiscard]] QString deviceCode() const; ///< made on another device

    /// Busy: the fields are locked and the button cancels.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Shows \p text under \p field, which appears if it was not there; \p suggestion is a name
    /// that one click fills in and joins with.
    void showError(Field field, const QString &text, const QString &suggestion = {});
    /// Also a field for the password that proves the name to be one's own.
    void offerPassword();
    /// Shows \p text under the server's address, both fingerprints (as CertificatePanel wants them)
    /// and a way to trust the new one.
    void showCertificateChange(const QString &text, const CertificatePanel::Fingerprint &known,
                               const CertificatePanel::Fingerprint &seen, bool isOfLink = false);

signals:
    void joinRequested(const QString &server, const QString &userName);
    void cancelled(); ///< while busy
    void hostWanted(); ///< a chat on this computer, under the name that is there
    void searchWanted(bool isWanted); ///< the dialog came, or went
    /// The person trusts the certificate that was shown; joinRequested() follows.
    void certificateTrusted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void addFields(QVBoxLayout *column);
    void addSecrets(QVBoxLayout *column);
    void connectParts();
    void fitHeight();
    void makeRoomForBar(bool isThere);
    void clearErrors();
    void takePicked(const QString &address, const QString &link);
    void pickTheOnlyServer();
    void tryJoin();
    void tryHost();
    [[nodiscard]] bool hasGoodName();
    void cancel();
    void showSecrets(bool areShown);
    void forgetSecrets(); // they were for another server
    [[nodiscard]] bool hasSecrets() const;
    void takeClassCode();
    [[nodiscard]] QList<EntryField *> fields() const;

    QScrollArea *m_area = nullptr; // all but the buttons: a low screen has no room for all of it
    ServerList *m_list = nullptr;
    ServerListModel *m_servers = nullptr;
    QString m_pickedAddress; // while the field shows it, m_pickedLink is joined
    QString m_pickedLink;
    bool m_pickedItself = false; // by pickTheOnlyServer()
    EntryField *m_server = nullptr;
    EntryField *m_name = nullptr;
    EntryField *m_classCode = nullptr; // hidden until a server asks for it
    EntryField *m_password = nullptr; // this and the next two: hidden until somebody asks for them
    EntryField *m_invitation = nullptr;
    EntryField *m_deviceCode = nullptr;
    QPushButton *m_more = nullptr;
    CertificatePanel *m_certificate = nullptr;
    QPushButton *m_suggestion;
    QLabel *m_error;
    QPushButton *m_join;
    QPushButton *m_host = nullptr;
    bool m_busy = false;
};

} // namespace maru::client
