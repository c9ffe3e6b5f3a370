// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/server/storage/diskjournal.h"

#include <QMap>
#include <QRandomGenerator>

namespace maru::server::fixture {

/// What may be on a disk after the power went, at any moment of a journal.
///
/// - Content: everything up to the last sync of the file is there. Of what came after it, each
///   512-byte sector may be there or not, in any of the states it had; whole sectors only.
/// - Size: any that the file had since then. A sector that lies within the size and never arrived
///   holds zeros or rubbish.
/// - Names: as at the last sync of the folder, plus any of the later changes, those of one name in
///   their order. A rename happens whole or not at all.
///
/// Limits: a sync that came back keeps its word (no disk that lies), nothing rots, a sector is
/// never half written, and a write changes no byte beside its own (SQLite's "powersafe overwrite",
/// its default). The checks of a real journalling file system are another campaign.
class DiskModel
{
public:
    /// \p journal must outlive the model.
    explicit DiskModel(const DiskJournal &journal);

    /// The power goes after the first \p moment events. Never backwards.
    void advanceTo(qsizetype moment);

    /// What programs read now, without any cut: name → bytes.
    [[nodiscard]] QMap<QString, QByteArray> seen() const;
    /// One of the possible contents of the folder after the cut.
    [[nodiscard]] QMap<QString, QByteArray> image(QRandomGenerator &random) const;

private:
    struct FileState
    {
        QByteArray durable;
        std::vector<const DiskEvent *> pending; // since the last sync
    };

    [[nodiscard]] static QByteArray contentOf(const FileState &file, QRandomGenerator &random);
    [[nodiscard]] QMap<QString, int> namesAfter(double chance, QRandomGenerator &random) const;
    FileState &fileOf(const DiskEvent &event);
    void apply(const DiskEvent &event);

    const DiskJournal &m_journal;
    qsizetype m_moment = 0;
    std::vector<FileState> m_files;
    QMap<QString, int> m_durableNames;
    std::vector<const DiskEvent *> m_pendingNames;
};

/// Writes an image into \p folder, which it makes.
void writeImage(const QString &folder, const QMap<QString, QByteArray> &image);

} // namespace maru::server::fixture
