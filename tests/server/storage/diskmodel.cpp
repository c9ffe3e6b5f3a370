// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/diskmodel.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <array>

namespace maru::server::fixture {

namespace {

constexpr qint64 sectorBytes = 512;

/// How likely it is that something unsynced has arrived: mostly the cases that are hard, because
/// all but nothing or nearly everything is there.
double anyChance(QRandomGenerator &random)
{
    constexpr std::array chances{0.0, 0.02, 0.5, 0.9, 0.98, 1.0};
    const auto which = size_t(random.bounded(int(chances.size()) + 1));
    return which < chances.size() ? chances.at(which) : random.generateDouble();
}

bool happens(double chance, QRandomGenerator &random)
{
    return random.generateDouble() < chance;
}

/// Makes \p bytes at least \p size long; what is added was never written.
void grow(QByteArray &bytes, qint64 size, QRandomGenerator &random)
{
    const qint64 before = bytes.size();
    if (size <= before) {
        return;
    }
    bytes.resize(size);
    const bool isRubbish = happens(0.25, random);
    std::generate(bytes.begin() + before, bytes.end(),
                  [&] { return isRubbish ? char(random.bounded(256)) : '\0'; });
}

/// Puts \p bytes at \p offset, as a program sees it at once.
void overwrite(QByteArray &content, const DiskEvent &write)
{
    const qint64 end = write.offset + write.bytes.size();
    if (content.size() < end) {
        content.append(end - content.size(), '\0');
    }
    std::copy(write.bytes.cbegin(), write.bytes.cend(), content.begin() + write.offset);
}

void applyAll(QByteArray &content, const std::vector<const DiskEvent *> &pending)
{
    for (const DiskEvent *event : pending) {
        if (event->kind == DiskEvent::Kind::Truncate) {
            content.resize(event->offset, '\0');
        } else {
            overwrite(content, *event);
        }
    }
}

void applyName(QMap<QString, int> &names, const DiskEvent &event)
{
    switch (event.kind) {
    case DiskEvent::Kind::Create:
        names.insert(event.name, event.file);
        return;
    case DiskEvent::Kind::Remove:
        names.remove(event.name);
        return;
    case DiskEvent::Kind::Rename:
        names.remove(event.name);
        names.insert(event.newName, event.file);
        return;
    default:
        Q_UNREACHABLE();
    }
}

} // namespace

DiskModel::DiskModel(const DiskJournal &journal)
    : m_journal(journal)
{
    for (const DiskFile &file : journal.before) {
        m_durableNames.insert(file.name, int(m_files.size()));
        m_files.push_back({file.bytes, {}});
    }
}

DiskModel::FileState &DiskModel::fileOf(const DiskEvent &event)
{
    const auto number = size_t(event.file);
    if (number >= m_files.size()) {
        m_files.resize(number + 1);
    }
    return m_files[number];
}

void DiskModel::advanceTo(qsizetype moment)
{
    Q_ASSERT(moment >= m_moment && moment <= qsizetype(m_journal.events.size()));
    for (; m_moment < moment; ++m_moment) {
        apply(m_journal.events[size_t(m_moment)]);
    }
}

void DiskModel::apply(const DiskEvent &event)
{
    switch (event.kind) {
    case DiskEvent::Kind::Write:
    case DiskEvent::Kind::Truncate:
        fileOf(event).pending.push_back(&event);
        return;
    case DiskEvent::Kind::Sync: {
        FileState &file = fileOf(event);
        applyAll(file.durable, file.pending);
        file.pending.clear();
        return;
    }
    case DiskEvent::Kind::Create:
    case DiskEvent::Kind::Remove:
    case DiskEvent::Kind::Rename:
        fileOf(event);
        m_pendingNames.push_back(&event);
        return;
    case DiskEvent::Kind::SyncFolder:
        for (const DiskEvent *change : m_pendingNames) {
            applyName(m_durableNames, *change);
        }
        m_pendingNames.clear();
        return;
    }
}

QMap<QString, int> DiskModel::namesAfter(double chance, QRandomGenerator &random) const
{
    QMap<QString, int> names = m_durableNames;
    QSet<QString> stuck; // a change that did not arrive keeps the later ones of its names away
    for (const DiskEvent *change : m_pendingNames) {
        const bool isStuck = stuck.contains(change->name) || stuck.contains(change->newName);
        if (!isStuck && happens(chance, random)) {
            applyName(names, *change);
            continue;
        }
        stuck.insert(change->name);
        if (!change->newName.isEmpty()) {
            stuck.insert(change->newName);
        }
    }
    return names;
}

QByteArray DiskModel::contentOf(const FileState &file, QRandomGenerator &random)
{
    const double chance = anyChance(random);
    QByteArray image = file.durable;
    QByteArray seen = file.durable; // what programs read at this point of the journal
    for (const DiskEvent *event : file.pending) {
        if (event->kind == DiskEvent::Kind::Truncate) {
            seen.resize(event->offset, '\0');
            if (image.size() > event->offset && happens(chance, random)) {
                image.resize(event->offset);
            }
            continue;
        }
        overwrite(seen, *event);
        // The size may arrive without the content.
        if (image.size() < seen.size() && happens(chance / 4, random)) {
            grow(image, seen.size(), random);
        }
        const qint64 end = event->offset + event->bytes.size();
        for (qint64 at = event->offset / sectorBytes * sectorBytes; at < end; at += sectorBytes) {
            if (happens(chance, random)) {
                const qint64 count = qMin(sectorBytes, seen.size() - at);
                grow(image, at + count, random);
                std::copy_n(seen.cbegin() + at, count, image.begin() + at);
            }
        }
    }
    return image;
}

QMap<QString, QByteArray> DiskModel::seen() const
{
    QMap<QString, int> names = m_durableNames;
    for (const DiskEvent *change : m_pendingNames) {
        applyName(names, *change);
    }
    QMap<QString, QByteArray> files;
    for (auto it = names.cbegin(); it != names.cend(); ++it) {
        const FileState &file = m_files[size_t(*it)];
        applyAll(files[it.key()] = file.durable, file.pending);
    }
    return files;
}

QMap<QString, QByteArray> DiskModel::image(QRandomGenerator &random) const
{
    QMap<QString, QByteArray> files;
    const auto names = namesAfter(anyChance(random), random);
    for (auto it = names.cbegin(); it != names.cend(); ++it) {
        files.insert(it.key(), contentOf(m_files[size_t(*it)], random));
    }
    return files;
}

void writeImage(const QString &folder, const QMap<QString, QByteArray> &image)
{
    QVERIFY(QDir().mkpath(folder));
    for (auto it = image.cbegin(); it != image.cend(); ++it) {
        QFile file(folder + u'/' + it.key());
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
        QCOMPARE(file.write(*it), it->size());
    }
}

} // namespace maru::server::fixture
