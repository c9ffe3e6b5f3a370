// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "packaging/icons/iconfiles.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QImageReader>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace maru::packaging;
using namespace Qt::StringLiterals;

namespace {

// A picture that is not the same when it is mirrored or turned.
QImage sample(int side)
{
    QImage image(side, side, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    for (int x = 0; x < side; ++x) {
        image.setPixelColor(x, 0, QColor(200, 10, 20));
    }
    image.setPixelColor(0, side - 1, QColor(1, 2, 3));
    return image;
}

} // namespace

class TestIconFiles : public QObject
{
    Q_OBJECT

private slots:
    void anIcoHoldsEachImageAsItIs();
    void anIcnsHoldsEachImageUnderItsTypes();
    void theBuiltFilesHoldAllSizes();
    void whatCannotBeMadeIsSaidInALine_data();
    void whatCannotBeMadeIsSaidInALine();
};

void TestIconFiles::anIcoHoldsEachImageAsItIs()
{
    const QList<QImage> images{sample(16), sample(20), sample(48), sample(256)};
    QByteArray bytes = icoFile(images);
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer, "ico"); // Qt's own plugin, which shares no code with ours
    QCOMPARE(reader.imageCount(), images.size());
    for (int i = 0; i < images.size(); ++i) {
        QVERIFY(reader.jumpToImage(i));
        QCOMPARE(reader.read().convertToFormat(QImage::Format_ARGB32), images.at(i));
    }
}

void TestIconFiles::anIcnsHoldsEachImageUnderItsTypes()
{
    const QByteArray bytes = icnsFile({sample(16), sample(32), sample(512)});
    QCOMPARE(bytes.first(4), "icns"_ba);
    QCOMPARE(qFromBigEndian<quint32>(bytes.constData() + 4), quint32(bytes.size()));
    QByteArrayList types;
    qsizetype at = 8;
    while (at < bytes.size()) {
        types.append(bytes.mid(at, 4));
        const auto size = qsizetype(qFromBigEndian<quint32>(bytes.constData() + at + 4));
        QVERIFY(size > 8 && at + size <= bytes.size());
        const QImage image = QImage::fromData(bytes.mid(at + 8, size - 8), "PNG");
        QCOMPARE(image.convertToFormat(QImage::Format_ARGB32), sample(image.width()));
        at += size;
    }
    QCOMPARE(at, bytes.size());
    QCOMPARE(types, (QByteArrayList{"icp4", "icp5", "ic11", "ic09", "ic14"}));
}

void TestIconFiles::theBuiltFilesHoldAllSizes()
{
    const QString folder = QStringLiteral(MARU_ICONS);
    QImageReader ico(folder + "/maru.ico"_L1, "ico");
    QCOMPARE(ico.imageCount(), 8);
    for (int i = 0; i < ico.imageCount(); ++i) {
        QVERIFY(ico.jumpToImage(i));
        const QImage image = ico.read();
        const int side = image.width();
        QCOMPARE(image.pixelColor(0, 0).alpha(), 0); // outside of the round corner
        QCOMPARE(image.pixelColor(side / 2, side * 13 / 16).name(), u"#f2c879"_s); // the floor
    }
    QFile icns(folder + "/maru.icns"_L1);
    QVERIFY(icns.open(QIODevice::ReadOnly));
    for (const char *type :
         {"icp4", "icp5", "ic11", "ic12", "ic07", "ic08", "ic13", "ic09", "ic14", "ic10"}) {
        icns.seek(0);
        QVERIFY2(icns.readAll().contains(type), type);
    }
    for (const int side : {16, 22, 24, 32, 48, 64, 128, 256, 512}) {
        QCOMPARE(QImage(u"%1/hicolor/%2x%2/apps/maru.png"_s.arg(folder).arg(side)).size(),
                 QSize(side, side));
    }
}

void TestIconFiles::whatCannotBeMadeIsSaidInALine_data()
{
    const QString drawing = QStringLiteral(MARU_DRAWING);
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << QStringList{} << 2 << u"usage: makeicons"_s;
    QTest::newRow("a drawing too few")
        << QStringList{drawing, u"."_s} << 2 << u"usage: makeicons"_s;
    QTest::newRow("no such drawing") << QStringList{drawing, u"none.svg"_s, u"."_s} << 1
                                     << u"makeicons: a drawing cannot be read"_s;
    QTest::newRow("a folder that cannot be made")
        << QStringList{drawing, drawing, drawing + u"/below"_s} << 1
        << u"makeicons: %1/below/maru.ico: "_s.arg(drawing);
}

void TestIconFiles::whatCannotBeMadeIsSaidInALine()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QString, says);
    const QTemporaryDir folder;
    QProcess program;
    program.setWorkingDirectory(folder.path());
    program.start(QStringLiteral(MARU_MAKEICONS), arguments);
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitCode(), exitCode);
    const QString line = QString::fromUtf8(program.readAllStandardError());
    QVERIFY2(line.contains(says), qPrintable(line));
    QVERIFY(QDir(folder.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestIconFiles)
#include "tst_iconfiles.moc"
