// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Pictures that others sent, also those that were made to do harm, and names files are saved under.

#include "client/files/filedownload.h"
#include "client/files/filefailure.h"
#include "client/files/filename.h"
#include "client/files/picture.h"
#include "common/clientlimits.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

QByteArray encoded(QSize size, const char *format)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::blue);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

quint32 crcOf(const QByteArray &bytes)
{
    quint32 crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0);
        }
    }
    return crc ^ 0xffffffffU;
}

QByteArray bigEndian(quint32 number)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(number, bytes.data());
    return bytes;
}

QByteArray chunk(const QByteArray &name, const QByteArray &data)
{
    return bigEndian(quint32(data.size())) + name + data + bigEndian(crcOf(name + data));
}

/// A PNG that says it is that large, and holds \p rows of nothing.
QByteArray pngOf(quint32 width, quint32 height, qsizetype zeros)
{
    // qCompress() puts the length in front of what zlib makes.
    const QByteArray data = qCompress(QByteArray(zeros, '\0'), 9).mid(4);
    return QByteArray("\x89PNG\r\n\x1a\n", 8)
        + chunk("IHDR", bigEndian(width) + bigEndian(height) + QByteArray("\x08\x02\0\0\0", 5))
        + chunk("IDAT", data) + chunk("IEND", {});
}

} // namespace

class tst_Pictures : public QObject
{
    Q_OBJECT

private slots:
    // Readers warn of what they are given here; that would end the program.
    void initTestCase()
    {
        qunsetenv("QT_FATAL_WARNINGS");
        const PictureWorker bounded; // bounds all of Qt's readers
    }
    void whatIsAPictureIsRead_data();
    void whatIsAPictureIsRead();
    void whatIsNoneIsRefused_data();
    void whatIsNoneIsRefused();
    void aThumbnailFitsItsBound();
    void metadataDecidesBeforeAnythingIsFetched();
    void theWorkerAnswersLaterAndNotIntoNothing();
    void namesToSaveUnderAreSafe_data();
    void namesToSaveUnderAreSafe();
    void failuresComeBackFromTheOutbox();
};

void tst_Pictures::whatIsAPictureIsRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("png") << encoded({40, 30}, "png");
    QTest::newRow("jpeg") << encoded({40, 30}, "jpg");
    QTest::newRow("almost 20 Mpx") << encoded({5'472, 3'648}, "jpg"); // of a camera
    // One pixel, red.
    QTest::newRow("gif") << QByteArray::fromBase64(
        "R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");
}

void tst_Pictures::whatIsAPictureIsRead()
{
    QFETCH(QByteArray, bytes);
    const auto picture = readPicture(bytes);
    QVERIFY(picture.has_value());
    QVERIFY(!picture->isNull());
}

void tst_Pictures::whatIsNoneIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("problem");
    const int none = int(PictureProblem::NoPicture);
    const int large = int(PictureProblem::TooLarge);
    const int damaged = int(PictureProblem::Damaged);
    const QByteArray png = encoded({400, 300}, "png");
    const QByteArray jpeg = encoded({400, 300}, "jpg");
    QTest::newRow("nothing") << QByteArray() << none;
    QTest::newRow("text") << QByteArray("not a picture") << none;
    QTest::newRow("svg") << QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" "
                                       "height=\"9\"><image href=\"file:///etc/passwd\"/></svg>")
                         << none;
    QTest::newRow("svg in xml") << QByteArray("<?xml version=\"1.0\"?><svg/>") << none;
    QTest::newRow("bmp") << encoded({4, 4}, "bmp") << none;
    QTest::newRow("xpm") << encoded({4, 4}, "xpm") << none;
    QTest::newRow("ktx named png") << QByteArray("\xabKTX 11\xbb\r\n\x1a\n\0\0\0\0", 16) << none;
    QTest::newRow("png head only") << png.first(8) << damaged;
    QTest::newRow("png cut in its head") << png.first(20) << damaged;
    QTest::newRow("png cut") << png.first(png.size() / 2) << damaged;
    QTest::newRow("jpeg head only") << jpeg.first(4) << damaged;
    QTest::newRow("png behind a gif's name")
        << QByteArray("GIF89a").append(png.sliced(6)) << damaged;
    QTest::newRow("50,000 squared") << pngOf(50'000, 50'000, 100'000) << large;
    QTest::newRow("wide") << pngOf(9'000, 10, 1'000) << large;
    QTest::newRow("more than 20 Mpx") << pngOf(5'000, 5'000, 1'000'000) << large;
    QTest::newRow("the most a number can say") << pngOf(0x7fffffffU, 0x7fffffffU, 100) << damaged;
    QTest::newRow("nothing wide") << pngOf(0, 10, 10) << damaged;
    QTest::newRow("pixels are missing") << pngOf(4'000, 4'000, 10'000) << damaged;
    QTest::newRow("larger than any picture")
        << png.first(8) + QByteArray(limits::maxPictureBytes, '\0') << large;
}

void tst_Pictures::whatIsNoneIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, problem);
    const auto picture = readPicture(bytes, {640, 480});
    QVERIFY(!picture.has_value());
    const int found = int(picture.error());
    // Where a reader itself refuses the size, it cannot be told from damage.
    const bool isRefused = found == problem
        || (problem == int(PictureProblem::TooLarge) && found == int(PictureProblem::Damaged))
        || (problem == int(PictureProblem::Damaged) && found == int(PictureProblem::TooLarge));
    QVERIFY2(isRefused, QByteArray::number(found));
}

