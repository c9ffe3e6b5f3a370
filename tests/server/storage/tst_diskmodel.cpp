// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/diskmodel.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru::server::fixture;

namespace {

using Kind = DiskEvent::Kind;

constexpr int images = 400; // enough that each kind of image comes

DiskEvent write(int file, qint64 offset, const QByteArray &bytes)
{
    return {.kind = Kind::Write, .file = file, .offset = offset, .bytes = bytes};
}

/// Every image that came, of the moment after all events of \p journal.
QList<QMap<QString, QByteArray>> imagesOf(const DiskJournal &journal)
{
    DiskModel model(journal);
    model.advanceTo(qsizetype(journal.events.size()));
    QRandomGenerator random(1);
    QList<QMap<QString, QByteArray>> all;
    for (int i = 0; i < images; ++i) {
        all.append(model.image(random));
    }
    return all;
}

QByteArray sectors(const char *letters)
{
    QByteArray bytes;
    for (const char *letter = letters; *letter != '\0'; ++letter) {
        bytes.append(512, *letter);
    }
    return bytes;
}

/// The first byte of each sector.
QString lettersOf(const QByteArray &bytes)
{
    QString letters;
    for (qsizetype at = 0; at < bytes.size(); at += 512) {
        letters.append(QLatin1Char(bytes.at(at)));
    }
    return letters;
}

} // namespace

/// The disk of the power-cut test keeps what was synced and nothing else for sure.
class tst_DiskModel : public QObject
{
    Q_OBJECT

private slots:
    void whatWasSyncedIsInEveryImage();
    void whatWasNotSyncedArrivesInAnyParts();
    void aSectorMayHoldAnyOfItsStates();
    void aTruncationMayBeUndone();
    void aNewNameMayBeMissingUntilTheFolderIsSynced();
    void aRenameHappensWholeOrNotAtAll();
    void theMomentOfTheCutCounts();
};

void tst_DiskModel::whatWasSyncedIsInEveryImage()
{
    const DiskJournal journal{.before = {{u"f"_s, sectors("ab")}},
                              .events = {write(0, 512, sectors("xy")), {.kind = Kind::Sync}}};
    for (const auto &image : imagesOf(journal)) {
        QCOMPARE(image.value(u"f"_s), sectors("axy"));
    }
}

void tst_DiskModel::whatWasNotSyncedArrivesInAnyParts()
{
    const DiskJournal journal{.before = {{u"f"_s, sectors("abc")}},
                              .events = {write(0, 0, sectors("xyz"))}};
    QSet<QString> seen;
    for (const auto &image : imagesOf(journal)) {
        seen.insert(lettersOf(image.value(u"f"_s)));
    }
    const QSet<QString> all{u"abc"_s, u"xbc"_s, u"ayc"_s, u"abz"_s,
                            u"xyc"_s, u"xbz"_s, u"ayz"_s, u"xyz"_s};
    QCOMPARE(seen, all);
}

void tst_DiskModel::aSectorMayHoldAnyOfItsStates()
{
    // The second write covers half a sector: what it meets there is what programs saw.
    const DiskJournal journal{
        .before = {{u"f"_s, sectors("a")}},
        .events = {write(0, 0, sectors("b")), write(0, 256, QByteArray(256, 'c'))}};
    const QByteArray half = QByteArray(256, 'b') + QByteArray(256, 'c');
    QSet<QByteArray> seen;
    for (const auto &image : imagesOf(journal)) {
        seen.insert(image.value(u"f"_s));
    }
    QCOMPARE(seen, QSet<QByteArray>({sectors("a"), sectors("b"), half}));
}

void tst_DiskModel::aTruncationMayBeUndone()
{
    const DiskJournal journal{
        .before = {{u"f"_s, sectors("ab")}},
        .events = {{.kind = Kind::Truncate, .offset = 0}, write(0, 0, sectors("x"))}};
    QSet<QString> seen;
    for (const auto &image : imagesOf(journal)) {
        seen.insert(lettersOf(image.value(u"f"_s)).replace(QChar(u'\0'), u'0').left(2));
    }
    for (const QString &possible : {u"ab"_s, u""_s, u"x"_s, u"xb"_s}) {
        QVERIFY2(seen.contains(possible), qPrintable(possible));
    }
}

void tst_DiskModel::aNewNameMayBeMissingUntilTheFolderIsSynced()
{
    DiskJournal journal{.before = {{u"old"_s, sectors("a")}},
                        .events = {{.kind = Kind::Create, .file = 1, .name = u"new"_s},
                                   write(1, 0, sectors("b")),
                                   {.kind = Kind::Sync, .file = 1},
                                   {.kind = Kind::Remove, .file = 0, .name = u"old"_s}}};
    QSet<QString> seen;
    for (const auto &image : imagesOf(journal)) {
        seen.insert(QStringList(image.keys()).join(u'+'));
    }
    QCOMPARE(seen, QSet<QString>({u"old"_s, u"new"_s, u"new+old"_s, u""_s}));

    journal.events.push_back({.kind = Kind::SyncFolder});
    for (const auto &image : imagesOf(journal)) {
        QCOMPARE(image.keys(), QStringList{u"new"_s});
        QCOMPARE(image.value(u"new"_s), sectors("b"));
    }
}

void tst_DiskModel::aRenameHappensWholeOrNotAtAll()
{
    const DiskJournal journal{
        .before = {{u"old"_s, sectors("a")}},
        .events = {{.kind = Kind::Rename, .file = 0, .name = u"old"_s, .newName = u"new"_s}}};
    QSet<QString> seen;
    for (const auto &image : imagesOf(journal)) {
        seen.insert(QStringList(image.keys()).join(u'+'));
        QCOMPARE(image.constBegin().value(), sectors("a"));
    }
    QCOMPARE(seen, QSet<QString>({u"old"_s, u"new"_s}));
}

void tst_DiskModel::theMomentOfTheCutCounts()
{
    const DiskJournal journal{.before = {{u"f"_s, sectors("a")}},
                              .events = {write(0, 0, sectors("b")), {.kind = Kind::Sync}}};
    DiskModel model(journal);
    QRandomGenerator random(1);
    QCOMPARE(model.image(random).value(u"f"_s), sectors("a"));
    model.advanceTo(1);
    QCOMPARE(model.seen().value(u"f"_s), sectors("b"));
    model.advanceTo(2);
    QCOMPARE(model.image(random).value(u"f"_s), sectors("b"));
}

QTEST_APPLESS_MAIN(tst_DiskModel)
#include "tst_diskmodel.moc"
