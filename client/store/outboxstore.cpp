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

void OutboxStore::replaceDamaged(const StoreError &error)
{
    const SalvagedOutbox found = salvageOutbox(m_path);
    const QString mended = newPathOf(m_path);
    removeStore(mended);
    bool isSaved = false;
    {
        const auto fresh = StoreFile::open(mended, outboxSchema());
        isSaved = fresh && insertAll(**fresh, found.contents);
    } // closed: now all of it is in the one file
    m_notice.kind = OutboxNotice::Kind::Damaged;
    m_notice.rows = int(found.contents.rows.size() + found.contents.drafts.size()
                        + found.contents.changes.size());
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
    const QFileInfo info(m_path);
    const QStringList names =
        QDir(info.path())
            .entryList({info.completeBaseName() + ".newer*.db"_L1}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const QString path = info.path() + u'/' + name;
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

OutboxContents OutboxStore::load()
{
    return m_file ? readOutbox(*m_file).contents : OutboxContents();
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
