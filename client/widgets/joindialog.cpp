// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/joindialog.h"

#include "client/model/recentservers.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/fitheight.h"
#include "client/widgets/serverlist.h"
#include "common/text/cut.h"
#include "common/text/username.h"

#include <QCloseEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace maru::client {

QList<EntryField *> JoinDialog::fields() const
{
    return {m_server, m_classCode, m_name, m_password, m_deviceCode, m_invitation};
}

// As high as the errors need, as far as the screen goes; the width stays. Measured when it is seen:
// most starts never show it.
void JoinDialog::fitHeight()
{
    if (!isVisible()) {
        return;
    }
    for (EntryField *field : fields()) {
        field->layout()->invalidate();
        field->updateGeometry();
    }
    makeRoomForBar(false);
    client::fitHeight(this, rhythm::joinWidth, m_area);
    makeRoomForBar(m_area->verticalScrollBar()->maximum() > 0);
}

void JoinDialog::setTheme(const Theme &theme)
{
    m_list->setTheme(theme); // the rest has its colours from the style sheet
}

void JoinDialog::setServers(ServerListModel *servers)
{
    m_servers = servers;
    m_list->setModel(servers);
    connect(servers, &ServerListModel::rowsInserted, this, &JoinDialog::pickTheOnlyServer);
}

// A person who has chosen nothing yet need not choose among one; among two they must, and for what
// is secret, too.
void JoinDialog::pickTheOnlyServer()
{
    if (m_pickedItself && m_servers->foundCount() > 1) {
        m_pickedItself = false;
        m_list->clearSelection();
        m_server->setText({});
    } else if (server().isEmpty() && m_servers->foundCount() == 1 && !m_busy && !hasSecrets()) {
        m_list->select(0);
        m_pickedItself = true;
    }
}

void JoinDialog::takePicked(const QString &address, const QString &link)
{
    clearErrors();
    const bool isFirst = server().isEmpty(); // chosen for the secrets that are there
    m_pickedItself = false;
    m_pickedAddress = address;
    m_pickedLink = link;
    m_server->setText(address);
    if (!isFirst) {
        forgetSecrets();
    }
    if (m_server->edit()->hasFocus()) {
        m_name->setFocus();
    }
}

void JoinDialog::setServer(const QString &server)
{
    m_pickedAddress = shownAddress(server);
    m_pickedLink = server;
    if (m_pickedAddress != this->server()) {
        forgetSecrets();
    }
    m_server->setText(m_pickedAddress);
    (server.isEmpty() ? m_server : m_name)->setFocus();
}

void JoinDialog::setUserName(const QString &userName)
{
    m_name->setText(userName);
}

void JoinDialog::offerUserName(const QString &userName)
{
    if (!isVisible()) {
        setUserName(userName);
    }
}

QString JoinDialog::server() const
{
    return m_server->text();
}

QString JoinDialog::userName() const
{
    return m_name->text();
}

void JoinDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_list->setEnabled(!busy);
    for (EntryField *field : fields()) {
        field->setEnabled(!busy);
    }
    m_more->setEnabled(!busy);
    m_host->setEnabled(!busy);
    m_suggestion->setEnabled(!busy);
    m_join->setText(busy ? tr("Joining… Cancel") : tr("Join"));
    m_join->setProperty("role", busy ? QString() : u"primary"_s);
    style()->polish(m_join);
    if (busy) {
        clearErrors();
        m_join->setFocus();
    }
}

void JoinDialog::showError(Field field, const QString &text, const QString &suggestion)
{
    setBusy(false);
    clearErrors();
    EntryField *wrong = nullptr;
    switch (field) {
    case Field::Server:
        wrong = m_server;
        break;
    case Field::ClassCode:
        m_classCode->show();
        wrong = m_classCode;
        break;
    case Field::Name:
        wrong = m_name;
        if (!suggestion.isEmpty()) {
            m_suggestion->setProperty("name", suggestion);
            const QString shown =
                fontMetrics().elidedText(displayName(suggestion), Qt::ElideRight, width() / 2);
            m_suggestion->setText(tr("Join as “%1”").arg(isolated(shown).replace(u'&', "&&"_L1)));
            m_suggestion->show();
        }
        break;
    case Field::Password:
    case Field::Invitation:
    case Field::DeviceCode:
        showSecrets(true);
        wrong = field == Field::Password ? m_password
            : field == Field::Invitation ? m_invitation
                                         : m_deviceCode;
        break;
    case Field::Whole:
        m_error->setText(cut(text, 500)); // a server may have written it
        m_error->setContentsMargins(0, 0, 0, rhythm::unit);
        m_error->show();
        m_join->setFocus();
        break;
    }
    if (wrong) {
        wrong->showError(text);
    }
    fitHeight();
    if (wrong) {
        scrollTo(m_area, wrong);
    }
}

void JoinDialog::showCertificateChange(const QString &text,
                                       const CertificatePanel::Fingerprint &known,
                                       const CertificatePanel::Fingerprint &seen, bool isOfLink)
{
    showError(Field::Server, text);
    m_certificate->setChange(known, seen, isOfLink);
    m_certificate->show();
    fitHeight();
    scrollTo(m_area, m_certificate);
    scrollTo(m_area, m_server); // where there is no room for both
}

void JoinDialog::clearErrors()
{
    for (EntryField *field : fields()) {
        field->clearError();
    }
    m_certificate->hide();
    m_suggestion->hide();
    m_error->hide();
    fitHeight();
}

void JoinDialog::tryJoin()
{
    if (server().isEmpty()) {
        showError(Field::Server, tr("Please enter the address of a server."));
        return;
    }
    if (!hasGoodName()) {
        return;
    }
    takeClassCode();
    m_pickedItself = false; // who joins it has chosen it
    setBusy(true);
    emit joinRequested(server() == m_pickedAddress ? m_pickedLink : server(),
                       *normalisedUserName(userName()));
}

void JoinDialog::cancel()
{
    setBusy(false);
    m_name->setFocus();
    emit cancelled();
}

void JoinDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_busy) {
        cancel();
        return;
    }
    QDialog::keyPressEvent(event);
}

void JoinDialog::closeEvent(QCloseEvent *event)
{
    if (m_busy) {
        cancel();
    }
    QDialog::closeEvent(event);
}

void JoinDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (!event->spontaneous()) { // not back from the task bar
        fitHeight();
        emit searchWanted(true);
    }
}

void JoinDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    if (!event->spontaneous()) {
        forgetSecrets();
        emit searchWanted(false);
    }
}

} // namespace maru::client
