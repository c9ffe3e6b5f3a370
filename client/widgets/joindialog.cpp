// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/joindialog.h"

#include "client/model/recentservers.h"
#include "client/model/serverlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/logo.h"
#include "client/widgets/serverlist.h"
#include "common/limits.h"
#include "common/text/cut.h"
#include "common/text/username.h"

#include <QApplication>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int margin = 32;

QLabel *errorLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("role", u"error"_s);
    label->setTextFormat(Qt::PlainText); // it may come from the server
    label->setWordWrap(true);
    label->hide();
    return label;
}

// With the space between it and the field that is always there.
void addHidden(QVBoxLayout *layout, EntryField *field, bool isAbove)
{
    const int space = rhythm::unit * 2;
    isAbove ? field->layout()->setContentsMargins(0, 0, 0, space)
            : field->layout()->setContentsMargins(0, space, 0, 0);
    field->hide();
    layout->addWidget(field);
}

} // namespace

JoinDialog::JoinDialog(QWidget *parent)
    : QDialog(parent)
    , m_suggestion(new QPushButton(this))
    , m_error(errorLabel(this))
    , m_join(new QPushButton(this))
{
    setWindowTitle(tr("Join – Maru"));
    setFixedWidth(rhythm::joinWidth);
    build();
    setBusy(false);
}

void JoinDialog::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(0);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // fitHeight() does it

    layout->addWidget(new Logo(this), 0, Qt::AlignHCenter);
    auto *title = new QLabel(tr("Join a conversation"), this);
    QFont heading = strongFont(bodyFont(font()));
    heading.setPixelSize(heading.pixelSize() + 6);
    title->setFont(heading);
    layout->addSpacing(rhythm::unit * 2);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addSpacing(rhythm::unit * 3);

    m_list = new ServerList(this);
    layout->addWidget(m_list);
    m_server = new EntryField(tr("&Server address"), tr("for example 192.168.0.12"),
                              EntryField::Kind::Plain, this);
    layout->addWidget(m_server);
    m_certificate = new CertificatePanel(this);
    m_certificate->hide();
    layout->addWidget(m_certificate);
    m_name = new EntryField(tr("&Name"), tr("the name others see"), EntryField::Kind::Plain, this);
    m_classCode = new EntryField(tr("&Class code"), tr("6 letters and digits"),
                                 EntryField::Kind::Plain, this);
    layout->addSpacing(rhythm::unit * 2);
    addHidden(layout, m_classCode, true);
    layout->addWidget(m_name);
    m_suggestion->setProperty("role", u"link"_s);
    m_suggestion->setCursor(Qt::PointingHandCursor);
    m_suggestion->setAutoDefault(false);
    m_suggestion->hide();
    layout->addWidget(m_suggestion, 0, Qt::AlignLeft);
    m_password = new EntryField(tr("&Password"), {}, EntryField::Kind::Secret, this);
    m_invitation = new EntryField(tr("&Invitation or owner code"), tr("if you were given one"),
                                  EntryField::Kind::Plain, this);
    m_deviceCode = new EntryField(tr("Code from your &other device"), tr("8 letters and digits"),
                                  EntryField::Kind::Plain, this);
    for (EntryField *code : {m_invitation, m_deviceCode}) {
        code->edit()->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    }
    for (EntryField *field : {m_password, m_deviceCode, m_invitation}) {
        addHidden(layout, field, false);
    }
    m_more = new QPushButton(tr("I have a password or a code"), this);
    m_more->setProperty("role", u"link"_s);
    m_more->setCursor(Qt::PointingHandCursor);
    m_more->setAutoDefault(false);
    layout->addSpacing(rhythm::unit);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addSpacing(rhythm::unit * 2);
    layout->addWidget(m_error);
    m_join->setDefault(true);
    layout->addWidget(m_join);
    m_host = new QPushButton(tr("Start a chat &here…"), this);
    m_host->setToolTip(tr("This computer becomes the server that others come to"));
    m_host->setProperty("role", u"link"_s);
    m_host->setCursor(Qt::PointingHandCursor);
    m_host->setAutoDefault(false);
    layout->addSpacing(rhythm::unit);
    layout->addWidget(m_host, 0, Qt::AlignHCenter);
    connect(m_host, &QPushButton::clicked, this, &JoinDialog::tryHost);

    connect(m_join, &QPushButton::clicked, this, [this] { m_busy ? cancel() : tryJoin(); });
    connect(m_suggestion, &QPushButton::clicked, this, [this] {
        setUserName(m_suggestion->property("name").toString());
        m_password->clear(); // it was for the name that is taken
        tryJoin();
    });
    connect(m_certificate, &CertificatePanel::trusted, this, [this] {
        emit certificateTrusted();
        tryJoin();
    });
    connect(m_list, &ServerList::picked, this, &JoinDialog::takePicked);
    connect(m_list, &ServerList::heightChanged, this, &JoinDialog::fitHeight);
    connect(m_server, &EntryField::edited, this, [this] {
        m_list->clearSelection();
        m_pickedItself = false;
        forgetSecrets();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        showSecrets(true);
        m_password->setFocus();
    });
    for (EntryField *field : fields()) {
        connect(field, &EntryField::edited, this, &JoinDialog::clearErrors);
    }
}

QList<EntryField *> JoinDialog::fields() const
{
    return {m_server, m_classCode, m_name, m_password, m_deviceCode, m_invitation};
}

// As high as the errors need; the width stays. Measured when it is seen: most starts never show it.
void JoinDialog::fitHeight()
{
    if (!isVisible()) {
        return;
    }
    for (EntryField *field : fields()) {
        field->layout()->invalidate();
        field->updateGeometry();
    }
    layout()->invalidate();
    const bool wraps = layout()->hasHeightForWidth(); // an error is shown
    resize(rhythm::joinWidth,
           wraps ? layout()->totalHeightForWidth(rhythm::joinWidth)
                 : layout()->totalSizeHint().height());
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

// A person who has chosen nothing yet need not choose among one; among two they must.
void JoinDialog::pickTheOnlyServer()
{
    if (m_pickedItself && m_servers->foundCount() > 1) {
        m_pickedItself = false;
        m_list->clearSelection();
        m_server->setText({});
    } else if (server().isEmpty() && m_servers->foundCount() == 1 && !m_busy) {
        m_list->select(0);
        m_pickedItself = true;
    }
}

void JoinDialog::takePicked(const QString &address, const QString &link)
{
    clearErrors();
    m_pickedItself = false;
    m_pickedAddress = address;
    m_pickedLink = link;
    m_server->setText(address);
    forgetSecrets();
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
    switch (field) {
    case Field::Server:
        m_server->showError(text);
        break;
    case Field::ClassCode:
        m_classCode->show();
        m_classCode->showError(text);
        break;
    case Field::Name:
        m_name->showError(text);
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
        (field == Field::Password         ? m_password
             : field == Field::Invitation ? m_invitation
                                          : m_deviceCode)
            ->showError(text);
        break;
    case Field::Whole:
        m_error->setText(cut(text, 500)); // a server may have written it
        m_error->setContentsMargins(0, 0, 0, rhythm::unit);
        m_error->show();
        m_join->setFocus();
        break;
    }
    fitHeight();
}

void JoinDialog::showCertificateChange(const QString &text,
                                       const CertificatePanel::Fingerprint &known,
                                       const CertificatePanel::Fingerprint &seen, bool isOfLink)
{
    showError(Field::Server, text);
    m_certificate->setChange(known, seen, isOfLink);
    m_certificate->show();
    fitHeight();
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
