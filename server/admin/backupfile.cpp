// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/backupfile.h"

#include "common/filesync.h"
#include "common/serverlimits.h"

#include <QDir>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto formatMember = "maru-backup";
constexpr auto manifestMember = "manifest.json";
constexpr auto hashMember = "sha256";
constexpr qint64 pieceBytes = 1'048'576;
constexpr qint64 maxFormatBytes = 64;
constexpr qsizetype endBytes = 2 * tarBlockBytes; // of zeros

QJsonObject toJson(const BackupManifest &manifest)
{
    QJsonArray parts;
    for (const BackupPart &part : manifest.parts) {
        parts.append(QJsonObject{{u"name"_s, part.name},
                                 {u"size"_s, part.bytes},
                                 {u"sha256"_s, QString::fromLatin1(part.sha256.toHex())}});
    }
    return {{u"format"_s, manifest.format},
            {u"maru"_s, manifest.version},
            {u"schema"_s, manifest.schema},
            {u"server"_s, manifest.serverName},
            {u"createdAt"_s, manifest.createdAt},
            {u"rooms"_s, manifest.rooms},
            {u"messages"_s, manifest.messages},
            {u"people"_s, manifest.people},
            {u"parts"_s, parts}};
}

BackupManifest manifestFrom(const QJsonObject &json)
{
    BackupManifest manifest{.format = json.value("format"_L1).toInt(),
                            .version = json.value("maru"_L1).toString(),
                            .schema = json.value("schema"_L1).toInt(),
                            .serverName = json.value("server"_L1).toString(),
                            .createdAt = json.value("createdAt"_L1).toString(),
                            .rooms = json.value("rooms"_L1).toInteger(),
                            .messages = json.value("messages"_L1).toInteger(),
                            .people = json.value("people"_L1).toInteger(),
                            .parts = {}};
    const QJsonArray parts = json.value("parts"_L1).toArray();
    for (const QJsonValue &value : parts) {
        const QJsonObject part = value.toObject();
        manifest.parts.push_back(
            {.name = part.value("name"_L1).toString(),
             .bytes = part.value("size"_L1).toInteger(),
             .sha256 = QByteArray::fromHex(part.value("sha256"_L1).toString().toLatin1())});
    }
    return manifest;
}

bool isZero(const QByteArray &bytes)
{
    return std::all_of(bytes.cbegin(), bytes.cend(), [](char byte) { return byte == '\0'; });
}

/// Walks through a backup once.
class Reader
{
public:
    Reader(const QString &path, const BackupSink &sink)
        : m_file(path)
        , m_sink(sink)
    { }

    Result<BackupManifest, QString> read();

private:
    using Step = Result<void, QString>;

    [[nodiscard]] QString damaged(const QString &what) const
    {
        return u"The backup %1 is damaged: %2. Nothing was changed."_s.arg(m_file.fileName(), what);
    }
    [[nodiscard]] Result<QByteArray, QString> take(qint64 bytes);
    [[nodiscard]] Result<TarHeader, QString> takeHeader();
    [[nodiscard]] Step takeContent(const TarHeader &header);
    [[nodiscard]] Step takeFormat();
    [[nodiscard]] Step takeEnd(const TarHeader &header, const QByteArray &expected);
    [[nodiscard]] Step compare();

    QFile m_file;
    const BackupSink &m_sink;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    std::vector<BackupPart> m_parts; // as found
    std::optional<BackupManifest> m_manifest;
};

Result<QByteArray, QString> Reader::take(qint64 bytes)
{
    QByteArray taken = m_file.read(bytes);
    if (taken.size() != bytes) {
        return failure(m_file.error() == QFile::NoError
                           ? damaged(u"it ends too early, after %1 bytes"_s.arg(m_file.size()))
                           : u"The backup %1 cannot be read: %2."_s.arg(m_file.fileName(),
                                                                        m_file.errorString()));
    }
    m_hash.addData(taken);
    return taken;
}

Result<TarHeader, QString> Reader::takeHeader()
{
    const qint64 at = m_file.pos();
    const auto block = take(tarBlockBytes);
    if (!block) {
        return failure(block.error());
    }
    const std::optional<TarHeader> header = decodeTarHeader(*block);
    if (!header) {
        return failure(damaged(u"no part begins at byte %1"_s.arg(at)));
    }
    return *header;
}

