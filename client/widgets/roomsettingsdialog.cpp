// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomsettingsdialog.h"

#include "client/widgets/displaytext.h"
#include "client/widgets/lineedit.h"
#include "client/widgets/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int firstWidth = 440;
constexpr int codePx = 20;
constexpr int slowModes[] = {0, 5, 10, 30, 60, 300, 900, 3'600};

QString slowModeText(int seconds)
{
    if (seconds == 0) {
        return RoomSettingsDialog::tr("Off");
    }
    return seconds % 60 == 0
        ? RoomSettingsDialog::tr("One message every %n minute(s)", nullptr, seconds / 60)
        : RoomSettingsDialog::tr("One message every %n second(s)", nullptr, seconds);
}

} // namespace

RoomSettingsDialog::RoomSettingsDialog(RoomActions *actions, const RoomId &room, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Room settings"));
    makeFields();
    fill(m_actions->room(room).value_or(Room()));
    connect(actions, &RoomActions::changed, this, &RoomSettingsDialog::followRoom);
    resize(firstWidth, sizeHint().height());
}

void RoomSettingsDialog::makeFields()
{
    m_name = new LineEdit(this);
    m_name->setObjectName(u"settingsName"_s);
    m_topic = new LineEdit(this);
    m_topic->setObjectName(u"settingsTopic"_s);
    m_slowMode = new QComboBox(this);
    m_slowMode->setObjectName(u"slowMode"_s);
    m_muteAll =
        new QCheckBox(tr("Class mode: only moderators write, the others raise a hand"), this);
    m_muteAll->setObjectName(u"muteAll"_s);
    m_archived = new QCheckBox(tr("Archived: it can be read, nothing more"), this);
    m_archived->setObjectName(u"archived"_s);
    m_failure = new QLabel(this);
    m_failure->setObjectName(u"settingsFailure"_s);
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    m_failure->setProperty("role", u"error"_s);
    m_failure->hide();
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(u"settingsSave"_s);
    m_save->setProperty("role", u"primary"_s);
    m_save->setDefault(true);
    connect(m_save, &QPushButton::clicked, this, &RoomSettingsDialog::accept);
    connect(m_name, &QLineEdit::textChanged, this, [this] { m_nameField.showError({}); });
    connect(m_topic, &QLineEdit::textChanged, this, [this] { m_topicField.showError({}); });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::paneSide, rhythm::paneSide, rhythm::paneSide,
                               rhythm::paneSide);
    column->setSpacing(rhythm::unit + rhythm::hair);
    m_nameField = FormField(tr("Name"), m_name, column);
    m_topicField = FormField(tr("Topic"), m_topic, column);
    static_cast<void>(FormField(tr("Slow mode"), m_slowMode, column));
    column->addWidget(m_muteAll);
    m_codeField = FormField(tr("Class code"), makeCodeRow(), column);
    column->addWidget(m_archived);
    column->addWidget(m_failure);
    column->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(rhythm::unit);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    column->addLayout(buttons);
}

QWidget *RoomSettingsDialog::makeCodeRow()
{
    auto *row = new QWidget(this);
    row->setObjectName(u"codeRow"_s);
    m_code = new QLabel(row);
    m_code->setObjectName(u"code"_s);
    m_code->setTextFormat(Qt::PlainText);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(codePx);
    m_code->setFont(font);
    const auto button = [row](const QString &name, const QString &text) {
        auto *made = new QPushButton(text, row);
        made->setObjectName(name);
        made->setAutoDefault(false);
        made->setProperty("role", u"small"_s);
        return made;
    };
    m_copy = button(u"copyCode"_s, tr("Copy"));
    m_rotate = button(u"newCode"_s, tr("New code"));
    m_close = button(u"closeCode"_s, tr("Close"));
    m_close->setToolTip(tr("Nobody enters with the code any more; who is in stays."));
    m_rotate->setToolTip(tr("A new code; the one before lets nobody in any more."));
    connect(m_copy, &QPushButton::clicked, this, [this] {
        m_copied = m_code->text();
        QGuiApplication::clipboard()->setText(m_copied);
        showCode();
    });
    connect(m_rotate, &QPushButton::clicked, this,
            [this] { changeCode(RoomUpdate::ClassCode::Rotate); });
    connect(m_close, &QPushButton::clicked, this,
            [this] { changeCode(RoomUpdate::ClassCode::Close); });
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(rhythm::unit);
    line->addWidget(m_code, 1);
    line->addWidget(m_copy);
    line->addWidget(m_rotate);
    line->addWidget(m_close);
    return row;
}

void RoomSettingsDialog::fill(const Room &room)
{
    m_room = room;
    m_name->setText(room.name);
    m_topic->setText(room.topic);
    for (const int seconds : slowModes) {
        m_slowMode->addItem(slowModeText(seconds), seconds);
    }
    showSlowMode(room.slowModeSeconds);
    m_muteAll->setChecked(room.muteAll);
    m_archived->setChecked(room.archived);
    showRights();
    showCode();
}

