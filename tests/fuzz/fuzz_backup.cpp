// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/backupfile.h"
#include "tests/fuzz/memoryfile.h"

using namespace maru;
using namespace maru::server;
using fuzz::require;

// A backup that is to be restored. The first byte says what the rest is: the file (`f`), a header
// of one of its members (`h`), or what an archive is made of whose checksums fit (`s`): its list of
// parts up to a NUL, then names and contents of the parts, each up to a NUL.

namespace {

constexpr qsizetype sumOffset = 148;
constexpr qsizetype sumBytes = 8;
constexpr qsizetype maxNameBytes = 99;

bool isSame(const BackupManifest &one, const BackupManifest &other)
{
    const auto isSamePart = [](const BackupPart &a, const BackupPart &b) {
        return a.name == b.name && a.bytes == b.bytes && a.sha256 == b.sha256;
    };
    return one.format == other.format && one.version == other.version && one.schema == other.schema
        && one.serverName == other.serverName && one.createdAt == other.createdAt
        && one.rooms == other.rooms && one.messages == other.messages && one.people == other.people
        && std::equal(one.parts.begin(), one.parts.end(), other.parts.begin(), other.parts.end(),
                      isSamePart);
}

/// What its sum is hides from a fuzzer everything behind it.
QByteArray withSum(QByteArray block)
{
    block.replace(sumOffset, sumBytes, QByteArray(sumBytes, ' '));
    int sum = 0;
    for (const char byte : std::as_const(block)) {
        sum += static_cast<uchar>(byte);
    }
    return block.replace(sumOffset, sumBytes,
                         QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray("\0 ", 2));
}

void useHeader(const QByteArray &block)
{
    const std::optional<TarHeader> header = decodeTarHeader(block);
    if (!header) {
        return;
    }
    require(!header->name.isEmpty() && header->name.size() <= maxNameBytes);
    require(header->bytes >= 0 && header->timeS >= 0 && tarPadding(header->bytes) >= 0);
    require((header->bytes % tarBlockBytes + tarPadding(header->bytes)) % tarBlockBytes == 0);
    require(encodeTarHeader(*header) == block);
}

/// Reads \p file; what comes out of it is what its list says.
Result<BackupManifest, QString> read(const fuzz::MemoryFile &file, qsizetype fileBytes)
{
    struct Part
    {
        qint64 bytes = 0;
        bool isWhole = false;
    };
    std::vector<std::pair<QString, Part>> parts;
    const BackupSink sink = [&parts](const QString &name,
                                     const QByteArray &piece) -> Result<void, QString> {
        require(isBackupPartName(name));
        if (parts.empty() || parts.back().second.isWhole) {
            parts.emplace_back(name, Part());
        }
        Part &part = parts.back().second;
        require(parts.back().first == name);
        part.bytes += piece.size();
        part.isWhole = piece.isEmpty();
        return {};
    };
    auto manifest = readBackup(file.path(), sink);
    qint64 sunk = 0;
    for (const auto &[name, part] : parts) {
        sunk += part.bytes;
    }
    require(sunk <= fileBytes);
    if (!manifest) {
        require(manifest.error().contains(file.path()) && manifest.error().endsWith(u'.'));
        return manifest;
    }
    require(manifest->format >= 1 && manifest->parts.size() == parts.size());
    for (size_t i = 0; i < parts.size(); ++i) {
        require(parts[i].second.isWhole && manifest->parts[i].name == parts[i].first);
        require(manifest->parts[i].bytes == parts[i].second.bytes);
    }
    return manifest;
}

void useFile(const QByteArray &bytes)
{
    static const fuzz::MemoryFile file("backup");
    file.write(bytes);
    static_cast<void>(read(file, bytes.size()));
}

using Contents = std::vector<std::pair<QByteArray, QByteArray>>;

QByteArray member(const QByteArray &name, const QByteArray &content)
{
    return encodeTarHeader({.name = name, .bytes = content.size()}) + content
        + QByteArray(tarPadding(content.size()), '\0');
}

QByteArray sealed(const QByteArray &manifest, const Contents &contents)
{
    QByteArray bytes = member("maru-backup", QByteArray::number(backupFormat) + '\n');
    for (const auto &[name, content] : contents) {
        bytes += member(name, content);
    }
    bytes += member("manifest.json", manifest);
    const QByteArray sum = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    return bytes + member("sha256", sum + '\n') + QByteArray(2 * tarBlockBytes, '\0');
}

QJsonArray listOf(const Contents &contents)
{
    QJsonArray list;
    for (const auto &[name, content] : contents) {
        const QByteArray sum = QCryptographicHash::hash(content, QCryptographicHash::Sha256);
        list.append(QJsonObject{{QStringLiteral("name"), QString::fromLatin1(name)},
                                {QStringLiteral("size"), content.size()},
                                {QStringLiteral("sha256"), QString::fromLatin1(sum.toHex())}});
    }
    return list;
}

void writeAndReadAgain(const BackupManifest &manifest, const Contents &contents)
{
    static const fuzz::MemoryFile copy("copy");
    static const fuzz::MemoryFile part("part");
    QFile file(copy.path());
    require(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    BackupWriter writer(file, 0);
    require(writer.begin().has_value());
    for (const auto &[name, content] : contents) {
        part.write(content);
        QFile source(part.path());
        require(source.open(QIODevice::ReadOnly));
        require(writer.add(QString::fromLatin1(name), source).has_value());
    }
    require(writer.finish(manifest).has_value());
    file.close();
    const auto again = read(copy, file.size());
    require(again && isSame(*again, manifest));
}

void useSealed(fuzz::Input input)
{
    QByteArray manifest = input.part('\0').toByteArray();
    Contents contents;
    bool isGood = true;
    while (!input.rest().isEmpty()) {
        const QByteArray name = input.part('\0').toByteArray();
        const QByteArray content = input.part('\0').toByteArray();
        if (name.isEmpty() || name.size() > maxNameBytes) {
            return;
        }
        isGood = isGood && isBackupPartName(QString::fromLatin1(name));
        contents.emplace_back(name, content);
    }
    QJsonObject list = fuzz::json(manifest).object();
    isGood = isGood && list.value(QStringLiteral("format")).toInt() >= 1;
    if (!list.contains(QStringLiteral("parts"))) { // no fuzzer finds a SHA-256
        list.insert(QStringLiteral("parts"), listOf(contents));
        manifest = QJsonDocument(list).toJson();
    } else {
        isGood = false;
    }
    static const fuzz::MemoryFile file("sealed");
    const QByteArray bytes = sealed(manifest, contents);
    file.write(bytes);
    const auto found = read(file, bytes.size());
    require(found || !isGood);
    if (found) {
        writeAndReadAgain(*found, contents);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    switch (input.byte()) {
    case 'h': {
        const QByteArray block = input.rest()
                                     .first(std::min(tarBlockBytes, input.rest().size()))
                                     .toByteArray()
                                     .leftJustified(tarBlockBytes, '\0');
        useHeader(input.rest().toByteArray());
        useHeader(withSum(block));
        break;
    }
    case 's':
        useSealed(input);
        break;
    default:
        useFile(input.rest().toByteArray());
    }
    return 0;
}
