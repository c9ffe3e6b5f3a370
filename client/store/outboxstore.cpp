// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/outboxstore.h"

#include "client/store/outboxfiles.h"
#include "client/store/outboxrows.h"
#include "common/logging.h"

#include <QDir>
#include <QFileInfo>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// Rows on their way from a damaged file: until it has its name they are nowhere else.
QString newPathOf(const QString &path)
{
    const QFileInfo info(path);
    return info.path() + u'/' + info.completeBaseName() + ".mended.db"_L1;
}

qsizetype countOf(const OutboxContents &contents)
{
    return contents.rows.size() + contents.drafts.size() + contents.changes.size();
}

// With what is attached and not sent, of which a notice does not speak.
bool hasLess(const OutboxContents &one, const OutboxContents &other)
{
    return countOf(one) + one.draftFiles.size() < countOf(other) + other.draftFiles.size();
}

Result<void, StoreError> deleteChange(StoreFile &file, const QString &key)
{
    return StoreFile::run(file.bound(u"DELETE FROM changes WHERE key = ?"_s, {key}));
}

} // namespace

OutboxStore::OutboxStore(QString path)
    : m_path(std::move(path))
{
    const QString mended = newPathOf(m_path);
    if (!QFile::exists(m_path) && QFile::exists(mended)) {
        removeStore(m_path); // the log of the damaged one may still be there: not this one's
        QFile::rename(mended, m_path); // killed between two renames
    }
    open();
    if (m_file) {
        adoptNewer();
    }
}

void OutboxStore::open()
{
    auto opened = StoreFile::open(m_path, outboxSchema());
    if (opened) {
        m_file = std::move(*opened);
        return;
    }
    const StoreError error = opened.error();
    switch (error.kind) {
    case StoreError::Kind::Damaged:
        replaceDamaged(error);
        return;
    case StoreError::Kind::Newer: {
        m_notice.kind = OutboxNotice::Kind::Newer;
        m_notice.path = setAside(m_path, u"newer"_s, true);
        qCWarning(lcClient).noquote()
            << "the outbox is of a later Maru," << error.text << "- set aside as" << m_notice.path;
        auto fresh = StoreFile::open(m_path, outboxSchema());
        if (!m_notice.path.isEmpty() && fresh) {
            m_file = std::move(*fresh);
        }
        return;
    }
    case StoreError::Kind::InUse:
        m_notice.kind = OutboxNotice::Kind::InUse;
        break;
    case StoreError::Kind::Unwritable:
        m_notice.kind = OutboxNotice::Kind::Unwritable;
        break;
    }
    m_notice.path = m_path;
    qCWarning(lcClient).noquote() << "the outbox cannot be kept on disk:" << forLog(error.text);
}

// \p known: what could be read of it already; a disk that fails may not give it again.
void OutboxStore::replaceDamaged(const StoreError &error, const OutboxContents &known)
{
    SalvagedOutbox found = salvageOutbox(m_path);
    if (hasLess(found.contents, known)) {
        found = {known, false};
    }
    const QString mended = newPathOf(m_path);
    removeStore(mended);
    bool isSaved = false;
    {
        const auto fresh = StoreFile::open(mended, outboxSchema());
        isSaved = fresh && insertAll(**fresh, found.contents);
    } // closed: now all of it is in the one file
    m_notice.kind = OutboxNotice::Kind::Damaged;
    m_notice.rows = int(countOf(found.contents));
    m_notice.isComplete = found.isComplete;
    m_notice.path = isSaved ? setAside(m_path, u"damaged"_s, true) : QString();
    qCWarning(lcClient).noquote() << "the outbox is damaged:" << forLog(error.text) << "-"
                                  << m_notice.rows << "messages and drafts could be read, the file"
                                  << "is kept as" << m_notice.path;
    if (m_notice.path.isEmpty()) {
        removeStore(mended);
        m_notice.kind = OutboxNotice::Kind::Unwritable;
        m_notice.path = m_path;
        return;
    }
    QFile::rename(mended, m_path);
    auto opened = StoreFile::open(m_path, outboxSchema());
    if (opened) {
        m_file = std::move(*opened);
    }
}

// What an earlier start set aside because it was of a later version, and can be read by now.
void OutboxStore::adoptNewer()
{
    const QStringList names = asideNames(u"newer"_s);
    for (const QString &name : names) {
        const QString path = QFileInfo(m_path).path() + u'/' + name;
        {
            const auto file = StoreFile::open(path, outboxSchema());
            if (!file) {
                continue;
            }
            const SalvagedOutbox found = readOutbox(**file);
            if (!found.isComplete || !insertAll(*m_file, found.contents)) {
                continue;
            }
        }
        qCInfo(lcClient).noquote() << "took over the outbox that was set aside as" << path;
        removeStore(path);
    }
}

