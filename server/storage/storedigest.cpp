// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/storedigest.h"

#include "common/serverlimits.h"

#include <QCryptographicHash>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr StorePart partAt(size_t index)
{
    return static_cast<StorePart>(index);
}

void appendNumber(QByteArray &bytes, qint64 number)
{
    std::array<char, sizeof number> raw{};
    qToLittleEndian(number, raw.data());
    bytes.append(raw.data(), raw.size());
}

// Each value begins with its kind and says how long it is, so that no two rows are written alike.
void appendRow(QByteArray &bytes, const StoreRow &row)
{
    for (const QVariant &value : row) {
        if (!value.isValid()) {
            bytes.append('-');
        } else if (value.typeId() == QMetaType::LongLong) {
            bytes.append('n');
            appendNumber(bytes, value.toLongLong());
        } else {
            const bool isBytes = value.typeId() == QMetaType::QByteArray;
            const QByteArray raw = isBytes ? value.toByteArray() : value.toString().toUtf8();
            bytes.append(isBytes ? 'b' : 't');
            appendNumber(bytes, raw.size());
            bytes.append(raw);
        }
    }
}

void appendRows(QByteArray &bytes, const QList<StoreRow> &rows)
{
    bytes.append('#');
    appendNumber(bytes, rows.size());
    for (const StoreRow &row : rows) {
        appendRow(bytes, row);
    }
}

QString difference(const QString &what, const RecordSum &source, const RecordSum &written)
{
    return source.count() == written.count()
        ? u"%1: %2, and they are not the same"_s.arg(what).arg(source.count())
        : u"%1: %2 were read, %3 are there"_s.arg(what).arg(source.count()).arg(written.count());
}

} // namespace

void RecordSum::add(const QByteArray &sha256)
{
    Q_ASSERT(sha256.size() == 32);
    ++m_count;
    quint64 carry = 0;
    for (size_t i = 0; i < m_sum.size(); ++i) {
        const auto word = qFromLittleEndian<quint64>(sha256.constData() + i * sizeof(quint64));
        const quint64 withCarry = m_sum.at(i) + carry;
        carry = withCarry < carry ? 1U : 0U;
        m_sum.at(i) = withCarry + word;
        carry += m_sum.at(i) < word ? 1U : 0U;
    }
}

QByteArray RecordSum::text() const
{
    QByteArray text = QByteArray::number(m_count);
    for (const quint64 word : m_sum) {
        text += ' ' + QByteArray::number(word, 16);
    }
    return text;
}

QString StoreDigest::key() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const RecordSum &part : parts) {
        hash.addData(part.text() + '\n'); // the rooms' are in that of the messages
    }
    return QString::fromLatin1(hash.result().toHex());
}

QByteArray hashOf(const StoreRecord &record)
{
    QByteArray bytes;
    appendRow(bytes, record.values);
    appendRows(bytes, record.reactions);
    appendRows(bytes, record.edits);
    appendRows(bytes, record.files);
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

Result<StoreDigest, QString> digestOf(StoreSource &source, const TransferStep &step)
{
    const int idColumn = storeColumn(StorePart::Store, "id"_L1);
    const int roomColumn = storeColumn(StorePart::Messages, "room_id"_L1);
    const int bytesColumn = storeColumn(StorePart::Files, "bytes"_L1);
    StoreDigest digest;
    for (size_t i = 0; i < digest.parts.size(); ++i) {
        const StorePart part = partAt(i);
        QString after;
        for (bool isLast = false; !isLast;) {
            const auto batch = source.read(part, after);
            if (!batch) {
                return failure(batch.error());
            }
            for (const StoreRecord &record : batch->records) {
                const QByteArray hash = hashOf(record);
                digest.parts.at(i).add(hash);
                if (part == StorePart::Messages) {
                    digest.rooms[record.values[roomColumn].toString()].add(hash);
                } else if (part == StorePart::Store) {
                    digest.storeId = record.values[idColumn].toString();
                } else if (part == StorePart::Files) {
                    digest.fileBytes += record.values[bytesColumn].toLongLong();
                }
            }
            if (auto goesOn = step(static_cast<qint64>(batch->records.size())); !goesOn) {
                return failure(goesOn.error());
            }
            after = batch->next;
            isLast = batch->isLast;
        }
    }
    return digest;
}

QStringList differences(const StoreDigest &source, const StoreDigest &written)
{
    QStringList lines;
    for (size_t i = 0; i < source.parts.size(); ++i) {
        if (source.parts.at(i) != written.parts.at(i)) {
            lines += difference(storePartName(partAt(i)), source.parts.at(i), written.parts.at(i));
        }
    }
    QStringList rooms = source.rooms.keys();
    for (auto it = written.rooms.cbegin(); it != written.rooms.cend(); ++it) {
        if (!source.rooms.contains(it.key())) {
            rooms += it.key();
        }
    }
    rooms.sort();
    int named = 0;
    for (const QString &room : std::as_const(rooms)) {
        const RecordSum read = source.rooms.value(room);
        const RecordSum there = written.rooms.value(room);
        if (read != there && named++ < limits::maxFindings) {
            lines += difference(u"messages of room %1"_s.arg(room), read, there);
        }
    }
    return lines;
}

} // namespace maru::server
