// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "server/chat/filekind.h"
#include "server/chat/filename.h"

#include <QSize>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

/// A photo of 5 by 7, with what a camera notes of it.
QByteArray photo(const QByteArray &noted)
{
    const QByteArray note = QByteArray::fromHex("457869660000") + QByteArray::fromHex(noted);
    return QByteArray::fromHex("ffd8ffe100") + char(note.size() + 2) + note
        + QByteArray::fromHex("ffc0001108000700050301");
}

} // namespace

class tst_FileRules : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void kinds_data();
    void kinds();
    void noBytesAreTooFew();
};

void tst_FileRules::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("stored"); // null: refused

    const QString no;
    QTest::newRow("plain") << u"report.pdf"_s << u"report.pdf"_s;
    QTest::newRow("Korean") << u"보고서 1.hwp"_s << u"보고서 1.hwp"_s;
    QTest::newRow("decomposed") << QString::fromUtf16(u"\u1112\u1161\u11ab.txt") << u"한.txt"_s;
    QTest::newRow("hidden") << u".profile"_s << u".profile"_s;
    QTest::newRow("of another system") << u"a:b|c?.txt"_s << u"a_b_c_.txt"_s;
    QTest::newRow("an end that Windows cuts off") << u"x.txt. . "_s << u"x.txt"_s;
    QTest::newRow("dots and a wide space") << QString::fromUtf16(u"..\u3000") << no;
    QTest::newRow("a dot in front of a space that does not break")
        << QString::fromUtf16(u"x.\u00a0") << u"x"_s;
    QTest::newRow("emoji with a joiner") << u"👩‍💻.png"_s << u"👩‍💻.png"_s;
    QTest::newRow("no device after all") << u"CONSOLE.txt"_s << u"CONSOLE.txt"_s;
    QTest::newRow("no port after all") << u"COM0"_s << u"COM0"_s;
    QTest::newRow("longest") << QString(limits::maxFileNameBytes, u'x')
                             << QString(limits::maxFileNameBytes, u'x');
    QTest::newRow("one too long") << QString(limits::maxFileNameBytes + 1, u'x') << no;
    QTest::newRow("too long in UTF-8") << QString(86, u'가') << no;
    QTest::newRow("empty") << u""_s << no;
    QTest::newRow("spaces") << u"   "_s << no;
    QTest::newRow("dots") << u".."_s << no;
    QTest::newRow("dots and spaces") << u". . ."_s << no;
    QTest::newRow("a folder above") << u"../x"_s << no;
    QTest::newRow("a folder of Windows") << u"..\\x"_s << no;
    QTest::newRow("NUL") << QString::fromUtf16(u"a\u0001b") << no;
    QTest::newRow("line") << u"a\nb"_s << no;
    QTest::newRow("turned around") << QString::fromUtf16(u"a\u202egnp.exe") << no;
    QTest::newRow("a Hangul filler") << QString::fromUtf16(u"\u3164") << no;
    QTest::newRow("a leading filler") << QString::fromUtf16(u"\u115f") << no;
    QTest::newRow("a blank of braille") << QString::fromUtf16(u"\u2800") << no;
    QTest::newRow("a joiner alone") << QString::fromUtf16(u"\u200d") << no;
    QTest::newRow("a joiner within a word") << QString::fromUtf16(u"a\u200db.txt") << no;
    QTest::newRow("a selector alone") << QString::fromUtf16(u"\ufe0f.txt") << no;
    QTest::newRow("private use") << QString::fromUtf16(u"\ue000") << no;
    QTest::newRow("a hidden ending")
        << QString::fromUtf16(u"invoice.pdf\u3164\u3164\u3164\u3164.exe") << no;
    QTest::newRow("emoji with a selector") << u"❤️.png"_s << u"❤️.png"_s;
    QTest::newRow("half a character") << QString(QChar(0xd800)) + u".txt"_s << no;
    for (const auto *device :
         {"CON", "con.txt", "Aux", "nul.tar.gz", "COM1", "com9.x", "LPT3", "PRN .txt", "CONIN$"}) {
        QTest::newRow(device) << QString::fromLatin1(device) << no;
    }
    QTest::newRow("a superscript port") << u"COM²"_s << no;
}

void tst_FileRules::names()
{
    QFETCH(QString, name);
    QFETCH(QString, stored);
    const Result<QString, ApiError> checked = checkedFileName(name);
    if (stored.isNull()) {
        QVERIFY(!checked);
        QVERIFY(checked.error().text.startsWith(u"name: "));
    } else {
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().text));
        QCOMPARE(*checked, stored);
        QCOMPARE(*checkedFileName(stored), stored); // and stays
    }
}