QStringList OutboxStore::asideNames(const QString &why) const
{
    const QFileInfo info(m_path);
    const QString pattern = info.completeBaseName() + u'.' + why + "*.db"_L1;
    return QDir(info.path()).entryList({pattern}, QDir::Files, QDir::Name);
}

OutboxContents OutboxStore::load()
{
    m_isWhole = false;
    if (!m_file) {
        return {};
    }
    SalvagedOutbox found = readOutbox(*m_file);
    if (!found.isComplete) {
        // Opened without a complaint, as after a fault of the disk that came later, or of rows
        // whose pages are sound: what cannot be read is not as if it had never been.
        m_file.reset();
        replaceDamaged({StoreError::Kind::Damaged, u"not every row can be read"_s}, found.contents);
        found = m_file ? readOutbox(*m_file) : SalvagedOutbox();
    }
    m_isWhole = found.isComplete && !found.hasMore;
    return found.contents;
}

bool OutboxStore::isAllKnown() const
{
    return m_isWhole && m_notice.kind == OutboxNotice::Kind::Nothing
        && asideNames(u"damaged"_s).isEmpty() && asideNames(u"newer"_s).isEmpty();
}

bool OutboxStore::note(const Result<void, StoreError> &done, const char *what)
{
    if (!done) {
        qCWarning(lcClient).noquote()
            << "outbox:" << what << "could not be written:" << forLog(done.error().text);
    }
    return done.has_value();
}

bool OutboxStore::add(const OutboxRow &row)
{
    if (!m_file) {
        return false;
    }
    return note(m_file->inTransaction([&]() -> Result<void, StoreError> {
        auto done = insertRow(*m_file, row);
        if (done && !row.files.isEmpty()) {
            done = writeDraftFiles(*m_file, row.room, {});
        }
        return done ? writeDraft(*m_file, row.room, {}) : done;
    }),
                "a message");
}

bool OutboxStore::setFailure(const QString &cid, const QString &failure)
{
    if (!m_file) {
        return false;
    }
    QSqlQuery &query = m_file->prepared(u"UPDATE outbox SET failure = ? WHERE cid = ?"_s);
    query.addBindValue(failure.isNull() ? u""_s : failure);
    query.addBindValue(cid);
    return note(StoreFile::run(query), "a failure");
}

bool OutboxStore::requeue(const QString &cid)
{
    if (!m_file) {
        return false;
    }
    QSqlQuery &query = m_file->prepared(
        u"UPDATE outbox SET failure = '', id = (SELECT max(id) + 1 FROM outbox) WHERE cid = ?"_s);
    query.addBindValue(cid);
    return note(StoreFile::run(query), "another try");
}

bool OutboxStore::remove(const QString &cid)
{
    if (!m_file) {
        return false;
    }
    return note(m_file->inTransaction([&]() -> Result<void, StoreError> {
        QSqlQuery &query = m_file->prepared(u"DELETE FROM outbox WHERE cid = ?"_s);
        query.addBindValue(cid);
        auto done = StoreFile::run(query);
        return done ? writeFiles(*m_file, cid, {}) : done;
    }),
                "that a message arrived");
}

bool OutboxStore::setFiles(const QString &cid, const QList<OutboxFile> &files)
{
    return m_file && note(writeFiles(*m_file, cid, files), "the files of a message");
}

bool OutboxStore::setDraft(const RoomId &room, const QString &text,
                           const std::optional<ReplyTo> &replyTo)
{
    return m_file && note(writeDraft(*m_file, room, text, replyTo), "a draft");
}

bool OutboxStore::setDraftFiles(const RoomId &room, const QList<OutboxFile> &files)
{
    return m_file && note(writeDraftFiles(*m_file, room, files), "what is attached");
}

bool OutboxStore::addChange(const ChangeRow &change, const QStringList &superseded)
{
    if (!m_file) {
        return false;
    }
    return note(m_file->inTransaction([&]() -> Result<void, StoreError> {
        for (const QString &key : superseded) {
            if (auto done = deleteChange(*m_file, key); !done) {
                return done;
            }
        }
        return insertChange(*m_file, change);
    }),
                "a change");
}

bool OutboxStore::removeChange(const QString &key)
{
    return m_file && note(deleteChange(*m_file, key), "that a change arrived");
}

} // namespace maru::client
