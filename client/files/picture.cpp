// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/picture.h"

#include "common/clientlimits.h"
#include "common/pictureformat.h"

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QImageWriter>
#include <QPointer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QByteArray readerName(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png:
        return "png";
    case PictureFormat::Jpeg:
        return "jpeg";
    case PictureFormat::Gif:
        return "gif";
    case PictureFormat::WebP:
        return "webp";
    case PictureFormat::None:
        break;
    }
    return {};
}

bool isWithinBounds(QSize size)
{
    return size.width() <= limits::maxPictureSide && size.height() <= limits::maxPictureSide
        && qint64(size.width()) * size.height() <= limits::maxPicturePixels;
}

} // namespace

bool mayBePicture(const QString &mime, int width, int height)
{
    static const QStringList known{u"image/png"_s, u"image/jpeg"_s, u"image/gif"_s,
                                   u"image/webp"_s};
    return known.contains(mime) && width > 0 && height > 0 && isWithinBounds({width, height});
}

QSize sizeWithin(QSize size, QSize bound)
{
    if (bound.isEmpty() || (size.width() <= bound.width() && size.height() <= bound.height())) {
        return size;
    }
    return size.scaled(bound, Qt::KeepAspectRatio).expandedTo({1, 1});
}

Result<QImage, PictureProblem> readPicture(const QByteArray &bytes, QSize bound)
{
    const PictureFormat format = pictureFormat(bytes);
    if (format == PictureFormat::None) {
        return failure(PictureProblem::NoPicture);
    }
    if (bytes.size() > limits::maxPictureBytes) {
        return failure(PictureProblem::TooLarge);
    }
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, readerName(format));
    reader.setAutoDetectImageFormat(false);
    reader.setDecideFormatFromContent(false);
    if (!QImageReader::supportedImageFormats().contains(readerName(format))) {
        return failure(PictureProblem::NoPicture);
    }
    const QSize size = reader.size();
    if (!size.isValid() || size.isEmpty()) {
        return failure(PictureProblem::Damaged);
    }
    if (!isWithinBounds(size)) {
        return failure(PictureProblem::TooLarge);
    }
    reader.setAutoTransform(true);
    const bool isTurned = reader.transformation().testFlag(QImageIOHandler::TransformationRotate90);
    const QSize wanted = sizeWithin(isTurned ? size.transposed() : size, bound);
    if (const QSize scaled = isTurned ? wanted.transposed() : wanted; scaled != size) {
        reader.setScaledSize(scaled);
    }
    QImage image;
    if (!reader.read(&image) || image.isNull()) {
        return failure(PictureProblem::Damaged);
    }
    // What a header says need not be what its frames are.
    return isWithinBounds(image.size()) ? Result<QImage, PictureProblem>(std::move(image))
                                        : failure(PictureProblem::TooLarge);
}

PictureWorker::PictureWorker(QObject *parent)
    : QObject(parent)
    , m_requests(std::make_unique<ThreadInbox>())
{
    QImageReader::setAllocationLimit(limits::pictureAllocationMiB);
    m_requests->moveToThread(&m_thread);
    m_thread.setObjectName(u"maru-pictures"_s);
    m_thread.start(QThread::LowPriority);
}

PictureWorker::~PictureWorker()
{
    m_thread.quit();
    m_thread.wait();
}

void PictureWorker::read(const QByteArray &bytes, QSize bound, QObject *context, Read handler)
{
    m_requests->post(
        [this, bytes, bound, context = QPointer(context), handler = std::move(handler)]() mutable {
            auto picture = readPicture(bytes, bound);
            m_replies.post([context = std::move(context), handler = std::move(handler),
                            picture = std::move(picture)] {
                if (context) {
                    handler(picture);
                }
            });
        });
}

void PictureWorker::write(const QImage &image, const QString &path, QObject *context,
                          std::function<void(bool)> handler)
{
    m_requests->post(
        [this, image, path, context = QPointer(context), handler = std::move(handler)]() mutable {
            QFile file(path);
            QImageWriter writer(&file, "png");
            const bool isWritten = file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
                && writer.write(image) && file.flush();
            if (!isWritten) {
                file.remove();
            }
            m_replies.post([context = std::move(context), handler = std::move(handler), isWritten] {
                if (context) {
                    handler(isWritten);
                }
            });
        });
}

} // namespace maru::client