void tst_FileRules::kinds_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("mime");
    QTest::addColumn<QSize>("size");

    const QByteArray png =
        QByteArray::fromHex("89504e470d0a1a0a0000000d49484452000000050000000708");
    QTest::newRow("png") << png << u"x.txt"_s << u"image/png"_s << QSize(5, 7);
    QTest::newRow("png, cut") << png.first(20) << u"x"_s << u"image/png"_s << QSize(0, 0);
    QTest::newRow("png, huge") << QByteArray::fromHex(
        "89504e470d0a1a0a0000000d49484452ffffffffffffffff08")
                               << u"x"_s << u"image/png"_s << QSize(0, 0);
    QTest::newRow("gif") << QByteArray::fromHex("47494638396105000700") << u"x"_s << u"image/gif"_s
                         << QSize(5, 7);
    QTest::newRow("jpeg behind its segments")
        << QByteArray::fromHex("ffd8ffe000044a46ffffc0001108000700050301") << u"x"_s
        << u"image/jpeg"_s << QSize(5, 7);
    const QByteArray note = QByteArray::fromHex("ffe1ffff") + QByteArray(65'533, 'x');
    QTest::newRow("jpeg behind much that a camera wrote")
        << QByteArray::fromHex("ffd8") + note + note + QByteArray::fromHex("ffc0001108000700050301")
        << u"x"_s << u"image/jpeg"_s << QSize(5, 7);
    const QByteArray big = "4d4d002a 00000008 0002 0100000300000001ffff0000 011200030000000100";
    const QByteArray little = "49492a00 08000000 0200 0001030001000000ffff0000 1201030001000000";
    const auto held = [](const char *how, const QByteArray &noted, QSize size) {
        QTest::addRow("photo, %s", how) << photo(noted) << u"x"_s << u"image/jpeg"_s << size;
    };
    held("upright", big + "010000 00000000", QSize(5, 7));
    held("upside down", big + "030000 00000000", QSize(5, 7));
    held("mirrored, on its side", big + "050000 00000000", QSize(7, 5));
    held("on its side", big + "060000 00000000", QSize(7, 5));
    held("on its other side", big + "080000 00000000", QSize(7, 5));
    held("as none can be", big + "090000 00000000", QSize(5, 7));
    held("little-endian, upright", little + "01000000 00000000", QSize(5, 7));
    held("little-endian, on its side", little + "06000000 00000000", QSize(7, 5));
    held("cut in the orientation", big + "06", QSize(5, 7));
    held("orientation of another type", "4d4d002a 00000008 0001 011200040000000100000006 00000000",
         QSize(5, 7));
    held("directory behind the end", "4d4d002a 7fffffff 0001 011200030000000100060000",
         QSize(5, 7));
    held("directory before the beginning", "4d4d002a ffffffff 0001 011200030000000100060000",
         QSize(5, 7));
    held("without a directory", "4d4d002a 00000008", QSize(5, 7));
    held("in no byte order", "4d49002a 00000008 0001 011200030000000100060000", QSize(5, 7));
    QTest::newRow("jpeg whose segments have no length")
        << QByteArray::fromHex("ffd8ffe00000ffe00000ffe00000") << u"x"_s << u"image/jpeg"_s
        << QSize(0, 0);
    QTest::newRow("webp") << QByteArray("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00"
                                        "\x00\x04\x00\x00\x06\x00\x00",
                                        30)
                          << u"x"_s << u"image/webp"_s << QSize(5, 7);
    QTest::newRow("webp larger than any picture") << QByteArray::fromHex(
        "52494646 00000000 57454250 56503858 0a000000 00000000 ffffff 060000")
                                                  << u"x"_s << u"image/webp"_s << QSize(0, 7);
    QTest::newRow("by its name") << QByteArray("%PDF") << u"a.b.PDF"_s << u"application/pdf"_s
                                 << QSize(0, 0);
    QTest::newRow("only called a picture")
        << QByteArray("hello") << u"x.png"_s << u"application/octet-stream"_s << QSize(0, 0);
    QTest::newRow("a page") << QByteArray("<html>") << u"x.html"_s << u"application/octet-stream"_s
                            << QSize(0, 0);
    QTest::newRow("a drawing that runs scripts")
        << QByteArray("<svg>") << u"x.svg"_s << u"application/octet-stream"_s << QSize(0, 0);
    QTest::newRow("without an end")
        << QByteArray("x") << u"txt"_s << u"application/octet-stream"_s << QSize(0, 0);
}

void tst_FileRules::kinds()
{
    QFETCH(QByteArray, head);
    QFETCH(QString, name);
    const FileKind kind = fileKind(head, name);
    QTEST(kind.mime, "mime");
    QTEST(QSize(kind.width, kind.height), "size");
}

void tst_FileRules::noBytesAreTooFew()
{
    QList<QByteArray> heads{photo("4d4d002a 00000008 0001 011200030000000100060000 00000000"),
                            photo("49492a00 08000000 0100 120103000100000006000000 00000000")};
    for (const char *text :
         {"89504e470d0a1a0a0000000d4948445200000005000000070803", "474946383961050007000000",
          "ffd8ffe000044a46ffffc00011080007000503", "52494646000000005745425056503858"}) {
        heads.append(QByteArray::fromHex(text));
    }
    for (const QByteArray &head : std::as_const(heads)) {
        for (qsizetype size = 0; size <= head.size(); ++size) {
            QVERIFY(!fileKind(head.first(size), u"x"_s).mime.isEmpty());
            for (qsizetype at = 0; at < size; ++at) { // nor any length or offset too large
                QByteArray wrong = head.first(size);
                wrong[at] = '\xff';
                QVERIFY(!fileKind(wrong, u"x"_s).mime.isEmpty());
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_FileRules)
#include "tst_filerules.moc"
