// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/filepanels.h"

#include "client/model/conversation.h"
#include "client/model/fileshelf.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/localfiles.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/messageview.h"
#include "client/widgets/pictureviewer.h"
#include "client/widgets/transferstrip.h"
#include "common/limits.h"

#include <QAction>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QSettings>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto openFolderKey = "files/openFolder"_L1;
constexpr auto saveFolderKey = "files/saveFolder"_L1;

QString folderOf(QLatin1StringView key, QStandardPaths::StandardLocation otherwise)
{
    // A folder that is not there would stand in the dialog as the name of a file.
    for (const QString &folder :
         {QSettings().value(key).toString(), QStandardPaths::writableLocation(otherwise)}) {
        if (!folder.isEmpty() && QDir(folder).exists()) {
            return folder;
        }
    }
    return QDir::homePath();
}

} // namespace

FilePanels::FilePanels(MainWindow *window, Conversation *conversation, const Theme &theme)
    : QObject(window)
    , m_window(window)
    , m_conversation(conversation)
    , m_shelf(conversation->files())
    , m_place(window->composer()->parentWidget())
    , m_attached(new TransferStrip(m_shelf->attachments(), window))
    , m_saving(new TransferStrip(m_shelf->downloads(), window))
{
    m_attached->setAccessibleName(tr("Attached files"));
    m_saving->setAccessibleName(tr("Files that are saved"));
    window->addAboveInput(m_saving);
    window->addAboveInput(m_attached);
    m_hint = new QLabel(tr("Drop files here to attach them"), m_place);
    m_hint->setObjectName(u"dropHint"_s);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_hint->hide();
    m_place->setAcceptDrops(true);
    m_place->installEventFilter(this);
    connectInput();
    connectView();
    connect(window, &MainWindow::themeChanged, this, &FilePanels::setTheme);
    connect(m_shelf, &FileShelf::availableChanged, this, &FilePanels::update);
    connect(m_shelf->attachments(), &TransferList::countChanged, this, &FilePanels::update);
    connect(m_shelf->attachments(), &Attachments::refused, window, &MainWindow::showFailure);
    connect(m_shelf->downloads(), &Downloads::refused, window, &MainWindow::showFailure);
    setTheme(theme);
    update();
}

void FilePanels::connectInput()
{
    MessageInput *const input = m_window->input();
    connect(input, &MessageInput::attachWanted, this, &FilePanels::chooseFiles);
    connect(input->edit(), &ComposeEdit::filesInserted, this,
            [this](const QMimeData *data) { attach(data); });
    m_attach = m_window->commands()->add(Commands::Menu::Edit,
                                         {&staticMetaObject, QT_TR_NOOP("Attac&h files…")},
                                         QKeySequence::Open);
    connect(m_attach, &QAction::triggered, this, &FilePanels::chooseFiles);
}

void FilePanels::connectView()
{
    MessageView *const view = m_window->messageView();
    view->setThumbnailSource([shelf = QPointer(m_shelf), view](const File &file) {
        return shelf ? shelf->thumbnail(file, view->devicePixelRatioF()) : QImage();
    });
    connect(m_shelf, &FileShelf::thumbnailReady, view, &MessageView::showThumbnail);
    connect(view, &MessageView::fileOpenWanted, this, &FilePanels::open);
    connect(view, &MessageView::fileSaveWanted, this, &FilePanels::save);
}

void FilePanels::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_attached->setTheme(theme);
    m_saving->setTheme(theme);
    QPalette palette = m_hint->palette();
    palette.setColor(QPalette::Window, theme.own);
    palette.setColor(QPalette::WindowText, theme.accent);
    m_hint->setPalette(palette);
    m_hint->setAutoFillBackground(true);
}

void FilePanels::update()
{
    m_attach->setEnabled(m_shelf->isAvailable());
    m_window->input()->setAttachable(m_shelf->isAvailable(),
                                     m_shelf->attachments()->rowCount() > 0);
}

void FilePanels::chooseFiles()
{
    if (!m_shelf->isAvailable() || !m_window->input()->isEnabled()) {
        return;
    }
    auto *const dialog = new QFileDialog(
        m_window, tr("Attach files"), folderOf(openFolderKey, QStandardPaths::DocumentsLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this,
            [this, room = m_conversation->currentRoom()](const QStringList &paths) {
                if (!paths.isEmpty()) {
                    QSettings().setValue(openFolderKey, QFileInfo(paths.constFirst()).path());
                }
                // A notification may have led elsewhere meanwhile, or the room is gone.
                m_conversation->setCurrentRoom(room);
                if (m_conversation->currentRoom() == room) {
                    m_shelf->attachments()->add(paths);
                }
                m_window->input()->setFocus();
            });
    dialog->open();
}

void FilePanels::save(const File &file)
{
    const QString folder = folderOf(saveFolderKey, QStandardPaths::DownloadLocation);
    auto *const dialog = new QFileDialog(m_window, tr("Save file"), folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(FileShelf::nameFor(file));
    connect(dialog, &QFileDialog::fileSelected, this, [this, file](const QString &path) {
        QSettings().setValue(saveFolderKey, QFileInfo(path).path());
        m_shelf->downloads()->save(file, path);
    });
    dialog->open();
}

void FilePanels::open(const File &file)
{
    if (!FileShelf::isPicture(file)) {
        save(file);
        return;
    }
    auto *const viewer = new PictureViewer(file.name, m_window);
    viewer->setTheme(m_theme);
    connect(m_window, &MainWindow::themeChanged, viewer, &PictureViewer::setTheme);
    connect(viewer, &PictureViewer::saveWanted, this, [this, file] { save(file); });
    m_shelf->loadPicture(
        file, viewer, [viewer](int percent) { viewer->setProgress(percent); },
        [viewer](const QImage &picture, const QString &failure) {
            picture.isNull() ? viewer->setFailure(failure) : viewer->setPicture(picture);
        });
    viewer->show();
}

bool FilePanels::takes(const QMimeData *data) const
{
    return m_shelf->isAvailable() && m_window->input()->isEnabled() && ComposeEdit::hasFiles(data);
}

void FilePanels::attach(const QMimeData *data)
{
    if (!takes(data)) {
        return;
    }
    const QStringList paths = localFilesOf(data);
    if (!paths.isEmpty()) {
        m_shelf->attachments()->add(paths.mid(0, limits::maxFilesPerMessage + 1));
    } else {
        m_shelf->attachments()->addPicture(qvariant_cast<QImage>(data->imageData()));
    }
    m_window->input()->setFocus();
}

void FilePanels::showHint(bool isShown)
{
    m_hint->setGeometry(m_place->rect().adjusted(rhythm::unit, rhythm::header + rhythm::unit,
                                                 -rhythm::unit, -rhythm::unit));
    m_hint->raise();
    m_hint->setVisible(isShown);
}

bool FilePanels::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto *const drag = static_cast<QDragMoveEvent *>(event);
        if (event->type() == QEvent::DragEnter) {
            m_takesDrag = takes(drag->mimeData()); // each look is a question to another program
        }
        if (m_takesDrag) {
            drag->setDropAction(Qt::CopyAction);
            drag->accept();
            showHint(true);
            return true;
        }
        break;
    }
    case QEvent::DragLeave:
        showHint(false);
        break;
    case QEvent::Drop: {
        auto *const drop = static_cast<QDropEvent *>(event);
        showHint(false);
        if (takes(drop->mimeData())) {
            drop->setDropAction(Qt::CopyAction); // never moved: the file stays where it is
            drop->accept();
            attach(drop->mimeData());
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace maru::client