void RoomSettingsDialog::showSlowMode(int seconds)
{
    if (m_slowMode->findData(seconds) < 0) {
        m_slowMode->addItem(slowModeText(seconds), seconds);
    }
    m_slowMode->setCurrentIndex(m_slowMode->findData(seconds));
}

void RoomSettingsDialog::showRights()
{
    const bool isOwner = m_actions->roleIn(m_room.id) == RoomRole::Owner;
    m_name->setReadOnly(!isOwner);
    m_name->setToolTip(isOwner ? QString() : tr("Only the owner of the room can rename it."));
    m_archived->setVisible(isOwner);
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_topic),
                           static_cast<QWidget *>(m_slowMode), static_cast<QWidget *>(m_muteAll)}) {
        field->setEnabled(!m_room.archived); // the server changes nothing else of it
    }
}

void RoomSettingsDialog::showCode()
{
    const QString code = m_room.own ? m_room.own->classCode : QString();
    m_code->setText(code.isEmpty() ? QString(u'–') : code);
    m_code->setAccessibleName(code.isEmpty() ? tr("No class code") : code);
    m_copy->setVisible(!code.isEmpty());
    m_copy->setText(code == m_copied ? tr("Copied") : tr("Copy"));
    m_close->setVisible(!code.isEmpty());
    m_rotate->setText(code.isEmpty() ? tr("Make a code") : tr("New code"));
    m_rotate->setEnabled(!m_room.archived && !m_isBusy);
    m_close->setEnabled(!m_room.archived && !m_isBusy);
}

// Others change it too: that is shown where nothing was changed here, and not undone by Save.
void RoomSettingsDialog::followRoom()
{
    const std::optional<Room> now = m_actions->room(m_room.id);
    if (!now || m_actions->roleIn(m_room.id) == RoomRole::Member) {
        reject();
        return;
    }
    const Room before = std::exchange(m_room, *now);
    if (m_name->typed() == before.name) {
        m_name->setText(now->name);
    }
    if (m_topic->typed() == before.topic) {
        m_topic->setText(now->topic);
    }
    if (m_slowMode->currentData().toInt() == before.slowModeSeconds) {
        showSlowMode(now->slowModeSeconds);
    }
    if (m_muteAll->isChecked() == before.muteAll) {
        m_muteAll->setChecked(now->muteAll);
    }
    if (m_archived->isChecked() == before.archived) {
        m_archived->setChecked(now->archived);
    }
    showRights();
    if (!m_isBusy) {
        showCode();
    }
}

void RoomSettingsDialog::accept()
{
    if (m_isBusy) {
        return;
    }
    RoomUpdate request{.room = m_room.id};
    if (m_archived->isChecked() != m_room.archived) {
        request.archived = m_archived->isChecked();
    }
    if (!m_room.archived) {
        if (m_name->text() != m_room.name) {
            request.name = m_name->text();
        }
        if (m_topic->text() != m_room.topic) {
            request.topic = m_topic->text();
        }
        if (m_muteAll->isChecked() != m_room.muteAll) {
            request.muteAll = m_muteAll->isChecked();
        }
        if (m_slowMode->currentData().toInt() != m_room.slowModeSeconds) {
            request.slowModeSeconds = m_slowMode->currentData().toInt();
        }
    }
    const bool changes = request.name || request.topic || request.archived || request.muteAll
        || request.slowModeSeconds;
    changes ? ask(request, true) : QDialog::accept();
}

void RoomSettingsDialog::changeCode(RoomUpdate::ClassCode change)
{
    RoomUpdate request{.room = m_room.id};
    request.classCode = change;
    ask(request, false);
}

void RoomSettingsDialog::ask(const RoomUpdate &request, bool closes)
{
    m_failure->hide();
    m_codeField.showError({});
    m_isBusy = true;
    m_save->setEnabled(false);
    showCode();
    m_actions->update(
        request,
        [dialog = QPointer<RoomSettingsDialog>(this), closes](const RoomActions::Outcome &outcome) {
            if (dialog) {
                dialog->finish(outcome, closes);
            }
        });
}

void RoomSettingsDialog::finish(const RoomActions::Outcome &outcome, bool closes)
{
    m_isBusy = false;
    m_save->setEnabled(true);
    if (outcome.failure.isEmpty()) {
        if (closes) {
            QDialog::accept();
        } else if (const std::optional<Room> now = m_actions->room(m_room.id)) {
            m_room.own = now->own;
            showCode();
        }
        return;
    }
    showCode();
    using Field = RoomActions::Field;
    if (!closes) {
        m_codeField.showError(outcome.failure);
    } else if (outcome.field == Field::Name) {
        m_nameField.showError(outcome.failure);
    } else if (outcome.field == Field::Topic) {
        m_topicField.showError(outcome.failure);
    } else {
        m_failure->setText(outcome.failure);
        m_failure->setAccessibleName(outcome.failure);
        m_failure->show();
    }
}

} // namespace maru::client
