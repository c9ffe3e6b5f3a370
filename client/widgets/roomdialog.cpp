// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomdialog.h"

#include "client/model/directorymodel.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"
#include "common/text/nameorder.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(440, 600);
constexpr QSize smallest(320, 400);
constexpr int windowFrame = 40; // title and borders of a window
constexpr int membersHeight = 72;
constexpr int tabsHeight = 40;

QVBoxLayout *pageColumn(QWidget *page)
{
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(rhythm::unit + rhythm::hair);
    return column;
}

} // namespace

RoomDialog::RoomDialog(RoomActions *actions, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Rooms and people"));
    setMinimumSize(smallest);
    const int most = screen()->availableGeometry().height() - windowFrame;
    resize(firstSize.boundedTo({firstSize.width(), std::max(most, smallest.height())}));
    m_tabs = new QTabBar(this);
    m_tabs->setObjectName(u"roomTabs"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(true);
    m_tabs->setFixedHeight(tabsHeight); // its own hint does not count the style sheet
    m_tabs->addTab(tr("Find a room"));
    m_tabs->addTab(tr("New room"));
    m_tabs->addTab(tr("Write to a person"));
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(makeFindPage());
    m_pages->addWidget(makeCreatePage());
    m_pages->addWidget(makePersonPage());
    m_failure = new QLabel(this);
    m_failure->setObjectName(u"roomFailure"_s);
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    m_failure->setProperty("role", u"error"_s);
    m_failure->hide();
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_accept = new QPushButton(this);
    m_accept->setObjectName(u"roomAccept"_s);
    m_accept->setProperty("role", u"primary"_s);
    m_accept->setDefault(true);
    connect(m_accept, &QPushButton::clicked, this, &RoomDialog::accept);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::unit + rhythm::hair);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    column->addWidget(m_failure);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    column->addLayout(buttons);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) { setPage(Page(page)); });
    setPage(Page::Find);
}

QWidget *RoomDialog::makeFindPage()
{
    auto *page = new QWidget(this);
    m_rooms = new DirectoryView(new DirectoryModel(m_actions->roomSource()),
                                {tr("Search rooms"),
                                 tr("There is no other room that you could enter. Make a new one, "
                                    "or ask for a class code."),
                                 tr("No room that you could enter is called “%1”.")},
                                page);
    m_rooms->setObjectName(u"findRooms"_s);
    connect(m_rooms, &DirectoryView::currentChanged, this, &RoomDialog::updateButtons);
    connect(m_rooms, &DirectoryView::activated, this, &RoomDialog::accept);
    m_code = new LineEdit(page);
    m_code->setObjectName(u"classCode"_s);
    m_code->setPlaceholderText(tr("Six letters and digits"));
    m_code->setMaxLength(32); // with what is pasted around it
    m_joinByCode = new QPushButton(tr("Enter"), page);
    m_joinByCode->setObjectName(u"joinByCode"_s);
    m_joinByCode->setAutoDefault(false);
    connect(m_joinByCode, &QPushButton::clicked, this, &RoomDialog::joinByCode);
    connect(m_code, &QLineEdit::returnPressed, this, &RoomDialog::joinByCode);
    connect(m_code, &QLineEdit::textChanged, this, [this] {
        m_codeField.showError({});
        updateButtons();
    });
    auto *column = pageColumn(page);
    column->addWidget(m_rooms, 1);
    m_codeField = FormField(tr("Or with a class code"), m_code, column, m_joinByCode);
    return page;
}

QWidget *RoomDialog::makeCreatePage()
{
    m_createArea = new QScrollArea(this); // a screen of 200 % is lower than this page
    m_createArea->setObjectName(u"createPage"_s);
    m_createArea->setFrameShape(QFrame::NoFrame);
    m_createArea->setFocusPolicy(Qt::NoFocus); // the fields in it have it
    m_createArea->setWidgetResizable(true);
    m_createArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(m_createArea);
    m_name = new LineEdit(page);
    m_name->setObjectName(u"roomName"_s);
    m_kind = new QComboBox(page);
    m_kind->setObjectName(u"roomKind"_s);
    m_kind->addItem(tr("Public – everybody here can find and enter it"), int(RoomKind::Public));
    m_kind->addItem(tr("Private – only who is invited knows of it"), int(RoomKind::Private));
    m_kind->addItem(tr("Announcements – moderators write, all read"), int(RoomKind::Announcement));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_topic = new LineEdit(page);
    m_topic->setObjectName(u"roomTopic"_s);
    auto *people = new DirectoryModel(m_actions->peopleSource());
    people->setCheckable(true);
    m_members = new DirectoryView(
        people,
        {tr("Search people"), tr("Nobody else has been here yet."), tr("Nobody is called “%1”.")},
        page);
    m_members->setObjectName(u"roomMembers"_s);
    m_members->view()->setMinimumHeight(membersHeight);
    // It takes what is left, before the page is scrolled.
    m_members->view()->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    connect(people, &DirectoryModel::checkedChanged, this, &RoomDialog::showMembers);
    m_chosen = new QLabel(page);
    m_chosen->setTextFormat(Qt::PlainText);
    m_chosen->setWordWrap(true);
    m_chosen->hide();
    m_withCode = new QCheckBox(tr("Make a class code that lets people in"), page);
    m_withCode->setObjectName(u"withCode"_s);

    auto *column = pageColumn(page);
    m_nameField = FormField(tr("Name"), m_name, column);
    static_cast<void>(FormField(tr("Kind"), m_kind, column));
    m_topicField = FormField(tr("Topic (may be empty)"), m_topic, column);
    m_membersField = FormField(tr("Who is in it from the start"), m_members, column);
    column->setStretch(3, 1);
    column->addWidget(m_chosen);
    column->addWidget(m_withCode);
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        m_nameField.showError({});
        updateButtons();
    });
    connect(m_topic, &QLineEdit::textChanged, this, [this] { m_topicField.showError({}); });
    m_createArea->setWidget(page);
    return m_createArea;
}

