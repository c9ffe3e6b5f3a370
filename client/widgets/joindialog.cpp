// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/joindialog.h"

#include "client/model/serverlistmodel.h"
#include "client/widgets/certificatepanel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "client/widgets/serverlist.h"
#include "common/limits.h"
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
constexpr int logoSize = 56;
constexpr int maxFieldChars = 512; // longer is no name and no address

QString nameRuleText(NameError error)
{
    switch (error) {
    case NameError::Empty:
        return JoinDialog::tr("Please enter a name.");
    case NameError::TooLong:
        return JoinDialog::tr("A name may have at most %n character(s).", nullptr,
                              limits::maxNameGraphemes);
    case NameError::Reserved:
        return JoinDialog::tr("This name is reserved. Please choose another one.");
    case NameError::ForbiddenCharacter:
    case NameError::NotForRooms:
        break;
    }
    return JoinDialog::tr("A name may not contain control or invisible characters.");
}

QLabel *errorLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("role", u"error"_s);
    label->setTextFormat(Qt::PlainText); // it may come from the server
    label->setWordWrap(true);
    label->hide();
    return label;
}

} // namespace

JoinDialog::JoinDialog(QWidget *parent)
    : QDialog(parent)
    , m_logo(new QLabel(this))
    , m_suggestion(new QPushButton(this))
    , m_error(errorLabel(this))
    , m_join(new QPushButton(this))
{
    setWindowTitle(tr("Join – Maru"));
    setFixedWidth(rhythm::joinWidth);
    build();
    setBusy(false);
    fitHeight();
}

void JoinDialog::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(0);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // fitHeight() does it

    m_logo->setPixmap(applicationPixmap(logoSize, devicePixelRatioF()));
    m_logo->setAccessibleName(u"Maru"_s);
    layout->addWidget(m_logo, 0, Qt::AlignHCenter);
    auto *title = new QLabel(tr("Join a conversation"), this);
    QFont heading = strongFont(bodyFont(font()));
    heading.setPixelSize(heading.pixelSize() + 6);
    title->setFont(heading);
    layout->addSpacing(rhythm::unit * 2);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addSpacing(rhythm::unit * 3);

    m_list = new ServerList(this);
    layout->addWidget(m_list);
    m_server = makeEntry(tr("&Server address"), tr("for example 192.168.0.12"));
    m_certificate = new CertificatePanel(this);
    m_certificate->hide();
    layout->addWidget(m_certificate);
    layout->addSpacing(rhythm::unit * 2);
    m_name = makeEntry(tr("&Name"), tr("the name others see"));
    m_suggestion->setProperty("role", u"link"_s);
    m_suggestion->setCursor(Qt::PointingHandCursor);
    m_suggestion->setAutoDefault(false);
    m_suggestion->hide();
    layout->addWidget(m_suggestion, 0, Qt::AlignLeft);
    layout->addSpacing(rhythm::unit * 3);
    layout->addWidget(m_error);
    m_join->setDefault(true);
    layout->addWidget(m_join);

    connect(m_join, &QPushButton::clicked, this, [this] { m_busy ? cancel() : tryJoin(); });
    connect(m_suggestion, &QPushButton::clicked, this, [this] {
        setUserName(m_suggestion->property("name").toString());
        tryJoin();
    });
    connect(m_certificate, &CertificatePanel::trusted, this, [this] {
        emit certificateTrusted();
        tryJoin();
    });
    connect(m_list, &ServerList::picked, this, &JoinDialog::takePicked);
    connect(m_list, &ServerList::heightChanged, this, &JoinDialog::fitHeight);
    connect(m_server.edit, &QLineEdit::textEdited, this, [this] {
        m_list->clearSelection();
        m_pickedItself = false;
        clearErrors();
    });
    connect(m_name.edit, &QLineEdit::textEdited, this, &JoinDialog::clearErrors);
}

