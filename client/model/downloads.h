// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/files/filelink.h"
#include "client/files/savefile.h"
#include "client/model/transferlist.h"
#include "common/chat/objects.h"

#include <memory>
#include <vector>

namespace maru::client {

class FileDownload;

/// The files that are being saved, limits::runningDownloads at once. What is done stays until it is
/// put away. Thread: GUI.
class Downloads : public TransferList
{
    Q_OBJECT

public:
    explicit Downloads(FileLink &link, QObject *parent = nullptr,
                       SaveFile::Opener opener = SaveFile::onDisk);
    ~Downloads() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// Saves \p file as \p path, which a person chose; not if limits::maxDownloads are under way,
    /// or one of them to the same path.
    void save(const File &file, const QString &path);
    void pause(int row) override;
    /// After pause() or a failure, in its turn; unless its path belongs to another one now.
    void resume(int row) override;
    void remove(int row) override;
    void clear();

signals:
    void saved(const QString &path);
    void refused(const QString &text); ///< translated

private:
    struct Entry
    {
        std::unique_ptr<FileDownload> download;
        bool isQueued = true; // for one of those that run
    };

    [[nodiscard]] const Entry *at(int row) const;
    [[nodiscard]] State stateAt(int row) const;
    void startNext();
    [[nodiscard]] bool makeRoom();
    [[nodiscard]] bool isTaken(const QString &path) const;
    void refuseName();
    void tellChange(const FileDownload *download);

    FileLink &m_link;
    SaveFile::Opener m_opener;
    std::vector<Entry> m_entries;
};

} // namespace maru::client
