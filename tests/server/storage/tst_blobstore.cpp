// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/storage/blobfolder.h"
#include "server/storage/bloblock.h"
#include "server/storage/blobstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

namespace {

const FileId one(u"0123456789abcdef01234567"_s);
const FileId two(u"1123456789abcdef01234567"_s);

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// Everything in the folder's folders.
QStringList everything(const QString &path)
{
    QStringList all;
    const QStringList folders = QDir(path).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &folder : folders) {
        const QStringList files = QDir(path + u'/' + folder).entryList(QDir::Files, QDir::Name);
        for (const QString &file : files) {
            all.append(folder + u'/' + file);
        }
    }
    return all;
}

template<class T>
auto kept(std::optional<Result<T, BlobError>> &reply)
{
    return [&reply](const Result<T, BlobError> &got) {
        reply = got;
    };
}

} // namespace

class tst_BlobStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir.emplace(); }

    void anUploadGetsItsNameWhole();
    void theHeadOfAPhotoIsLonger();
    void theSameBytesAreStoredOnce();
    void aDamagedBlobIsReplaced_data();
    void aDamagedBlobIsReplaced();
    void anUploadGoesOnAfterARestart();
    void aSliceAfterManyIsNotReadAgain();
    void manyUploadsInTurnAreNotReadAgain();
    void whatIsDroppedIsGone();
    void aBlobThatIsBeingNamedIsNotRemoved();
    void whileItIsCopiedNothingIsRemoved();
    void aFolderBelongsToOneStore();
    void aFolderWithoutAMarkIsTakenUnlessItHasFilesOfOurs_data();
    void aFolderWithoutAMarkIsTakenUnlessItHasFilesOfOurs();
    void onlyWhatIsOursIsListed();
    void theThreadAnswersInOrder();
    void tooMuchIsRefused();
    void dropsHandlersWhenItGoes();
    void aLongUploadThatGoesOnLetsOthersPass();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"files"_s); }
    std::optional<QTemporaryDir> m_dir;
};

void tst_BlobStore::anUploadGetsItsNameWhole()
{
    BlobFolder folder(path());
    QVERIFY(!folder.open(one)); // nobody has claimed it
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(!QFile::exists(path())); // made with the first upload
    QCOMPARE(*folder.open(one), 0);
    QVERIFY(*folder.catchUp(one));
    QCOMPARE(*folder.append(one, "abc"), 3);
    QCOMPARE(*folder.append(one, "def"), 6);
    QCOMPARE(*folder.size(one), 6);
    QCOMPARE(everything(path()), QStringList{u"parts/"_s + one.toString()});
    const auto blob = folder.finish(one);
    QVERIFY(blob);
    QCOMPARE(blob->sha256, hashOf("abcdef"));
    QCOMPARE(blob->head, "abcdef");
    QCOMPARE(everything(path()), QStringList{blob->sha256.left(2) + u'/' + blob->sha256});
    QCOMPARE(*folder.read(blob->sha256, 2, 3), "cde");
    QCOMPARE(*folder.read(blob->sha256, 4, 100), "ef");
    QCOMPARE(folder.read(hashOf("x"), 0, 1).error(), BlobError::NotFound);
    QCOMPARE(folder.append(one, "x").error(), BlobError::NotFound);
    QCOMPARE(folder.finish(one).error(), BlobError::NotFound);
}

void tst_BlobStore::theHeadOfAPhotoIsLonger()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    const auto headOf = [&folder](const QByteArray &bytes) {
        const bool isThere = folder.open(one) && folder.append(one, bytes);
        return isThere ? folder.finish(one)->head : QByteArray();
    };
    const QByteArray rest(2 * limits::jpegHeadBytes, 'x');
    const QByteArray photo = "\xff\xd8\xff" + rest;
    QVERIFY(headOf(photo) == photo.first(limits::jpegHeadBytes));
    QVERIFY(headOf(photo.first(70'000)) == photo.first(70'000));
    QVERIFY(headOf(rest) == rest.first(limits::filePartBytes));
}

