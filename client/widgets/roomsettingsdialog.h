// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/roomactions.h"
#include "client/widgets/formfield.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace maru::client {

class LineEdit;

/// Name, topic, slow mode, class mode, class code and archive of a room, as far as one may change
/// them. Codes change at once, the rest with Save. Deletes itself when closed. Thread: GUI.
class RoomSettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// \p actions outlives it.
    RoomSettingsDialog(RoomActions *actions, const RoomId &room, QWidget *parent = nullptr);

public slots:
    void accept() override; ///< asks the server; closed when it has agreed

private:
    void makeFields();
    [[nodiscard]] QWidget *makeCodeRow();
    void fill(const Room &room);
    void showSlowMode(int seconds);
    void showRights();
    void showCode();
    void followRoom();
    void ask(const RoomUpdate &request, bool closes);
    void finish(const RoomActions::Outcome &outcome, bool closes);
    void changeCode(RoomUpdate::ClassCode change);

    RoomActions *m_actions;
    Room m_room; // as the server has it; what differs in the fields was changed here
    LineEdit *m_name = nullptr;
    FormField m_nameField;
    LineEdit *m_topic = nullptr;
    FormField m_topicField;
    QComboBox *m_slowMode = nullptr;
    QCheckBox *m_muteAll = nullptr;
    QCheckBox *m_archived = nullptr;
    QLabel *m_code = nullptr;
    QString m_copied; // the code; empty: none was
    QPushButton *m_copy = nullptr;
    QPushButton *m_rotate = nullptr;
    QPushButton *m_close = nullptr;
    FormField m_codeField;
    QLabel *m_failure = nullptr;
    QPushButton *m_save = nullptr;
    bool m_isBusy = false;
};

} // namespace maru::client
