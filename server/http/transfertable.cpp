// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/transfertable.h"

#include "common/serverlimits.h"
#include "server/http/filetransfer.h"

#include <algorithm>

namespace maru::server {

bool TransferTable::hasRoomFor(const UserId &user)
{
    const qint64 now = m_clock.steadyMs();
    mark(now);
    if (m_counts.value(user) >= limits::maxTransfersPerUser) {
        return false;
    }
    return m_entries.size() < limits::maxTransfers || cutSlowest(now);
}

void TransferTable::add(FileTransfer *transfer, const UserId &user)
{
    m_entries.push_back(
        {transfer, user, {m_clock.steadyMs(), transfer->bytesMoved()}, std::nullopt});
    ++m_counts[user];
    connect(transfer, &FileTransfer::begun, this, [this, transfer] { begin(transfer); });
    connect(transfer, &QObject::destroyed, this, &TransferTable::remove);
}

// Until now it did not move for a reason of our own, such as a part that is read again after a
// restart: that does not count.
void TransferTable::begin(const FileTransfer *transfer)
{
    const auto found = find(transfer);
    if (found != m_entries.end()) {
        found->last = {m_clock.steadyMs(), transfer->bytesMoved()};
        found->before.reset();
    }
}

// How fast one is shows by what it moved of late: the buffers of the system swallow megabytes of a
// download at once, whoever reads them.
void TransferTable::mark(qint64 nowMs)
{
    for (Entry &entry : m_entries) {
        if (nowMs - entry.last.ms >= limits::crawlWindowMs) {
            entry.before = entry.last;
            entry.last = {nowMs, entry.transfer->bytesMoved()};
        }
    }
}

bool TransferTable::cutSlowest(qint64 nowMs)
{
    FileTransfer *slowest = nullptr;
    double least = limits::crawlBytesPerSecond;
    for (const Entry &entry : m_entries) {
        if (!entry.before || !entry.transfer->isMoving()) {
            continue;
        }
        const auto bytes = double(entry.transfer->bytesMoved() - entry.before->bytes);
        const double perSecond = bytes * 1'000 / double(nowMs - entry.before->ms);
        if (perSecond < least) {
            least = perSecond;
            slowest = entry.transfer;
        }
    }
    if (slowest == nullptr) {
        return false;
    }
    disconnect(slowest, nullptr, this, nullptr);
    remove(slowest);
    slowest->giveWay();
    return true;
}

std::vector<TransferTable::Entry>::iterator TransferTable::find(const QObject *transfer)
{
    return std::find_if(m_entries.begin(), m_entries.end(),
                        [transfer](const Entry &e) { return e.transfer == transfer; });
}

void TransferTable::remove(const QObject *transfer)
{
    const auto found = find(transfer);
    if (found == m_entries.end()) {
        return;
    }
    if (--m_counts[found->user] == 0) {
        m_counts.remove(found->user);
    }
    m_entries.erase(found);
}

} // namespace maru::server