void tst_BlobStore::theSameBytesAreStoredOnce()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    for (const FileId &id : {one, two}) {
        QVERIFY(folder.open(id));
        QVERIFY(folder.append(id, "same"));
        QCOMPARE(folder.finish(id)->sha256, hashOf("same"));
    }
    QCOMPARE(everything(path()).size(), 1);
}

void tst_BlobStore::aDamagedBlobIsReplaced_data()
{
    QTest::addColumn<QByteArray>("damaged");
    QTest::newRow("shorter") << QByteArray("wh");
    QTest::newRow("as long") << QByteArray("whale");
}

void tst_BlobStore::aDamagedBlobIsReplaced()
{
    QFETCH(QByteArray, damaged);
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.open(one));
    const QString hash = hashOf("whole");
    QVERIFY(QDir().mkpath(path() + u'/' + hash.left(2)));
    write(path() + u'/' + hash.left(2) + u'/' + hash, damaged);
    QVERIFY(folder.append(one, "whole"));
    QVERIFY(folder.finish(one));
    QCOMPARE(*folder.read(hash, 0, 10), "whole");
    QCOMPARE(everything(path()), QStringList{hash.left(2) + u'/' + hash});
}

void tst_BlobStore::anUploadGoesOnAfterARestart()
{
    const QByteArray first(limits::hashSliceBytes + 5, 'a');
    {
        BlobFolder folder(path());
        QVERIFY(*folder.claim(u"s"_s));
        QVERIFY(folder.open(one));
        QVERIFY(folder.append(one, first));
        folder.pause(one);
        QCOMPARE(*folder.size(one), first.size());
        QCOMPARE(*folder.open(one), first.size()); // in the same process the hash is kept
        QVERIFY(*folder.catchUp(one));
    }
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QCOMPARE(*folder.size(one), first.size());
    QCOMPARE(*folder.open(one), first.size());
    QVERIFY(!*folder.catchUp(one)); // slice by slice
    QVERIFY(*folder.catchUp(one));
    QVERIFY(folder.append(one, "b"));
    QCOMPARE(folder.finish(one)->sha256, hashOf(first + "b"));
}

void tst_BlobStore::aSliceAfterManyIsNotReadAgain()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    const QByteArray first(limits::hashSliceBytes + 1, 'a'); // more than one look can read
    QByteArray all = first;
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, first));
    folder.pause(one);
    for (int i = 0; i < limits::maxKeptHashes + 44; ++i) {
        QCOMPARE(*folder.open(one), all.size());
        QVERIFY2(*folder.catchUp(one), qPrintable(QString::number(i))); // the hash was kept
        QVERIFY(folder.append(one, "b"));
        all += 'b';
        folder.pause(one);
    }
    QVERIFY(folder.open(one));
    QVERIFY(*folder.catchUp(one));
    QCOMPARE(folder.finish(one)->sha256, hashOf(all));
}

void tst_BlobStore::manyUploadsInTurnAreNotReadAgain()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    const QByteArray first(limits::hashSliceBytes + 1, 'a'); // more than one look can read
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, first));
    folder.pause(one);
    for (int i = 0; i < 299; ++i) {
        const FileId other(u"%1"_s.arg(i, 24, 16, QLatin1Char('0')));
        QVERIFY(folder.open(other));
        QVERIFY(folder.append(other, "x"));
        folder.pause(other);
    }
    QVERIFY(folder.open(one));
    QVERIFY(*folder.catchUp(one)); // the hash was kept
    QVERIFY(folder.append(one, "b"));
    QCOMPARE(folder.finish(one)->sha256, hashOf(first + "b"));
}

