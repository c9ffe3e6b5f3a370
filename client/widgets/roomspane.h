// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFrame>
#include <QModelIndex>

class QAbstractItemModel;
class QHBoxLayout;
class QListView;
class QPushButton;

namespace maru::client {

class ElidedLabel;
class RoomDelegate;
struct Theme;

/// The rooms of a server at the side of the conversation: what the server is called, the list, the
/// ways to another server and to oneself. As wide as the person wants it (rhythm). Thread: GUI.
class RoomsPane : public QFrame
{
    Q_OBJECT

public:
    explicit RoomsPane(QWidget *parent = nullptr);

    void setRooms(QAbstractItemModel *rooms); ///< roles of RoomListModel; not owned
    /// Highlights the row of \p roomId, and none if it is not there.
    void setCurrent(const QString &roomId);
    void setServer(const QString &title, const QString &detail); ///< as they are shown
    void setSecurity(const QString &text); ///< plain text: the tool tip of what names the server
    void setUserName(const QString &userName);
    void setTheme(const Theme &theme);
    void addTool(QWidget *tool); ///< at the heading; it becomes a child

    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] QModelIndex current() const; ///< invalid if the room is not among the rows
    /// The row \p step rows below the current one, or the last before the end.
    [[nodiscard]] QModelIndex neighbour(int step) const;

signals:
    void roomChosen(const QString &roomId);
    void roomsChanged(); ///< anything of the rows
    void otherServerWanted();
    void profileWanted(); ///< the own name was clicked

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHeader();
    void makeList();
    [[nodiscard]] QWidget *makeFoot();
    void selectCurrent();
    void fitTexts();

    ElidedLabel *m_serverTitle = nullptr;
    ElidedLabel *m_serverDetail = nullptr;
    QHBoxLayout *m_tools = nullptr;
    QListView *m_view = nullptr;
    RoomDelegate *m_delegate = nullptr;
    QPushButton *m_otherServer = nullptr;
    QPushButton *m_ownName = nullptr;
    QString m_room;
    QString m_userName;
};

} // namespace maru::client