JoinDialog::Entry JoinDialog::makeEntry(const QString &title, const QString &placeholder)
{
    auto *box = static_cast<QVBoxLayout *>(layout());
    auto *label = new QLabel(title, this);
    label->setFont(strongFont(bodyFont(font())));
    Entry entry{new QLineEdit(this), errorLabel(this)};
    entry.edit->setPlaceholderText(placeholder);
    entry.edit->setMaxLength(maxFieldChars);
    entry.edit->setAccessibleName(QString(title).remove(u'&'));
    label->setBuddy(entry.edit);
    box->addWidget(label);
    box->addSpacing(rhythm::hair);
    box->addWidget(entry.edit);
    entry.error->setContentsMargins(0, rhythm::hair, 0, 0);
    box->addWidget(entry.error);
    return entry;
}

// As high as the errors need; the width stays.
void JoinDialog::fitHeight()
{
    layout()->invalidate();
    const bool wraps = layout()->hasHeightForWidth(); // an error is shown
    resize(rhythm::joinWidth,
           wraps ? layout()->totalHeightForWidth(rhythm::joinWidth)
                 : layout()->totalSizeHint().height());
}

void JoinDialog::setTheme(const Theme &theme)
{
    m_list->setTheme(theme);
    // Colours come with the style sheet; the logo has its own.
    m_logo->setPixmap(applicationPixmap(logoSize, devicePixelRatioF()));
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
        m_server.edit->clear();
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
    m_server.edit->setText(address);
    if (m_server.edit->hasFocus()) {
        m_name.edit->setFocus();
    }
}

void JoinDialog::setServer(const QString &server)
{
    m_pickedAddress = shownAddress(server);
    m_pickedLink = server;
    m_server.edit->setText(m_pickedAddress);
    (server.isEmpty() ? m_server.edit : m_name.edit)->setFocus();
}

void JoinDialog::setUserName(const QString &userName)
{
    m_name.edit->setText(userName);
}

QString JoinDialog::server() const
{
    return m_server.edit->text().trimmed();
}

QString JoinDialog::userName() const
{
    return m_name.edit->text().trimmed();
}

void JoinDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_list->setEnabled(!busy);
    m_server.edit->setEnabled(!busy);
    m_name.edit->setEnabled(!busy);
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
        markWrong(m_server, text);
        break;
    case Field::Name:
        markWrong(m_name, text);
        if (!suggestion.isEmpty()) {
            m_suggestion->setProperty("name", suggestion);
            m_suggestion->setText(
                tr("Join as “%1”").arg(isolated(suggestion).replace(u'&', "&&"_L1)));
            m_suggestion->show();
        }
        break;
    case Field::Whole:
        m_error->setText(text);
        m_error->setContentsMargins(0, 0, 0, rhythm::unit);
        m_error->show();
        m_join->setFocus();
        break;
    }
    fitHeight();
}

void JoinDialog::showCertificateChange(const QString &text, const QString &known,
                                       const QString &seen, bool isOfLink)
{
    showError(Field::Server, text);
    m_certificate->setChange(known, seen, isOfLink);
    m_certificate->show();
    fitHeight();
}

void JoinDialog::markWrong(const Entry &entry, const QString &text)
{
    entry.error->setText(text);
    entry.error->show();
    entry.edit->setProperty("wrong", true);
    entry.edit->style()->polish(entry.edit);
    entry.edit->setAccessibleDescription(text);
    entry.edit->setFocus();
    entry.edit->selectAll();
}

void JoinDialog::clearErrors()
{
    for (const Entry &entry : {m_server, m_name}) {
        entry.error->hide();
        entry.edit->setAccessibleDescription({});
        if (entry.edit->property("wrong").toBool()) {
            entry.edit->setProperty("wrong", false);
            entry.edit->style()->polish(entry.edit);
        }
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
    const auto name = normalisedUserName(userName());
    if (!name) {
        showError(Field::Name, nameRuleText(name.error()));
        return;
    }
    setBusy(true);
    emit joinRequested(server() == m_pickedAddress ? m_pickedLink : server(), *name);
}

void JoinDialog::cancel()
{
    setBusy(false);
    m_name.edit->setFocus();
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
        emit searchWanted(true);
    }
}

void JoinDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    if (!event->spontaneous()) {
        emit searchWanted(false);
    }
}

} // namespace maru::client
