// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/roomactions.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;

namespace maru::client {

/// Who is banned from a room or muted in it, or banned from the server, by whom, until when and
/// why, and the end of it at once. Plain text. Deletes itself when closed. Thread: GUI.
class SanctionsDialog : public QDialog
{
    Q_OBJECT

public:
    /// \p room null: the server. \p actions outlives it.
    SanctionsDialog(RoomActions *actions, const RoomId &room, QWidget *parent = nullptr);

private:
    void ask(const QString &after);
    void take(const RoomActions::Sanctions &page);
    void add(const Sanction &sanction);
    void showState();
    void lift();

    RoomActions *m_actions;
    RoomId m_room;
    QList<Sanction> m_sanctions; // as the rows
    bool m_isLoaded = false;
    bool m_isLifting = false;
    bool m_isCut = false;
    QLabel *m_state = nullptr;
    QLabel *m_failure = nullptr;
    QListWidget *m_list = nullptr;
    QPushButton *m_lift = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace maru::client
