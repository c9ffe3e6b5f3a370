// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/memberdialogs.h"

#include "client/model/directorymodel.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/fitheight.h"
#include "client/widgets/formfield.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"
#include "common/text/nameorder.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTextLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int sanctionWidth = 380;
constexpr int pieceWidth = sanctionWidth / 4; // of a name
constexpr QSize inviteSize(380, 480);
constexpr int maxReasonChars = 200;
constexpr qint64 minuteMs = 60'000;

QVBoxLayout *dialogColumn(QDialog *dialog)
{
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::unit + rhythm::hair);
    return column;
}

QLabel *plainLabel(const QString &name, const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QLatin1StringView(role));
    return label;
}

// A label breaks its lines between words only, and a name may be one long word: places to break it
// at, which are not seen.
QString breakable(const QString &name, const QFont &font)
{
    QTextLayout layout(name, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList pieces;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(pieceWidth);
        pieces += name.sliced(line.textStart(), line.textLength());
    }
    layout.endLayout();
    return pieces.join(QChar(char16_t(0x200B)));
}

// Cancel, and what it is all about at the right of it.
void addButtons(QDialog *dialog, QVBoxLayout *column, QPushButton *primary)
{
    auto *cancel = new QPushButton(SanctionDialog::tr("Cancel"), dialog);
    cancel->setAutoDefault(false);
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(primary, &QPushButton::clicked, dialog, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(primary);
    column->addLayout(buttons);
}

void showFailure(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setAccessibleName(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

SanctionDialog::SanctionDialog(RoomActions *actions, Kind kind, const User &user,
                               const RoomId &room, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_kind(kind)
    , m_room(room)
    , m_user(user.id)
{
    setAttribute(Qt::WA_DeleteOnClose);
    const QString name = breakable(isolated(user.userName), font());
    auto *about = plainLabel(u"about"_s, "", this);
    m_do = new QPushButton(this);
    m_do->setObjectName(u"do"_s);
    m_do->setProperty("role", u"danger"_s);
    m_time = new QComboBox(this);
    m_time->setObjectName(u"time"_s);
    for (const auto &[text, minutes] : {std::pair{tr("5 minutes"), 5},
                                        {tr("10 minutes"), 10},
                                        {tr("1 hour"), 60},
                                        {tr("1 day"), 24 * 60},
                                        {tr("Until somebody ends it"), 0}}) {
        m_time->addItem(text, minutes);
    }
    m_reason = new LineEdit(this);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setMaxLength(maxReasonChars);
    m_failure = plainLabel(u"sanctionFailure"_s, "error", this);
    m_failure->hide();
    switch (kind) {
    case Kind::Mute:
        setWindowTitle(tr("Mute"));
        about->setText(tr("%1 can read, raise a hand and delete their own messages, but not write "
                          "or react.")
                           .arg(name));
        m_do->setText(tr("Mute"));
        m_time->setCurrentIndex(1);
        break;
    case Kind::Remove:
        setWindowTitle(tr("Remove from the room"));
        about->setText(tr("%1 leaves the room, and may come back.").arg(name));
        m_do->setText(tr("Remove"));
        break;
    case Kind::Ban:
        setWindowTitle(tr("Ban from the room"));
        about->setText(tr("%1 leaves the room and cannot come back.").arg(name));
        m_do->setText(tr("Ban"));
        m_time->setCurrentIndex(m_time->count() - 1);
        break;
    case Kind::ServerBan:
        setWindowTitle(tr("Ban from the server"));
        about->setText(
            tr("%1 is cut off from the whole server at once and cannot come back.").arg(name));
        m_do->setText(tr("Ban"));
        m_time->setCurrentIndex(m_time->count() - 1);
        break;
    }
    m_do->setAccessibleName(m_do->text());

    auto *column = dialogColumn(this);
    column->addWidget(about);
    FormField time(tr("For how long"), m_time, column);
    time.setVisible(kind != Kind::Remove);
    FormField reason(tr("Why (they are told)"), m_reason, column);
    reason.setVisible(kind != Kind::Mute);
    column->addWidget(m_failure);
    column->addStretch();
    addButtons(this, column, m_do);
    fitHeight(this, sanctionWidth);
}

std::optional<qint64> SanctionDialog::untilMs() const
{
    const int minutes = m_time->currentData().toInt();
    return minutes == 0 ? std::nullopt
                        : std::optional(m_actions->serverNowMs() + minutes * minuteMs);
}

void SanctionDialog::accept()
{
    if (!m_do->isEnabled()) {
        return;
    }
    m_do->setEnabled(false);
    m_failure->hide();
    const auto answered =
        [dialog = QPointer<SanctionDialog>(this)](const RoomActions::Outcome &outcome) {
            if (!dialog) {
                return;
            }
            dialog->m_do->setEnabled(true);
            if (outcome.failure.isEmpty()) {
                dialog->QDialog::accept();
            } else {
                showFailure(dialog->m_failure, outcome.failure);
            }
        };
    if (m_kind == Kind::Mute) {
        m_actions->setMember(
            {.room = m_room, .user = m_user, .role = {}, .muted = true, .untilMs = untilMs()},
            answered);
        return;
    }
    if (m_kind == Kind::ServerBan) {
        m_actions->setUser({.user = m_user,
                            .role = {},
                            .banned = true,
                            .untilMs = untilMs(),
                            .reason = m_reason->text().trimmed()},
                           answered);
        return;
    }
    const bool bans = m_kind == Kind::Ban;
    m_actions->kick({.room = m_room,
                     .user = m_user,
                     .banned = bans,
                     .untilMs = bans ? untilMs() : std::nullopt,
                     .reason = m_reason->text().trimmed()},
                    answered);
}

InviteDialog::InviteDialog(RoomActions *actions, const RoomId &room, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_room(room)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Invite people"));
    resize(inviteSize);
    auto *model = new DirectoryModel(actions->peopleSource());
    model->setCheckable(true);
    m_people = new DirectoryView(
        model,
        {tr("Search people"), tr("Nobody else has been here yet."), tr("Nobody is called “%1”.")},
        this);
    m_chosen = plainLabel(u"chosen"_s, "muted", this);
    m_failure = plainLabel(u"inviteFailure"_s, "error", this);
    m_failure->hide();
    m_invite = new QPushButton(tr("Invite"), this);
    m_invite->setObjectName(u"inviteChosen"_s);
    m_invite->setProperty("role", u"primary"_s);
    auto *column = dialogColumn(this);
    column->addWidget(m_people, 1);
    column->addWidget(m_chosen);
    column->addWidget(m_failure);
    addButtons(this, column, m_invite);
    connect(model, &DirectoryModel::checkedChanged, this, &InviteDialog::showChosen);
    showChosen();
    model->ask();
    m_people->setFocus();
}

void InviteDialog::showChosen()
{
    QStringList names = m_people->model()->checked().values();
    NameOrder().sort(names);
    for (QString &name : names) {
        name = isolated(displayName(name));
    }
    m_chosen->setText(names.isEmpty() ? tr("Nobody is chosen yet.") : names.join(", "_L1));
    m_invite->setEnabled(!names.isEmpty());
}

void InviteDialog::accept()
{
    if (!m_invite->isEnabled()) {
        return;
    }
    m_invite->setEnabled(false);
    m_failure->hide();
    QList<UserId> users;
    const QStringList chosen = m_people->model()->checked().keys();
    for (const QString &id : chosen) {
        users.append(UserId(id));
    }
    m_actions->invite(m_room, users,
                      [dialog = QPointer<InviteDialog>(this)](const RoomActions::Outcome &outcome) {
                          if (!dialog) {
                              return;
                          }
                          dialog->m_invite->setEnabled(true);
                          if (outcome.failure.isEmpty()) {
                              dialog->QDialog::accept();
                          } else {
                              showFailure(dialog->m_failure, outcome.failure);
                          }
                      });
}

} // namespace maru::client
