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

/// Asks for a server and a name, and says what is wrong under the field it belongs to. Thread: GUI.
class JoinDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Field : quint8 { Server, Name, Whole };

    explicit JoinDialog(QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setServer(const QString &server);
    void setUserName(const QString &userName);
    [[nodiscard]] QString server() const;
    [[nodiscard]] QString userName() const;

    /// Busy: the fields are locked and the button cancels.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Shows \p text under \p field; \p suggestion is a name that one click fills in and joins
    /// with.
    void showError(Field field, const QString &text, const QString &suggestion = {});
    /// Shows \p text under the server's address, both fingerprints (as CertificatePanel wants them)
    /// and a way to trust the new one.
    void showCertificateChange(const QString &text, const QString &known, const QString &seen);

signals:
    void joinRequested(const QString &server, const QString &userName);
    void cancelled(); ///< while busy
    /// The person trusts the certificate that was shown; joinRequested() follows.
    void certificateTrusted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

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
    void tryJoin();
    void cancel();
    static void markWrong(const Entry &entry, const QString &text);

    QLabel *m_logo;
    Entry m_server;
    Entry m_name;
    CertificatePanel *m_certificate = nullptr;
    QPushButton *m_suggestion;
    QLabel *m_error;
    QPushButton *m_join;
    bool m_busy = false;
};

} // namespace maru::client
