// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Makes the icon files of all systems from our drawings, while Maru is built: the same on each
// system, and no picture is kept beside the drawing it was made from. Usage: makeicons LARGE.svg
// SMALL.svg FOLDER

#include "packaging/icons/iconfiles.h"

#include <QDir>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;
using namespace maru::packaging;

namespace {

constexpr int smallIconPx = 20; // as in client/widgets/icons.cpp

// Apple's icons leave a border for their shadow: 824 of 1024.
constexpr double applePart = 824.0 / 1024.0;

class Drawings
{
public:
    Drawings(const QString &large, const QString &small)
        : m_large(large)
        , m_small(small)
    { }

    [[nodiscard]] bool areValid() const { return m_large.isValid() && m_small.isValid(); }

    [[nodiscard]] QImage image(int side, double part = 1.0)
    {
        QImage image(side, side, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        const double drawn = side * part;
        const double border = (side - drawn) / 2;
        QSvgRenderer &drawing = side <= smallIconPx ? m_small : m_large;
        drawing.render(&painter, QRectF(border, border, drawn, drawn));
        return image;
    }

    [[nodiscard]] QList<QImage> images(std::initializer_list<int> sides, double part = 1.0)
    {
        QList<QImage> all;
        for (const int side : sides) {
            all.append(image(side, part));
        }
        return all;
    }

private:
    QSvgRenderer m_large;
    QSvgRenderer m_small;
};

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(bytes) == bytes.size() && file.flush()) {
        return true;
    }
    std::fprintf(stderr, "makeicons: %s: %s\n", qUtf8Printable(path),
                 qUtf8Printable(file.errorString()));
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fputs("usage: makeicons LARGE.svg SMALL.svg FOLDER\n", stderr);
        return 2;
    }
    const QString large = QString::fromLocal8Bit(argv[1]);
    const QString small = QString::fromLocal8Bit(argv[2]);
    // Looked at first: the renderer's own warning about a file that is not there may be fatal.
    const bool areThere = QFileInfo(large).isReadable() && QFileInfo(small).isReadable();
    auto drawings = areThere ? std::make_unique<Drawings>(large, small) : nullptr;
    if (!drawings || !drawings->areValid()) {
        std::fputs("makeicons: a drawing cannot be read\n", stderr);
        return 1;
    }
    const QString folder = QString::fromLocal8Bit(argv[3]);
    bool good =
        write(folder + "/maru.ico"_L1, icoFile(drawings->images({16, 20, 24, 32, 40, 48, 64, 256})))
        && write(folder + "/maru.icns"_L1,
                 icnsFile(drawings->images({16, 32, 64, 128, 256, 512, 1024}, applePart)));
    for (const int side : {16, 22, 24, 32, 48, 64, 128, 256, 512}) {
        good = good
            && write(u"%1/hicolor/%2x%2/apps/maru.png"_s.arg(folder).arg(side),
                     pngFile(drawings->image(side)));
    }
    return good ? 0 : 1;
}