void tst_BlobStore::whatIsDroppedIsGone()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.open(one));
    QVERIFY(folder.append(one, "abc"));
    folder.drop(one);
    QCOMPARE(everything(path()), QStringList());
    QCOMPARE(*folder.size(one), 0);
    QCOMPARE(folder.catchUp(one).error(), BlobError::NotFound);
    QCOMPARE(*folder.open(one), 0); // from the beginning, with a new hash
    QVERIFY(folder.append(one, "x"));
    QCOMPARE(folder.finish(one)->sha256, hashOf("x"));
}

void tst_BlobStore::aBlobThatIsBeingNamedIsNotRemoved()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    for (const FileId &id : {one, two}) {
        QVERIFY(folder.open(id));
        QVERIFY(folder.finish(id));
    }
    const QString hash = hashOf({});
    folder.remove(hash);
    QVERIFY(folder.read(hash, 0, 1));
    folder.release(hash);
    folder.remove(hash);
    QVERIFY(folder.read(hash, 0, 1)); // the other one still holds it
    folder.release(hash);
    folder.remove(hash);
    QVERIFY(!folder.read(hash, 0, 1));
}

void tst_BlobStore::whileItIsCopiedNothingIsRemoved()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(!folder.isBeingCopied()); // it is not there yet
    QVERIFY(folder.open(one));
    QVERIFY(folder.finish(one));
    const QString hash = hashOf({});
    folder.release(hash);
    {
        const BlobLock copying(path(), BlobLock::For::Copying);
        const BlobLock another(path(), BlobLock::For::Copying);
        QVERIFY(folder.isBeingCopied());
        folder.remove(hash);
        QVERIFY(folder.read(hash, 0, 1));
    }
    QVERIFY(!folder.isBeingCopied());
    folder.remove(hash);
    QVERIFY(!folder.read(hash, 0, 1));
}

void tst_BlobStore::aFolderBelongsToOneStore()
{
    const QString hash = hashOf("whole");
    {
        BlobFolder folder(path());
        QVERIFY(*folder.claim(u"mine"_s));
        QVERIFY(folder.open(one));
        QVERIFY(folder.open(two));
        QVERIFY(folder.append(two, "whole"));
        QVERIFY(folder.finish(two));
    }
    const QStringList before = everything(path());
    QCOMPARE(before.size(), 2);
    BlobFolder other(path());
    QVERIFY(!*other.claim(u"yours"_s));
    BlobFolder unclaimed(path());
    for (BlobFolder *folder : {&other, &unclaimed}) {
        folder->drop(one);
        folder->remove(hash);
    }
    QCOMPARE(everything(path()), before);
    QCOMPARE(BlobFolder(path() + u"/x/y"_s).open(one).error(), BlobError::Failed);
    QVERIFY(*BlobFolder(path()).claim(u"mine"_s));
    QVERIFY(QFile::remove(path() + u"/store"_s));
    QVERIFY(!*BlobFolder(path()).claim(u"mine"_s)); // whose is it?
}

void tst_BlobStore::aFolderWithoutAMarkIsTakenUnlessItHasFilesOfOurs_data()
{
    QTest::addColumn<QString>("inside");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("a disk of its own") << u"lost+found"_s << true;
    QTest::newRow("a share with snapshots") << u".snapshot"_s << true;
    QTest::newRow("uploads") << u"parts"_s << false;
    QTest::newRow("files") << u"ab"_s << false;
    QTest::newRow("no name of ours") << u"AB"_s << true;
}

void tst_BlobStore::aFolderWithoutAMarkIsTakenUnlessItHasFilesOfOurs()
{
    QFETCH(QString, inside);
    QFETCH(bool, isTaken);
    QVERIFY(QDir().mkpath(path() + u'/' + inside));
    {
        BlobFolder folder(path());
        QCOMPARE(*folder.claim(u"mine"_s), isTaken);
        QCOMPARE(folder.open(one).has_value(), isTaken);
    }
    QCOMPARE(*BlobFolder(path()).claim(u"mine"_s), isTaken); // and at the next start
    QVERIFY(!*BlobFolder(path()).claim(u"yours"_s));
}

