// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/roomactions.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace maru::client {

class DirectoryView;

/// Asks for how long somebody is muted or banned, and why they go. Deletes itself when closed.
/// Thread: GUI.
class SanctionDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Kind : quint8 { Mute, Remove, Ban, ServerBan };

    /// \p actions outlives it. \p room means nothing to a ban from the server.
    SanctionDialog(RoomActions *actions, Kind kind, const User &user, const RoomId &room,
                   QWidget *parent = nullptr);

public slots:
    void accept() override; ///< asks the server; closed when it has agreed

private:
    [[nodiscard]] std::optional<qint64> untilMs() const;

    RoomActions *m_actions;
    Kind m_kind;
    RoomId m_room;
    UserId m_user;
    QComboBox *m_time = nullptr;
    QLineEdit *m_reason = nullptr;
    QLabel *m_failure = nullptr;
    QPushButton *m_do = nullptr;
};

/// Chooses people to be let into a room. Deletes itself when closed. Thread: GUI.
class InviteDialog : public QDialog
{
    Q_OBJECT

public:
    /// \p actions outlives it.
    InviteDialog(RoomActions *actions, const RoomId &room, QWidget *parent = nullptr);

public slots:
    void accept() override; ///< asks the server; closed when it has agreed

private:
    void showChosen();

    RoomActions *m_actions;
    RoomId m_room;
    DirectoryView *m_people = nullptr;
    QLabel *m_chosen = nullptr;
    QLabel *m_failure = nullptr;
    QPushButton *m_invite = nullptr;
};

} // namespace maru::client
