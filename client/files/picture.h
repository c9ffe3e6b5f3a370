// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "common/threadinbox.h"

#include <QByteArray>
#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>

/// Pictures that others made (decision 23): four formats, recognised by their first bytes and not
/// by name, and bounds that are looked at before anything is decoded.
namespace maru::client {

enum class PictureProblem : quint8 {
    NoPicture, ///< none of the formats, or this system cannot read it
    TooLarge, ///< limits::maxPictureSide, maxPicturePixels, maxPictureBytes
    Damaged,
};

/// Whether a file that says so is worth a try: `image/png`, `image/jpeg`, `image/gif`,
/// `image/webp`, of a size within the bounds.
[[nodiscard]] bool mayBePicture(const QString &mime, int width, int height);

/// The first frame, scaled down into \p bound unless that is empty. Thread: any.
[[nodiscard]] Result<QImage, PictureProblem> readPicture(const QByteArray &bytes, QSize bound = {});
/// \p size scaled down into \p bound, at least 1 by 1.
[[nodiscard]] QSize sizeWithin(QSize size, QSize bound);

/// Decodes and encodes in a thread of its own. Thread: of its owner.
class PictureWorker : public QObject
{
    Q_OBJECT

public:
    explicit PictureWorker(QObject *parent = nullptr);
    ~PictureWorker() override; ///< waits for the picture under way

    using Read = std::function<void(const Result<QImage, PictureProblem> &)>;
    /// \p handler is called later, unless \p context has gone.
    void read(const QByteArray &bytes, QSize bound, QObject *context, Read handler);
    /// Writes \p image as PNG into a new file; \p handler is told whether it is there.
    void write(const QImage &image, const QString &path, QObject *context,
               std::function<void(bool isWritten)> handler);

private:
    QThread m_thread;
    ThreadInbox m_replies; // on this thread
    std::unique_ptr<ThreadInbox> m_requests; // on the other one
};

} // namespace maru::client
