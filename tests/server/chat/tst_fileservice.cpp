// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "common/serverlimits.h"
#include "server/chat/fileservice.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <deque>
#include <functional>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

const QString hash(64, u'a');

/// Writes down what is done to the bytes; answers what the test says, when it says so.
class TestBlobs final : public Blobs
{
public:
    QStringList done;
    Result<bool, BlobError> isOurs = true;
    Result<bool, BlobError> isCopied = false;
    Listing stray; // of shard 0
    std::deque<std::function<void()>> answers;

    void answerAll()
    {
        while (!answers.empty()) {
            const auto next = std::move(answers.front());
            answers.pop_front();
            next();
        }
    }

    void claim(const QString &, Handler<bool> handler) override
    {
        answers.emplace_back([this, handler] { handler(isOurs); });
    }
    void open(const FileId &, Handler<qint64>) override { done += u"open"_s; }
    void append(const FileId &, const QByteArray &, Handler<qint64>) override { }
    void pause(const FileId &) override { done += u"pause"_s; }
    void size(const FileId &, Handler<qint64>) override { }
    void finish(const FileId &, Handler<Blob>) override { }
    void release(const QString &) override { done += u"release"_s; }
    void drop(const FileId &upload) override { done += u"drop "_s + upload.toString(); }
    void read(const QString &, qint64, qint64, Handler<QByteArray>) override { }
    void remove(const QString &sha256) override { done += u"remove "_s + sha256.left(2); }
    void isBeingCopied(Handler<bool> handler) override
    {
        answers.emplace_back([this, handler] { handler(isCopied); });
    }
    void list(int shard, Handler<Listing> handler) override
    {
        answers.emplace_back([this, shard, handler] { handler(shard == 0 ? stray : Listing()); });
    }
};

/// Kim is a member of the lobby.
struct World : StoreWorld
{
    World()
    {
        room = roomNamed(u"lobby"_s).room;
        kim = {.id = UserId(newObjectId(clock.ms)), .userName = u"kim"_s};
        CreateUser create;
        create.user = kim;
        create.nameKey = u"kim"_s;
        EnterRoom enter;
        enter.room = room.id;
        enter.user = kim.id;
        static_cast<void>(backend.apply({create, enter}));
        service.start();
        settle();
        blobs.done.clear();
    }

    void settle()
    {
        do {
            store.answerAll();
            blobs.answerAll();
        } while (!store.waiting().isEmpty() || !blobs.answers.empty());
    }
    Answer<Result<Upload, ApiError>> begin(qint64 bytes, const QString &name = u"a.txt"_s)
    {
        Answer<Result<Upload, ApiError>> answer;
        service.begin(kim, room.id, name, bytes, answer.handler());
        settle();
        return answer;
    }
    Answer<Result<File, ApiError>> end(const Upload &upload)
    {
        Answer<Result<File, ApiError>> answer;
        service.end(upload, {hash, QByteArray::fromHex("47494638396105000700")}, answer.handler());
        settle();
        return answer;
    }

    SilentSink events;
    Members members;
    KnownRooms knownRooms;
    TestBlobs blobs;
    FileService service{DomainBasics{store, events, members, knownRooms, clock}, blobs,
                        FileRules{1'000, 2'000}};
    Room room;
    User kim;
};

} // namespace

class tst_FileService : public QObject
{
    Q_OBJECT

private slots:
    void limitsAreToldByNumbers();
    void anUploadThatDoesNotGoOnIsForgotten();
    void whatGoesOnIsNotedNowAndThen();
    void aFileThatNothingCarriesGoes();
    void whatItsOwnerDoesNotWantGoesAtOnce();
    void whileTheFilesAreCopiedNothingGoes();
    void theHashIsHeldUntilTheStoreKnows();
    void anUploadThatWasForgottenMeanwhileLeavesNothing();
    void strayFilesGoAtTheStart();
    void aStoreThatFailsAtTheStartIsAskedAgain();
    void aFolderThatIsNotOursIsLeftAlone_data();
    void aFolderThatIsNotOursIsLeftAlone();
    void nothingIsSweptInAFolderThatIsNotOurs();
};