QWidget *RoomDialog::makePersonPage()
{
    m_people = new DirectoryView(
        new DirectoryModel(m_actions->peopleSource()),
        {tr("Search people"), tr("Nobody else has been here yet."), tr("Nobody is called “%1”.")},
        this);
    m_people->setObjectName(u"findPeople"_s);
    connect(m_people, &DirectoryView::currentChanged, this, &RoomDialog::updateButtons);
    connect(m_people, &DirectoryView::activated, this, &RoomDialog::accept);
    return m_people;
}

void RoomDialog::setPage(Page page)
{
    m_tabs->setCurrentIndex(int(page));
    m_pages->setCurrentIndex(int(page));
    clearErrors();
    DirectoryView *const list = page == Page::Find ? m_rooms
        : page == Page::Create                     ? m_members
                                                   : m_people;
    if (list->model()->rowCount() == 0 && !list->model()->isAsking()) {
        list->model()->ask();
    }
    QWidget *const first = page == Page::Create ? static_cast<QWidget *>(m_name) : list->filter();
    first->setFocus();
    updateButtons();
}

RoomDialog::Page RoomDialog::page() const
{
    return Page(m_tabs->currentIndex());
}

void RoomDialog::accept()
{
    const bool isCode = page() == Page::Find && m_code->hasFocus(); // it has a button of its own
    if (m_isBusy || isCode || !m_accept->isEnabled()) {
        return;
    }
    clearErrors();
    setBusy(true);
    switch (page()) {
    case Page::Find:
        m_actions->join(RoomId(m_rooms->currentId()), finishing());
        break;
    case Page::Create:
        create();
        break;
    case Page::Person:
        m_actions->openDirect(UserId(m_people->currentId()), finishing());
        break;
    }
}

void RoomDialog::joinByCode()
{
    if (!m_isBusy && !m_code->text().trimmed().isEmpty()) {
        clearErrors();
        setBusy(true);
        m_actions->joinByCode(m_code->text(), finishing());
    }
}

void RoomDialog::create()
{
    RoomCreate request;
    request.name = m_name->text();
    request.kind = RoomKind(m_kind->currentData().toInt());
    request.topic = m_topic->text();
    request.classCode = m_withCode->isChecked();
    const QStringList chosen = m_members->model()->checked().keys();
    for (const QString &id : chosen) {
        request.members.append(UserId(id));
    }
    m_actions->create(request, finishing());
}

RoomActions::Handler RoomDialog::finishing()
{
    return [dialog = QPointer<RoomDialog>(this)](const RoomActions::Outcome &outcome) {
        if (dialog) {
            dialog->finish(outcome);
        }
    };
}

void RoomDialog::finish(const RoomActions::Outcome &outcome)
{
    setBusy(false);
    if (outcome.failure.isEmpty()) {
        QDialog::accept();
        return;
    }
    using Field = RoomActions::Field;
    if (page() == Page::Create && outcome.field == Field::Name) {
        m_nameField.showError(outcome.failure);
        m_createArea->ensureWidgetVisible(m_name);
    } else if (page() == Page::Create && outcome.field == Field::Topic) {
        m_topicField.showError(outcome.failure);
        m_createArea->ensureWidgetVisible(m_topic);
    } else if (page() == Page::Create && outcome.field == Field::Members) {
        m_membersField.showError(outcome.failure);
    } else if (page() == Page::Find && outcome.field == Field::Code) {
        m_codeField.showError(outcome.failure);
    } else {
        m_failure->setText(outcome.failure);
        m_failure->setAccessibleName(outcome.failure);
        m_failure->show();
    }
}

void RoomDialog::showMembers()
{
    QStringList names = m_members->model()->checked().values();
    NameOrder().sort(names);
    for (QString &name : names) {
        name = isolated(displayName(name));
    }
    m_chosen->setText(tr("With %1").arg(names.join(", "_L1)));
    m_chosen->setVisible(!names.isEmpty());
    m_membersField.showError({});
}

void RoomDialog::updateButtons()
{
    const Page now = page();
    m_accept->setText(now == Page::Find         ? tr("Enter the room")
                          : now == Page::Create ? tr("Make the room")
                                                : tr("Write"));
    m_accept->setAccessibleName(m_accept->text());
    const bool isReady = now == Page::Find ? !m_rooms->currentId().isEmpty()
        : now == Page::Create              ? !m_name->text().trimmed().isEmpty()
                                           : !m_people->currentId().isEmpty();
    m_accept->setEnabled(isReady && !m_isBusy);
    m_joinByCode->setEnabled(!m_isBusy && !m_code->text().trimmed().isEmpty());
}

void RoomDialog::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_tabs->setEnabled(!isBusy); // the answer belongs to this page
    updateButtons();
}

void RoomDialog::clearErrors()
{
    m_failure->hide();
    m_codeField.showError({});
    m_nameField.showError({});
    m_topicField.showError({});
    m_membersField.showError({});
}

} // namespace maru::client
