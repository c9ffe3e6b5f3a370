// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/sanctionsdialog.h"

#include "client/model/timetexts.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/theme.h"
#include "common/clientlimits.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(400, 420);

// The end first: a name may be as long as the line.
QString banText(const QString &by, const std::optional<qint64> &untilMs)
{
    const QString who = isolated(displayName(by));
    return untilMs ? SanctionsDialog::tr("Banned until %1, by %2").arg(whenText(*untilMs), who)
                   : SanctionsDialog::tr("Banned until somebody ends it, by %1").arg(who);
}

QString endText(const Sanction &sanction)
{
    const bool isBan = sanction.kind == Sanction::Kind::Banned;
    if (isBan && !sanction.by.id.isNull()) {
        return banText(sanction.by.userName, sanction.untilMs);
    }
    if (!sanction.untilMs) {
        return isBan ? SanctionsDialog::tr("Banned until somebody ends it")
                     : SanctionsDialog::tr("Muted until somebody ends it");
    }
    const QString end = whenText(*sanction.untilMs);
    return isBan ? SanctionsDialog::tr("Banned until %1").arg(end)
                 : SanctionsDialog::tr("Muted until %1").arg(end);
}

QLabel *plainLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

SanctionsDialog::SanctionsDialog(RoomActions *actions, const RoomId &room, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_room(room)
    , m_state(plainLabel(u"sanctionsState"_s, this))
    , m_failure(plainLabel(u"sanctionsFailure"_s, this))
    , m_list(new QListWidget(this))
    , m_lift(new QPushButton(this))
    , m_close(new QPushButton(tr("Close"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(room.isNull() ? tr("Banned from the server") : tr("Banned and muted people"));
    resize(firstSize);
    m_failure->setProperty("role", u"error"_s);
    m_failure->hide();
    m_list->setObjectName(u"sanctions"_s);
    m_list->setAccessibleName(windowTitle());
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setTextElideMode(Qt::ElideRight);
    m_lift->setObjectName(u"lift"_s);
    for (QPushButton *button : {m_lift, m_close}) {
        button->setAutoDefault(false); // Enter in the list decides nothing
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::unit + rhythm::hair);
    if (const std::optional<Room> known = actions->room(room)) {
        auto *name = new ElidedLabel(this);
        name->setText(isolated(displayName(known->name)));
        name->setProperty("role", u"muted"_s);
        column->addWidget(name);
    }
    column->addWidget(m_state);
    column->addWidget(m_list, 1);
    column->addWidget(m_failure);
    column->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    buttons->addWidget(m_lift);
    buttons->addStretch();
    buttons->addWidget(m_close);
    column->addLayout(buttons);
    connect(m_lift, &QPushButton::clicked, this, &SanctionsDialog::lift);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_list, &QListWidget::currentRowChanged, this, &SanctionsDialog::showState);
    showState();
    m_close->setFocus();
    ask({});
}

void SanctionsDialog::ask(const QString &after)
{
    m_actions->loadSanctions(m_room, after,
                             [dialog = QPointer<SanctionsDialog>(this)](const auto &page) {
                                 if (dialog) {
                                     dialog->take(page);
                                 }
                             });
}

void SanctionsDialog::take(const RoomActions::Sanctions &page)
{
    m_isLoaded = true;
    m_failure->setText(page.failure);
    m_failure->setVisible(!page.failure.isEmpty());
    const bool wasEmpty = m_sanctions.isEmpty();
    for (const Sanction &sanction : page.list) {
        add(sanction);
    }
    const bool goesOn = page.more && !page.list.isEmpty();
    m_isCut = goesOn && m_sanctions.size() >= limits::maxSanctionsShown;
    if (goesOn && !m_isCut) {
        ask(page.list.constLast().user.id.toString());
    }
    showState();
    if (wasEmpty && !m_sanctions.isEmpty()) {
        m_list->setCurrentRow(0);
        m_list->setFocus();
    }
}

void SanctionsDialog::add(const Sanction &sanction)
{
    const QString name = displayName(sanction.user.userName);
    QStringList lines{isolated(name), endText(sanction)};
    if (!sanction.reason.isEmpty()) {
        lines.append(tr("The reason given: %1").arg(isolated(displayName(sanction.reason))));
    }
    m_sanctions.append(sanction);
    auto *item = new QListWidgetItem(lines.join(u'\n'), m_list);
    item->setData(Qt::AccessibleTextRole, lines.join(", "_L1));
    // As HTML, because a tool tip guesses what it is given.
    item->setToolTip(
        u"<qt>%1</qt>"_s.arg(lines.join(u'\n').toHtmlEscaped().replace(u'\n', "<br>"_L1)));
}

void SanctionsDialog::showState()
{
    const int row = m_list->currentRow();
    const bool isChosen = row >= 0 && row < m_sanctions.size();
    const bool isMute = isChosen && m_sanctions.at(row).kind == Sanction::Kind::Muted;
    m_lift->setText(isMute ? tr("Let write again") : tr("Lift the ban"));
    m_lift->setAccessibleName(m_lift->text());
    m_lift->setEnabled(isChosen);
    m_list->setVisible(!m_sanctions.isEmpty());
    QString text;
    if (m_isCut) {
        text = tr("There are more; only %L1 are shown.").arg(m_sanctions.size());
    } else if (!m_isLoaded) {
        text = tr("Asking the server…");
    } else if (m_sanctions.isEmpty() && m_failure->text().isEmpty()) {
        text = m_room.isNull() ? tr("Nobody is banned from this server.")
                               : tr("Nobody is banned or muted here.");
    }
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

void SanctionsDialog::lift()
{
    const int row = m_list->currentRow();
    if (m_isLifting || row < 0 || row >= m_sanctions.size()) {
        return;
    }
    m_isLifting = true;
    m_failure->hide();
    const Sanction sanction = m_sanctions.at(row);
    m_actions->lift(
        m_room, sanction,
        [dialog = QPointer<SanctionsDialog>(this), sanction](const RoomActions::Outcome &outcome) {
            if (!dialog) {
                return;
            }
            dialog->m_isLifting = false;
            dialog->m_failure->setText(outcome.failure);
            dialog->m_failure->setVisible(!outcome.failure.isEmpty());
            const int at = int(dialog->m_sanctions.indexOf(sanction));
            if (at < 0 || !outcome.failure.isEmpty()) {
                return;
            }
            dialog->m_sanctions.removeAt(at);
            delete dialog->m_list->takeItem(at);
            dialog->showState();
            if (dialog->m_sanctions.isEmpty()) {
                dialog->m_close->setFocus();
            }
        });
}

} // namespace maru::client