Reader::Step Reader::takeContent(const TarHeader &header)
{
    const QString name = QString::fromLatin1(header.name);
    const bool isManifest = header.name == manifestMember;
    if (!isManifest && !isBackupPartName(name)) {
        return failure(damaged(u"a part has a name that no part has"_s));
    }
    if (isManifest && header.bytes > limits::maxManifestBytes) {
        return failure(damaged(u"its list of parts is too long"_s));
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray manifest;
    for (qint64 left = header.bytes; left > 0;) {
        const auto piece = take(std::min(left, pieceBytes));
        if (!piece) {
            return failure(piece.error());
        }
        left -= piece->size();
        if (isManifest) {
            manifest += *piece;
            continue;
        }
        hash.addData(*piece);
        if (m_sink) {
            if (const Step sunk = m_sink(name, *piece); !sunk) {
                return sunk;
            }
        }
    }
    if (const auto padding = take(tarPadding(header.bytes)); !padding || !isZero(*padding)) {
        return failure(padding ? damaged(u"there is something between two parts"_s)
                               : padding.error());
    }
    if (isManifest) {
        m_manifest = manifestFrom(QJsonDocument::fromJson(manifest).object());
        return {};
    }
    m_parts.push_back({.name = name, .bytes = header.bytes, .sha256 = hash.result()});
    return m_sink ? m_sink(name, {}) : Step();
}

Reader::Step Reader::takeFormat()
{
    const auto no = [this] {
        return failure(
            u"%1 is no backup of a maru-server. Nothing was changed."_s.arg(m_file.fileName()));
    };
    const std::optional<TarHeader> header = decodeTarHeader(m_file.peek(tarBlockBytes));
    if (!header || header->name != formatMember || header->bytes > maxFormatBytes) {
        return no();
    }
    const auto taken = take(tarBlockBytes + header->bytes + tarPadding(header->bytes));
    if (!taken) {
        return failure(taken.error());
    }
    bool isNumber = false;
    const QByteArray text = taken->mid(tarBlockBytes, header->bytes).trimmed();
    const int format = text.toInt(&isNumber);
    if (!isNumber || format < 1) {
        return no();
    }
    if (format > backupFormat) {
        return failure(u"The backup %1 has format %2, this maru-server knows formats up to %3: use "
                       u"the newer program. Nothing was changed."_s.arg(m_file.fileName())
                           .arg(format)
                           .arg(backupFormat));
    }
    return {};
}

Reader::Step Reader::takeEnd(const TarHeader &header, const QByteArray &expected)
{
    const auto content = take(header.bytes == expected.size() ? header.bytes : 0);
    if (!content) {
        return failure(content.error());
    }
    if (*content != expected) {
        return failure(damaged(u"its checksum does not fit"_s));
    }
    const auto end = take(tarPadding(header.bytes) + endBytes);
    if (!end || !isZero(*end) || !m_file.atEnd()) {
        return failure(end ? damaged(u"something follows its end"_s) : end.error());
    }
    return {};
}

// After the checksum of the whole fits, this can only find what a wrong program wrote.
Reader::Step Reader::compare()
{
    if (!m_manifest || m_manifest->format < 1 || m_manifest->parts.size() != m_parts.size()) {
        return failure(damaged(u"its list of parts does not fit"_s));
    }
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const BackupPart &listed = m_manifest->parts[i];
        const BackupPart &found = m_parts[i];
        if (listed.name != found.name || listed.bytes != found.bytes
            || listed.sha256 != found.sha256) {
            return failure(damaged(u"the part %1 is not what the list says"_s.arg(found.name)));
        }
    }
    return {};
}

Result<BackupManifest, QString> Reader::read()
{
    if (!m_file.open(QIODevice::ReadOnly)) {
        return failure(
            u"The backup %1 cannot be read: %2."_s.arg(m_file.fileName(), m_file.errorString()));
    }
    Step done = takeFormat();
    while (done) {
        const QByteArray before = m_hash.result().toHex() + '\n';
        const auto header = takeHeader();
        if (!header) {
            return failure(header.error());
        }
        if (header->name == hashMember) {
            done = takeEnd(*header, before);
            break;
        }
        if (m_manifest) {
            return failure(damaged(u"a part follows the list of parts"_s));
        }
        done = takeContent(*header);
    }
    if (done) {
        done = compare();
    }
    if (!done) {
        return failure(done.error());
    }
    return *m_manifest;
}

} // namespace

BackupWriter::BackupWriter(QFile &file, qint64 timeS)
    : m_file(file)
    , m_timeS(timeS)
{ }

Result<void, QString> BackupWriter::write(const QByteArray &bytes)
{
    if (const auto written = writeAll(m_file, bytes); !written) {
        return failure(u"The backup %1 cannot be written: %2."_s.arg(
            QDir::toNativeSeparators(m_file.fileName()), written.error()));
    }
    m_hash.addData(bytes);
    return {};
}

Result<void, QString> BackupWriter::addMember(const QByteArray &name, const QByteArray &text)
{
    return write(encodeTarHeader({.name = name, .bytes = text.size(), .timeS = m_timeS}) + text
                 + QByteArray(tarPadding(text.size()), '\0'));
}

Result<void, QString> BackupWriter::begin()
{
    return addMember(formatMember, QByteArray::number(backupFormat) + '\n');
}

Result<BackupPart, QString> BackupWriter::add(const QString &name, QFile &source)
{
    Q_ASSERT(isBackupPartName(name));
    BackupPart part{.name = name, .bytes = source.size(), .sha256 = {}};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    Result<void, QString> done =
        write(encodeTarHeader({.name = name.toLatin1(), .bytes = part.bytes, .timeS = m_timeS}));
    qint64 left = part.bytes;
    while (done && left > 0) {
        const QByteArray piece = source.read(std::min(left, pieceBytes));
        if (piece.isEmpty()) {
            return failure(u"%1 cannot be read to its end: %2."_s.arg(source.fileName(),
                                                                      source.errorString()));
        }
        left -= piece.size();
        hash.addData(piece);
        done = write(piece);
    }
    if (done) {
        done = write(QByteArray(tarPadding(part.bytes), '\0'));
    }
    if (!done) {
        return failure(done.error());
    }
    part.sha256 = hash.result();
    return part;
}

Result<void, QString> BackupWriter::finish(const BackupManifest &manifest)
{
    return addMember(manifestMember, QJsonDocument(toJson(manifest)).toJson())
        .and_then([this] { return addMember(hashMember, m_hash.result().toHex() + '\n'); })
        .and_then([this] { return write(QByteArray(endBytes, '\0')); });
}

Result<BackupManifest, QString> readBackup(const QString &path, const BackupSink &sink)
{
    return Reader(path, sink).read();
}

bool isBackupPartName(const QString &name)
{
    static const QRegularExpression good(
        uR"(^(store\.db|tls-cert\.pem|tls-key\.pem|files(/[0-9a-z_-]{1,64}){1,4})\z)"_s);
    return name.size() < 100 && good.match(name).hasMatch();
}

} // namespace maru::server