void tst_FileService::limitsAreToldByNumbers()
{
    World world;
    QVERIFY(world.begin(1'000).isOk());
    const auto large = world.begin(1'001);
    QCOMPARE(large.error().code, ErrorCode::TooLarge);
    QCOMPARE(large.error().limit, 1'000);
    QVERIFY(world.begin(1'000, u"b"_s).isOk());
    const auto full = world.begin(1, u"c"_s);
    QCOMPARE(full.error().code, ErrorCode::TooLarge);
    QCOMPARE(full.error().limit, 2'000);
    QVERIFY(full.error().text.contains(u"1.953 KiB"_s));
    world.service.setRules({1'000, 3'000});
    QVERIFY(world.begin(1, u"c"_s).isOk());
    QCOMPARE(world.begin(1, u"../x"_s).error().code, ErrorCode::BadRequest);
    Answer<Result<Upload, ApiError>> elsewhere;
    world.service.begin(world.kim, RoomId(u"nowhere"_s), u"a"_s, 1, elsewhere.handler());
    world.settle();
    QCOMPARE(elsewhere.error().code, ErrorCode::NotMember);
}

void tst_FileService::anUploadThatDoesNotGoOnIsForgotten()
{
    World world;
    const Upload still = world.begin(10).value();
    const Upload going = world.begin(10, u"b"_s).value();
    world.clock.ms += limits::uploadMs;
    world.service.touch(going.id);
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList()); // to the millisecond
    world.clock.ms += 1;
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList{u"drop "_s + still.id.toString()});
    Answer<Result<std::optional<Upload>, ApiError>> found;
    world.service.findUpload(world.kim, going.id, found.handler());
    world.settle();
    QVERIFY(found.value().has_value());
}

void tst_FileService::whatGoesOnIsNotedNowAndThen()
{
    World world;
    const Upload often = world.begin(10).value();
    const Upload later = world.begin(10, u"b"_s).value();
    for (const Upload &upload : {often, later}) {
        world.service.touch(upload.id);
    }
    world.clock.ms += FileService::touchEveryMs - 1;
    world.service.touch(often.id); // not worth a commit
    world.clock.ms += 1;
    world.service.touch(later.id);
    world.clock.ms += limits::uploadMs - FileService::touchEveryMs + 1;
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList{u"drop "_s + often.id.toString()});
    world.clock.ms += FileService::touchEveryMs;
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done.size(), 2);
}

void tst_FileService::aFileThatNothingCarriesGoes()
{
    World world;
    const File file = world.end(world.begin(10).value()).value();
    QCOMPARE(file.mime, u"image/gif"_s);
    QCOMPARE(file.width, 5);
    world.blobs.done.clear();
    world.clock.ms += limits::unusedFileMs;
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList());
    world.clock.ms += 1;
    world.service.sweep();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList{u"remove aa"_s});
}

void tst_FileService::whatItsOwnerDoesNotWantGoesAtOnce()
{
    World world;
    const File file = world.end(world.begin(1'000).value()).value();
    static_cast<void>(world.end(world.begin(1'000).value()).value());
    QCOMPARE(world.begin(1).error().code, ErrorCode::TooLarge);
    world.blobs.done.clear();
    Answer<Result<Nothing, ApiError>> answer;
    world.service.forget(User{.id = UserId(u"somebody"_s)}, file.id, answer.handler());
    world.settle();
    QCOMPARE(answer.error().code, ErrorCode::NotFound);
    world.service.forget(world.kim, file.id, answer.handler());
    world.settle();
    QVERIFY(answer.last->has_value());
    QVERIFY(world.begin(1'000).isOk());
    QCOMPARE(world.blobs.done, QStringList()); // the other one has the same bytes
}

void tst_FileService::whileTheFilesAreCopiedNothingGoes()
{
    World world;
    static_cast<void>(world.end(world.begin(10).value()).value());
    world.blobs.done.clear();
    world.clock.ms += limits::unusedFileMs + 1;
    for (const auto &isCopied :
         {Result<bool, BlobError>(true), Result<bool, BlobError>(failure(BlobError::Busy))}) {
        world.blobs.isCopied = isCopied;
        world.service.sweep();
        world.settle();
        QCOMPARE(world.blobs.done, QStringList());
    }
    world.blobs.isCopied = false;
    world.service.sweep(); // the store still knows what is to go
    world.settle();
    QCOMPARE(world.blobs.done, QStringList{u"remove aa"_s});
}

void tst_FileService::theHashIsHeldUntilTheStoreKnows()
{
    World world;
    const Upload upload = world.begin(10).value();
    Answer<Result<File, ApiError>> ended;
    world.service.end(upload, {hash, {}}, ended.handler());
    QCOMPARE(world.blobs.done, QStringList());
    world.settle();
    QVERIFY(ended.isOk());
    QCOMPARE(world.blobs.done, QStringList{u"release"_s});
}

void tst_FileService::anUploadThatWasForgottenMeanwhileLeavesNothing()
{
    World world;
    const Upload upload = world.begin(10).value();
    world.service.drop(upload.id);
    world.settle();
    world.blobs.done.clear();
    QCOMPARE(world.end(upload).error().code, ErrorCode::NotFound);
    QCOMPARE(world.blobs.done, (QStringList{u"release"_s, u"remove aa"_s}));
}

void tst_FileService::strayFilesGoAtTheStart()
{
    World world;
    const Upload upload = world.begin(10).value();
    const FileId unknown(u"0123456789abcdef01234567"_s);
    world.blobs.stray = {{upload.id, unknown}, {QString(64, u'0')}};
    QSignalSpy swept(&world.service, &FileService::swept);
    world.service.start();
    world.settle();
    QCOMPARE(swept.count(), 1);
    QCOMPARE(world.blobs.done, (QStringList{u"drop "_s + unknown.toString(), u"remove 00"_s}));
}

void tst_FileService::aStoreThatFailsAtTheStartIsAskedAgain()
{
    qunsetenv("QT_FATAL_WARNINGS"); // it is said in the log
    World world;
    TestBlobs blobs;
    FileService late(
        DomainBasics{world.store, world.events, world.members, world.knownRooms, world.clock},
        blobs, FileRules{1'000, 2'000});
    auto *timer = late.findChild<QTimer *>();
    QVERIFY(timer && !timer->isActive());
    QSignalSpy swept(&late, &FileService::swept);
    const auto settle = [&] {
        do {
            world.store.answerAll();
            blobs.answerAll();
        } while (!world.store.waiting().isEmpty() || !blobs.answers.empty());
    };
    world.store.failNextReads = 2;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"whose the files are"_s)); // once
    late.start();
    settle();
    QVERIFY(timer->isActive());
    QMetaObject::invokeMethod(timer, "timeout"); // still away
    settle();
    QCOMPARE(swept.count(), 0);
    QVERIFY(timer->isActive());
    QMetaObject::invokeMethod(timer, "timeout");
    settle();
    QCOMPARE(swept.count(), 1);
    QVERIFY(timer->isActive());
    QVERIFY(late.isAvailable());
}

void tst_FileService::aFolderThatIsNotOursIsLeftAlone_data()
{
    QTest::addColumn<bool>("isWritable");
    QTest::addColumn<QString>("said");
    QTest::newRow("another database's") << true << u"another database"_s;
    QTest::newRow("another user's") << false << u"cannot be written"_s;
}

void tst_FileService::aFolderThatIsNotOursIsLeftAlone()
{
    QFETCH(bool, isWritable);
    QFETCH(QString, said);
    World world;
    world.blobs.isOurs = false;
    if (!isWritable) {
        world.blobs.isOurs = failure(BlobError::Failed);
    }
    world.blobs.stray = {{FileId(u"0123456789abcdef01234567"_s)}, {}};
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(said));
    QSignalSpy unavailable(&world.service, &FileService::unavailable);
    world.service.start();
    world.settle();
    QCOMPARE(world.blobs.done, QStringList());
    // No client tries again and again.
    QCOMPARE(unavailable.count(), 1);
    QVERIFY(!world.service.isAvailable());
    QCOMPARE(world.begin(1).error().code, ErrorCode::Forbidden);
    QCOMPARE(world.service.takingRefusal()->code, ErrorCode::Forbidden);
    QCOMPARE(world.service.givingRefusal().has_value(), isWritable); // what can be read is given
}

void tst_FileService::nothingIsSweptInAFolderThatIsNotOurs()
{
    World world;
    QVERIFY(!world.service.takingRefusal() && !world.service.givingRefusal());
    const File file = world.end(world.begin(10).value()).value();
    const Upload old = world.begin(10, u"b"_s).value();
    world.clock.ms += limits::uploadMs + 1;
    world.blobs.done.clear();
    world.blobs.isOurs = false;
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"another database"_s));
    world.service.start();
    world.store.answerAll();
    world.service.sweep(); // before the folder has answered
    world.settle();
    QVERIFY(!world.service.isAvailable());
    Answer<Result<Nothing, ApiError>> forgotten;
    world.service.forget(world.kim, file.id, forgotten.handler());
    world.settle();
    QVERIFY(forgotten.last->has_value());
    QCOMPARE(world.blobs.done, QStringList());
    // The store still knows what is to go, once it has its folder.
    FileService next(
        DomainBasics{world.store, world.events, world.members, world.knownRooms, world.clock},
        world.blobs, FileRules{1'000, 2'000});
    world.blobs.isOurs = true;
    next.start();
    world.settle();
    QCOMPARE(world.blobs.done, (QStringList{u"drop "_s + old.id.toString(), u"remove aa"_s}));
}

QTEST_GUILESS_MAIN(tst_FileService)
#include "tst_fileservice.moc"
