// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/roomactions.h"
#include "client/widgets/formfield.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace maru::client {

class DirectoryView;

/// Three ways to another room: one that is there (from the list, or by its class code), a new one,
/// a person to write to. What the server refuses stands at the field it is about, and all that was
/// typed stays. Deletes itself when closed. Thread: GUI.
class RoomDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page : quint8 { Find, Create, Person };

    /// \p actions outlives it.
    explicit RoomDialog(RoomActions *actions, QWidget *parent = nullptr);

    void setPage(Page page);
    [[nodiscard]] Page page() const;
    [[nodiscard]] QPushButton *acceptButton() const { return m_accept; }

public slots:
    void accept() override; ///< asks the server; closed when it has agreed

private:
    [[nodiscard]] QWidget *makeFindPage();
    [[nodiscard]] QWidget *makeCreatePage();
    [[nodiscard]] QWidget *makePersonPage();
    void joinByCode();
    void create();
    void showMembers();
    void updateButtons();
    void setBusy(bool isBusy);
    [[nodiscard]] RoomActions::Handler finishing();
    void finish(const RoomActions::Outcome &outcome);
    void clearErrors();

    RoomActions *m_actions;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_pages = nullptr;
    QLabel *m_failure = nullptr;
    QPushButton *m_accept = nullptr;
    DirectoryView *m_rooms = nullptr;
    QLineEdit *m_code = nullptr;
    QPushButton *m_joinByCode = nullptr;
    FormField m_codeField;
    QScrollArea *m_createArea = nullptr;
    QLineEdit *m_name = nullptr;
    FormField m_nameField;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_topic = nullptr;
    FormField m_topicField;
    DirectoryView *m_members = nullptr;
    FormField m_membersField;
    QLabel *m_chosen = nullptr;
    QCheckBox *m_withCode = nullptr;
    DirectoryView *m_people = nullptr;
    bool m_isBusy = false;
};

} // namespace maru::client
