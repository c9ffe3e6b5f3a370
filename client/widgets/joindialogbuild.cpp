// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What stands in JoinDialog, from the top down.

#include "client/widgets/entryfield.h"
#include "client/widgets/fitheight.h"
#include "client/widgets/joindialog.h"
#include "client/widgets/logo.h"
#include "client/widgets/serverlist.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
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

void makeLink(QPushButton *button)
{
    button->setProperty("role", u"link"_s);
    button->setCursor(Qt::PointingHandCursor);
    button->setAutoDefault(false);
}

// Whatever gave it the focus, but a click: nothing moves away from under the mouse.
void followFocus(QScrollArea *area)
{
    QObject::connect(
        qApp, &QApplication::focusChanged, area, [area](const QWidget * /*old*/, QWidget *now) {
            if (!now || !area->isAncestorOf(now) || QApplication::mouseButtons() != Qt::NoButton) {
                return;
            }
            auto *const field = qobject_cast<EntryField *>(now->parentWidget());
            scrollTo(area, field ? field : now); // with its title
        });
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
    m_area = new QScrollArea(this);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus); // the fields in it have it
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(m_area);
    page->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // as wide as can be seen
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(margin, margin, margin, 0);
    column->setSpacing(0);
    column->addWidget(new Logo(page), 0, Qt::AlignHCenter);
    auto *title = new QLabel(tr("Join a conversation"), page);
    QFont heading = strongFont(bodyFont(font()));
    heading.setPixelSize(heading.pixelSize() + 6);
    title->setFont(heading);
    column->addSpacing(rhythm::unit * 2);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addSpacing(rhythm::unit * 3);
    addFields(column);
    addSecrets(column);
    m_area->setWidget(page);
    connect(m_area->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int, int most) { makeRoomForBar(most > 0); });

    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(margin, rhythm::unit * 2, margin, margin);
    foot->setSpacing(0);
    foot->addWidget(m_error);
    m_join->setDefault(true);
    foot->addWidget(m_join);
    m_host = new QPushButton(tr("Start a chat &here…"), this);
    m_host->setToolTip(tr("This computer becomes the server that others come to"));
    makeLink(m_host);
    foot->addSpacing(rhythm::unit);
    foot->addWidget(m_host, 0, Qt::AlignHCenter);

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->setSizeConstraint(QLayout::SetNoConstraint); // fitHeight() does it
    outer->addWidget(m_area, 1);
    outer->addLayout(foot);
    connectParts();
}

// In the margin: the lines stay as long as they are, and those of a fingerprint are not cut.
void JoinDialog::makeRoomForBar(bool isThere)
{
    const int taken = isThere ? m_area->verticalScrollBar()->sizeHint().width() : 0;
    m_area->widget()->layout()->setContentsMargins(margin, margin, margin - taken, 0);
}

void JoinDialog::addFields(QVBoxLayout *column)
{
    QWidget *const page = column->parentWidget();
    m_list = new ServerList(page);
    column->addWidget(m_list);
    m_server = new EntryField(tr("&Server address"), tr("for example 192.168.0.12"),
                              EntryField::Kind::Plain, page);
    column->addWidget(m_server);
    m_certificate = new CertificatePanel(page);
    m_certificate->hide();
    column->addWidget(m_certificate);
    m_name = new EntryField(tr("&Name"), tr("the name others see"), EntryField::Kind::Plain, page);
    m_classCode = new EntryField(tr("&Class code"), tr("6 letters and digits"),
                                 EntryField::Kind::Plain, page);
    column->addSpacing(rhythm::unit * 2);
    addHidden(column, m_classCode, true);
    column->addWidget(m_name);
    makeLink(m_suggestion);
    m_suggestion->hide();
    column->addWidget(m_suggestion, 0, Qt::AlignLeft);
}

void JoinDialog::addSecrets(QVBoxLayout *column)
{
    QWidget *const page = column->parentWidget();
    m_password = new EntryField(tr("&Password"), {}, EntryField::Kind::Secret, page);
    m_invitation = new EntryField(tr("&Invitation or owner code"), tr("if you were given one"),
                                  EntryField::Kind::Plain, page);
    m_deviceCode = new EntryField(tr("Code from your &other device"), tr("8 letters and digits"),
                                  EntryField::Kind::Plain, page);
    for (EntryField *code : {m_invitation, m_deviceCode}) {
        code->edit()->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    }
    for (EntryField *field : {m_password, m_deviceCode, m_invitation}) {
        addHidden(column, field, false);
    }
    m_more = new QPushButton(tr("I have a password or a code"), page);
    makeLink(m_more);
    column->addSpacing(rhythm::unit);
    column->addWidget(m_more, 0, Qt::AlignLeft);
}

void JoinDialog::connectParts()
{
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
    followFocus(m_area);
}

} // namespace maru::client
