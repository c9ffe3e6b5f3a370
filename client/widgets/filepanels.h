// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"
#include "common/chat/objects.h"

#include <QObject>

class QAction;
class QLabel;
class QMimeData;

namespace maru::client {

class Conversation;
class FileShelf;
class MainWindow;
class TransferStrip;

/// All of files in the main window: what is dropped, pasted or chosen, the strips above the input,
/// the viewer and the dialogs. It joins them to the façade. A child of the window. Thread: GUI.
class FilePanels : public QObject
{
    Q_OBJECT

public:
    /// \p conversation outlives the window.
    FilePanels(MainWindow *window, Conversation *conversation, const Theme &theme);

    [[nodiscard]] TransferStrip *attached() const { return m_attached; }
    [[nodiscard]] TransferStrip *saving() const { return m_saving; }

    void chooseFiles(); ///< a dialog; what is chosen is attached
    void save(const File &file); ///< a dialog for where
    void open(const File &file); ///< a picture is looked at, another file saved

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectInput();
    void connectView();
    void setTheme(const Theme &theme);
    void update();
    [[nodiscard]] bool takes(const QMimeData *data) const;
    void attach(const QMimeData *data);
    void showHint(bool isShown);

    MainWindow *m_window;
    Conversation *m_conversation;
    FileShelf *m_shelf;
    QWidget *m_place; // where files may be dropped
    TransferStrip *m_attached;
    TransferStrip *m_saving;
    QAction *m_attach = nullptr; // in the menu
    QLabel *m_hint = nullptr;
    bool m_takesDrag = false; // what is dragged over the window
    Theme m_theme;
};

} // namespace maru::client