void tst_Pictures::aThumbnailFitsItsBound()
{
    const auto small = readPicture(encoded({3'000, 1'000}, "jpg"), {640, 480});
    QVERIFY(small.has_value());
    QCOMPARE(small->size(), QSize(640, 213));
    QCOMPARE(sizeWithin({10, 10}, {640, 480}), QSize(10, 10)); // never larger
    QCOMPARE(sizeWithin({8'000, 1}, {640, 480}), QSize(640, 1));
    QCOMPARE(sizeWithin({8'000, 9}, {}), QSize(8'000, 9));
}

void tst_Pictures::metadataDecidesBeforeAnythingIsFetched()
{
    QVERIFY(mayBePicture(u"image/png"_s, 100, 100));
    QVERIFY(!mayBePicture(u"image/svg+xml"_s, 100, 100));
    QVERIFY(!mayBePicture(u"text/plain"_s, 100, 100));
    QVERIFY(!mayBePicture(u"image/png"_s, 0, 0));
    QVERIFY(!mayBePicture(u"image/png"_s, 8'193, 1));
    QVERIFY(!mayBePicture(u"image/png"_s, 8'000, 8'000));
    QVERIFY(!mayBePicture(u"image/png"_s, -1, 4));
}

void tst_Pictures::theWorkerAnswersLaterAndNotIntoNothing()
{
    PictureWorker worker;
    int answers = 0;
    {
        QObject gone;
        worker.read(encoded({10, 10}, "png"), {}, &gone, [&](const auto &) { answers += 100; });
    }
    QObject owner;
    worker.read("no", {}, &owner, [&](const auto &picture) { answers += picture ? 100 : 1; });
    worker.read(encoded({10, 10}, "png"), {}, &owner,
                [&](const auto &picture) { answers += picture ? 1 : 100; });
    const QTemporaryDir dir;
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::red);
    const QString path = dir.filePath(u"a.png"_s);
    worker.write(image, path, &owner, [&](bool isWritten) { answers += isWritten ? 1 : 100; });
    worker.write(image, path, &owner, [&](bool isWritten) { answers += isWritten ? 100 : 1; });
    QCOMPARE(answers, 0);
    QTRY_COMPARE_WITH_TIMEOUT(answers, 4, patienceMs);
}

void tst_Pictures::namesToSaveUnderAreSafe_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("safe");
    QTest::newRow("plain") << u"보고서.pdf"_s << u"보고서.pdf"_s;
    QTest::newRow("folders") << u"../../etc/passwd"_s << u"_.._etc_passwd"_s;
    QTest::newRow("windows") << u"a\\b:c*?.txt"_s << u"a_b_c__.txt"_s;
    QTest::newRow("hidden") << u".bashrc"_s << u"bashrc"_s;
    QTest::newRow("dots") << u"..."_s << u"file"_s;
    QTest::newRow("empty") << QString() << u"file"_s;
    QTest::newRow("device") << u"con.txt"_s << u"_con.txt"_s;
    QTest::newRow("port") << u"LPT1"_s << u"_LPT1"_s;
    QTest::newRow("right to left") << u"cod\u202efdp.exe"_s << u"codfdp.exe"_s;
    QTest::newRow("fillers") << u"invoice.pdf\u3164\u3164\u115f\u2800.exe"_s
                             << u"invoice.pdf.exe"_s;
    QTest::newRow("a row of spaces")
        << u"invoice.pdf  \u3000 \u00a0  .exe"_s << u"invoice.pdf .exe"_s;
    QTest::newRow("nothing to see") << u"\u3164\u200d\ufe0f\ue000"_s << u"file"_s;
    QTest::newRow("a joiner within a word") << u"a\u200db.txt"_s << u"ab.txt"_s;
    QTest::newRow("an emoji of several")
        << u"👩‍💻❤️.png"_s << u"👩‍💻❤️.png"_s;
    QTest::newRow("lines") << u"a\nb\0c.txt"_s << u"abc.txt"_s;
    QTest::newRow("ends in dots") << u"a.txt. . "_s << u"a.txt"_s;
    QTest::newRow("long") << QString(300, u'x') + u".pdf"_s << QString(236, u'x') + u".pdf"_s;
    QTest::newRow("long, without an ending") << QString(300, u'x') << QString(240, u'x');
    QTest::newRow("long in bytes")
        << QString(120, u'가') + u".pdf"_s << QString(78, u'가') + u".pdf"_s;
    QTest::newRow("beyond 16 bits") << u"🎉𠀀.png"_s << u"🎉𠀀.png"_s;
    QTest::newRow("console") << u"CONIN$.txt"_s << u"_CONIN$.txt"_s;
    QTest::newRow("port with a small digit") << u"com¹"_s << u"_com¹"_s;
}

void tst_Pictures::namesToSaveUnderAreSafe()
{
    QFETCH(QString, name);
    QTEST(safeFileName(name), "safe");
}

void tst_Pictures::failuresComeBackFromTheOutbox()
{
    const FileFailure failure{FileFailure::Kind::TooLarge, u"보고서\n1.pdf"_s, 1'048'576};
    QCOMPARE(fileFailureFrom(errorFrom(failure)), std::optional(failure));
    QVERIFY(!fileFailureFrom(ApiError{ErrorCode::Internal, u"file"_s, {}, 0, 0, 0}));
    QVERIFY(!fileFailureFrom(
        ApiError{ErrorCode::Internal, u"file\u001f99\u001f0\u001fx"_s, {}, 0, 0, 0}));
    ApiError other = errorFrom(failure);
    other.code = ErrorCode::NotFound;
    QVERIFY(!fileFailureFrom(other));
}

QTEST_GUILESS_MAIN(tst_Pictures)
#include "tst_pictures.moc"
