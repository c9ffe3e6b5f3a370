// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Messages with files: the files go first, and the message names them.

#include "client/model/messagefiles.h"
#include "client/model/outboxkeeper.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

// False if the message has no files.
bool OutboxKeeper::sendWithFiles(const OutgoingMessage &message)
{
    const auto found = m_waiting.find(message.cid);
    if (found == m_waiting.end() || found->waiting.row.files.isEmpty()) {
        return false;
    }
    const OutboxRow row = found->waiting.row;
    if (!areUploaded(row.files)) {
        found->wantsFiles = true;
        emit filesWanted(row);
        return true;
    }
    OutgoingMessage complete = message;
    for (const OutboxFile &file : row.files) {
        complete.files.append(file.id);
    }
    m_session.post(complete);
    return true;
}

void OutboxKeeper::setFiles(const QString &cid, const QList<OutboxFile> &files)
{
    const auto found = m_waiting.find(cid);
    if (found != m_waiting.end() && found->waiting.row.files != files) {
        found->waiting.row.files = files;
        m_store.setFiles(cid, files);
    }
}

void OutboxKeeper::takeFilesReady(const QString &cid)
{
    const auto found = m_waiting.find(cid);
    if (found == m_waiting.end() || !found->wantsFiles) {
        return; // the next connection asks again
    }
    found->wantsFiles = false;
    // Their ids have to be on the disk first: the message must be the same after a crash.
    m_store.setFiles(cid, found->waiting.row.files, [this, cid, attempt = m_attempt](bool) {
        if (attempt == m_attempt && m_waiting.contains(cid)) {
            const OutboxRow row = m_waiting.value(cid).waiting.row;
            static_cast<void>(sendWithFiles(
                {cid, row.room, row.text, row.replyTo ? row.replyTo->id : MessageId(), {}}));
        }
    });
}

void OutboxKeeper::refuseFiles(const QString &cid, const ApiError &error)
{
    if (const auto found = m_waiting.find(cid); found != m_waiting.end() && found->wantsFiles) {
        found->wantsFiles = false;
        m_outbox.refuse(cid, error);
    }
}

std::optional<QString> OutboxKeeper::stopFiles(const QString &cid)
{
    const auto found = m_waiting.find(cid);
    if (found == m_waiting.end() || areUploaded(found->waiting.row.files)) { // or it has none
        return std::nullopt;
    }
    const QString text = found->waiting.row.text;
    found->wantsFiles = false;
    const bool isStopped = m_outbox.stop(cid, {.code = ErrorCode::BadRequest, .text = {}});
    return isStopped || m_outbox.hasFailed(cid) ? std::optional(text) : std::nullopt;
}

QList<OutboxFile> OutboxKeeper::takeFiles(const QString &cid)
{
    const auto found = m_waiting.find(cid);
    return found == m_waiting.end() ? QList<OutboxFile>()
                                    : std::exchange(found->waiting.row.files, {});
}

void OutboxKeeper::onRefused(const QString &cid, const ApiError &error)
{
    const auto found = m_waiting.find(cid);
    const bool mayBeForgotten = error.code == ErrorCode::NotFound && error.field != "replyTo"_L1
        && found != m_waiting.end() && !found->waiting.row.files.isEmpty() && !found->hadFilesAgain;
    if (!mayBeForgotten) {
        m_outbox.refuse(cid, error);
        return;
    }
    // A server keeps for a day what no message carries: they are sent once more.
    found->hadFilesAgain = true;
    QList<OutboxFile> files = found->waiting.row.files;
    for (OutboxFile &file : files) {
        file.id = {};
        file.isUploaded = false;
    }
    OutboxRow row = found->waiting.row;
    row.files.clear();
    setFiles(cid, files);
    emit filesGone(row); // the uploads that are done, not the files
    m_outbox.postpone(cid);
}

} // namespace maru::client