void tst_BlobStore::onlyWhatIsOursIsListed()
{
    BlobFolder folder(path());
    QVERIFY(*folder.claim(u"s"_s));
    QVERIFY(folder.list(0).uploads.isEmpty());
    QVERIFY(folder.open(one));
    write(path() + u"/parts/README"_s, "x");
    const QString hash = u"00"_s + QString(62, u'1');
    QVERIFY(QDir().mkpath(path() + u"/00"_s));
    write(path() + u"/00/"_s + hash, "x");
    write(path() + u"/00/notes.txt"_s, "x");
    write(path() + u"/00/11"_s + hash.mid(2), "x");
    QCOMPARE(folder.list(0).uploads, QList{one});
    QCOMPARE(folder.list(0).blobs, QList{hash});
    QVERIFY(folder.list(255).blobs.isEmpty());
}

void tst_BlobStore::theThreadAnswersInOrder()
{
    BlobStore store(path());
    std::optional<Result<bool, BlobError>> claimed;
    std::optional<Result<qint64, BlobError>> opened;
    std::optional<Result<qint64, BlobError>> size;
    std::optional<Result<Blobs::Blob, BlobError>> blob;
    std::optional<Result<QByteArray, BlobError>> bytes;
    store.claim(u"s"_s, kept(claimed));
    store.open(one, kept(opened));
    store.append(one, "hello", kept(size));
    QVERIFY(!claimed); // never from within a call
    QTRY_VERIFY(size);
    QCOMPARE(**opened, 0);
    QCOMPARE(**size, 5);
    store.finish(one, kept(blob));
    QTRY_VERIFY(blob);
    store.read((*blob)->sha256, 1, 3, kept(bytes));
    QTRY_VERIFY(bytes);
    QCOMPARE(**bytes, "ell");
    store.release((*blob)->sha256);
    store.remove((*blob)->sha256);
    std::optional<Result<Blobs::Listing, BlobError>> listing;
    store.list((*blob)->sha256.left(2).toInt(nullptr, 16), kept(listing));
    QTRY_VERIFY(listing);
    QVERIFY((*listing)->blobs.isEmpty());
}

void tst_BlobStore::tooMuchIsRefused()
{
    BlobStore store(path());
    int busy = 0;
    int answered = 0;
    for (int i = 0; i < limits::maxDiskRequests + 10; ++i) {
        store.size(one, [&](const Result<qint64, BlobError> &reply) {
            ++answered;
            busy += !reply && reply.error() == BlobError::Busy ? 1 : 0;
        });
    }
    QTRY_COMPARE(answered, limits::maxDiskRequests + 10);
    QCOMPARE(busy, 10);
}

void tst_BlobStore::dropsHandlersWhenItGoes()
{
    bool wasCalled = false;
    {
        BlobStore store(path());
        store.claim(u"s"_s, [](const auto &) {});
        store.open(one, [](const auto &) {});
        store.append(one, "kept", [&](const auto &) { wasCalled = true; });
    }
    QVERIFY(!wasCalled);
    QCOMPARE(QFileInfo(path() + u"/parts/"_s + one.toString()).size(), 4); // but it was done
}

void tst_BlobStore::aLongUploadThatGoesOnLetsOthersPass()
{
    {
        BlobFolder folder(path());
        QVERIFY(*folder.claim(u"s"_s));
        QVERIFY(folder.open(one));
        QVERIFY(folder.append(one, QByteArray(12 * limits::hashSliceBytes, 'x')));
    }
    BlobStore store(path());
    QStringList order;
    store.claim(u"s"_s, [](const auto &) {});
    store.open(one, [&](const auto &) { order += u"long"_s; });
    store.open(two, [&](const auto &) { order += u"short"_s; });
    QTRY_COMPARE(order, (QStringList{u"short"_s, u"long"_s}));
}

QTEST_GUILESS_MAIN(tst_BlobStore)
#include "tst_blobstore.moc"
