// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

// Uploads, files, quotas, and messages that carry files.

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

namespace {

FileId fileId(int number)
{
    return FileId(hexId(0xf0'0000 + number));
}

QString hashText(const QString &content)
{
    return QString::fromLatin1(hashOf(content).toHex());
}

BeginUpload begin(int number, qint64 bytes, int owner = 1, qint64 quota = 1'000)
{
    return {
        {fileId(number), roomId(1), userId(owner), u"file %1"_s.arg(number), bytes, 5'000 + number},
        quota};
}

EndUpload end(int number, const QString &content, const QString &mime = u"text/plain"_s,
              qint64 nowMs = 6'000)
{
    File file;
    file.id = fileId(number);
    file.mime = mime;
    file.sha256 = hashText(content);
    return {file, nowMs};
}

AppendMessage carrying(int number, const QList<int> &files, const QString &cid = {})
{
    AppendMessage change = message(roomId(1), number, u"look %1"_s.arg(number), cid);
    for (const int file : files) {
        File one;
        one.id = fileId(file);
        change.message.files.append(one);
    }
    return change;
}

void letIn(StorageBackend &store, int number)
{
    QVERIFY(apply(store, user(number)));
    EnterRoom enter;
    enter.user = userId(number);
    enter.room = roomId(1);
    QVERIFY(apply(store, enter));
}

/// A file of user 1 with that number.
void bring(StorageBackend &store, int number, qint64 bytes = 10,
           const QString &mime = u"text/plain"_s)
{
    QVERIFY(apply(store, begin(number, bytes)));
    QVERIFY(apply(store, end(number, u"content %1"_s.arg(number), mime)));
}

qint64 usage(StorageBackend &store, int owner = 1)
{
    return read(store, ReadFileUsage{userId(owner)}).value();
}

QList<Message> everything(StorageBackend &store)
{
    return read(store, history(roomId(1), ReadHistory::Direction::After, 0)).value().messages;
}

SearchMessages has(bool image)
{
    SearchMessages query;
    query.text = u"look"_s;
    query.rooms = {roomId(1)};
    query.has.file = !image;
    query.has.image = image;
    query.limit = 10;
    return query;
}

QString hits(StorageBackend &store, bool image)
{
    QList<Message> found;
    const SearchMessages::Reply reply = read(store, has(image)).value();
    for (const auto &hit : reply.hits) {
        found.append(hit.message);
    }
    return seqsOf(found);
}

} // namespace

void StorageContract::anUploadBecomesAFile()
{
    QCOMPARE(apply(*m_store, begin(1, 10)).error(), StoreError::NotFound); // no member
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    BeginUpload elsewhere = begin(1, 10);
    elsewhere.upload.room = roomId(7);
    QCOMPARE(apply(*m_store, elsewhere).error(), StoreError::NotFound);

    QVERIFY(apply(*m_store, begin(1, 10)));
    const auto upload = read(*m_store, FindUpload{fileId(1), userId(1)}).value();
    QVERIFY(upload);
    QCOMPARE(upload->name, u"file 1"_s);
    QCOMPARE(upload->bytes, 10);
    QCOMPARE(upload->room, roomId(1));
    QCOMPARE(upload->createdMs, 5'001);
    QVERIFY(!read(*m_store, FindUpload{fileId(1), userId(2)}).value()); // somebody else's
    QVERIFY(!read(*m_store, FindFile{fileId(1), userId(1)}).value()); // not yet

    EndUpload whole = end(1, u"a"_s, u"image/png"_s);
    whole.file.width = 3;
    whole.file.height = 4;
    const auto stored = apply(*m_store, whole);
    QVERIFY(stored);
    QCOMPARE(apply(*m_store, whole).error(), StoreError::NotFound); // once
    QVERIFY(!read(*m_store, FindUpload{fileId(1), userId(1)}).value());
    const auto file = read(*m_store, FindFile{fileId(1), userId(1)}).value();
    QVERIFY(file);
    QCOMPARE(file->file, stored->file);
    QCOMPARE(file->file,
             (File{fileId(1), u"file 1"_s, u"image/png"_s, 10, 3, 4, hashText(u"a"_s)}));
    QCOMPARE(file->unusedMs, 6'000);
    reopen();
    if (isPersistent()) {
        QCOMPARE(read(*m_store, FindFile{fileId(1), userId(1)}).value()->file, stored->file);
    }
}

void StorageContract::aQuotaCountsFromTheBeginning()
{
    letIn(*m_store, 2);
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    QVERIFY(apply(*m_store, begin(1, 600)));
    QCOMPARE(usage(*m_store), 600);
    QCOMPARE(apply(*m_store, begin(2, 401)).error(), StoreError::Full);
    QVERIFY(apply(*m_store, begin(2, 400))); // up to it
    QCOMPARE(apply(*m_store, begin(3, 1)).error(), StoreError::Full);
    QVERIFY(apply(*m_store, begin(4, 1'000, 2))); // everybody has one
    QVERIFY(apply(*m_store, end(1, u"a"_s)));
    QCOMPARE(usage(*m_store), 1'000); // a file counts as its upload did
    QVERIFY(apply(*m_store, DropUpload{fileId(2)}));
    QVERIFY(apply(*m_store, DropUpload{fileId(2)}));
    QCOMPARE(usage(*m_store), 600);
    QVERIFY(apply(*m_store, begin(3, 0)));
    for (int i = 0; i < limits::maxOpenUploads - 1; ++i) {
        QVERIFY(apply(*m_store, begin(10 + i, 0)));
    }
    QCOMPARE(apply(*m_store, begin(5, 0)).error(), StoreError::Conflict);
}

void StorageContract::aMessageCarriesFiles()
{
    letIn(*m_store, 2);
    letIn(*m_store, 3);
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    bring(*m_store, 1);
    bring(*m_store, 2, 20, u"image/png"_s);
    QVERIFY(!read(*m_store, FindFile{fileId(1), userId(2)}).value()); // nobody has shown it yet

    QVERIFY(apply(*m_store, message(roomId(1), 1, u"look, none"_s)));
    const auto sent = apply(*m_store, carrying(2, {2, 1}, u"c-2"_s));
    QVERIFY(sent);
    QCOMPARE(sent->message.files.size(), 2);
    QCOMPARE(sent->message.files[0].name, u"file 2"_s);
    QCOMPARE(sent->message.files[1].bytes, 10);
    QVERIFY(apply(*m_store, carrying(3, {1}))); // one's own as often as one likes
    QCOMPARE(everything(*m_store).value(1).files, sent->message.files);
    QCOMPARE(read(*m_store, ReadChanges{roomId(1), 1, 10}).value().messages.value(0).files,
             sent->message.files);
    const auto again = apply(*m_store, carrying(9, {2, 1}, u"c-2"_s));
    QVERIFY2(!again, "another hash is another content");
    AppendMessage same = carrying(9, {2, 1}, u"c-2"_s);
    same.contentHash = carrying(2, {}, u"c-2"_s).contentHash;
    QCOMPARE(apply(*m_store, same)->message.files, sent->message.files);

    QVERIFY(read(*m_store, FindFile{fileId(1), userId(2)}).value());
    QVERIFY(!read(*m_store, FindFile{fileId(1), userId(4)}).value()); // no member
    QCOMPARE(hits(*m_store, false), u"3 2"_s);
    QCOMPARE(hits(*m_store, true), u"2"_s);

    // What changes a message leaves its files alone.
    const auto edited = apply(
        *m_store, EditMessage{roomId(1), sent->message.id, userId(1), u"look, words"_s, {}, 7});
    QCOMPARE(edited->message.files, sent->message.files);
    QCOMPARE(hits(*m_store, true), u"2"_s);
    QCOMPARE(everything(*m_store).value(1).files, sent->message.files);
}

void StorageContract::aFileThatIsNotOnesOwnIsRefused()
{
    letIn(*m_store, 2);
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    QVERIFY(apply(*m_store, fixture::room(2, u"Beta"_s)));
    bring(*m_store, 1);
    QCOMPARE(apply(*m_store, carrying(1, {1, 9})).error(), StoreError::Forbidden);
    AppendMessage theirs = carrying(1, {1});
    theirs.message.user = {userId(2), u"User 2"_s};
    QCOMPARE(apply(*m_store, theirs).error(), StoreError::Forbidden);
    AppendMessage elsewhere = carrying(1, {1});
    elsewhere.message.room = roomId(2);
    QCOMPARE(apply(*m_store, elsewhere).error(), StoreError::Forbidden);
    QCOMPARE(read(*m_store, FindRoom{roomId(1), {}, {}}).value()->room.seq, 0);
    QVERIFY(!read(*m_store, FindFile{fileId(1), userId(2)}).value());
}

void StorageContract::whatNothingCarriesExpires()
{
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    for (int i = 1; i <= 3; ++i) {
        bring(*m_store, i);
    }
    QVERIFY(apply(*m_store, begin(4, 10)));
    QVERIFY(apply(*m_store, end(4, u"content 1"_s))); // the same bytes as file 1
    QVERIFY(apply(*m_store, begin(5, 10)));
    QVERIFY(apply(*m_store, begin(6, 10)));
    QVERIFY(apply(*m_store, TouchUpload{fileId(6), 50'000}));
    QVERIFY(apply(*m_store, carrying(1, {1, 2})));
    QVERIFY(apply(*m_store, carrying(2, {2})));

    const auto nothing = apply(*m_store, ExpireFiles{5'000, 6'000}).value();
    QVERIFY(nothing.uploads.isEmpty() && nothing.blobs.isEmpty() && !nothing.more);
    auto gone = apply(*m_store, ExpireFiles{50'000, 6'001}).value();
    QCOMPARE(gone.uploads, QList{fileId(5)});
    QCOMPARE(gone.blobs, QList{hashText(u"content 3"_s)}); // not what file 1 still has
    QCOMPARE(usage(*m_store), 30); // 1, 2 and the upload 6

    // A message that is deleted lets its files go, but for those that another one carries.
    const auto deleted = apply(
        *m_store, DeleteMessage{roomId(1), carrying(1, {}).message.id, userId(1), false, 70'000});
    QVERIFY(deleted->message.files.isEmpty());
    QVERIFY(everything(*m_store).value(0).files.isEmpty());
    QCOMPARE(everything(*m_store).value(1).files.size(), 1);
    QCOMPARE(hits(*m_store, false), u"2"_s);
    gone = apply(*m_store, ExpireFiles{0, 1}).value();
    QCOMPARE(gone.blobs, QList{hashText(u"content 1"_s)});
    QVERIFY(!read(*m_store, FindFile{fileId(1), userId(1)}).value());
    QVERIFY(read(*m_store, FindFile{fileId(2), userId(1)}).value());
    QCOMPARE(usage(*m_store), 20);
}

void StorageContract::aFileIsForgottenByItsOwner()
{
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    for (int i = 1; i <= 3; ++i) {
        bring(*m_store, i);
    }
    QVERIFY(apply(*m_store, carrying(1, {2})));
    QCOMPARE(apply(*m_store, ForgetFile{fileId(9), userId(1)}).error(), StoreError::NotFound);
    QCOMPARE(apply(*m_store, ForgetFile{fileId(1), userId(2)}).error(), StoreError::NotFound);
    QCOMPARE(apply(*m_store, ForgetFile{fileId(2), userId(1)}).error(), StoreError::Conflict);
    QVERIFY(apply(*m_store, ForgetFile{fileId(1), userId(1)}));
    QVERIFY(apply(*m_store, ForgetFile{fileId(1), userId(1)}));
    QVERIFY(apply(*m_store, ForgetFile{fileId(3), userId(1)}));
    QVERIFY(apply(*m_store, carrying(2, {3}))); // it was wanted after all
    if (isPersistent()) {
        reopen();
    }
    const auto gone = apply(*m_store, ExpireFiles{0, 1}).value();
    QCOMPARE(gone.blobs, QList{hashText(u"content 1"_s)});
    QCOMPARE(usage(*m_store), 20);
}

void StorageContract::strayFilesAreTold()
{
    EnterRoom enter;
    enter.user = userId(1);
    enter.room = roomId(1);
    QVERIFY(apply(*m_store, enter));
    bring(*m_store, 1);
    QVERIFY(apply(*m_store, begin(2, 10)));
    const auto stray = read(*m_store,
                            FindStrayFiles{{fileId(1), fileId(2), fileId(3)},
                                           {hashText(u"content 1"_s), hashText(u"content 2"_s)}})
                           .value();
    QCOMPARE(stray.uploads, (QList{fileId(1), fileId(3)}));
    QCOMPARE(stray.blobs, QList{hashText(u"content 2"_s)});
    const QString id = read(*m_store, ReadStoreId{}).value();
    QVERIFY(!id.isEmpty());
    reopen();
    QCOMPARE(read(*m_store, ReadStoreId{}).value(), id);
}

} // namespace maru::server
