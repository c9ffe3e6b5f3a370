// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configfile.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

bool isComment(QStringView text)
{
    return text.isEmpty() || text.startsWith(u'#') || text.startsWith(u';');
}

/// What stands behind the `=`; the error says what is wrong with it.
Result<QString, QString> valueOf(QStringView text)
{
    const QChar quote = text.isEmpty() ? QChar() : text.front();
    if (quote == u'"' || quote == u'\'') {
        const qsizetype closing = text.indexOf(quote, 1);
        if (closing < 0) {
            return failure(u"the quotation mark is not closed."_s);
        }
        const QStringView rest = text.sliced(closing + 1).trimmed();
        if (!isComment(rest)) {
            return failure(u"nothing may follow the closing quotation mark."_s);
        }
        return text.sliced(1, closing - 1).toString();
    }
    if (text.startsWith(u'#')) {
        return QString();
    }
    const qsizetype comment = text.indexOf(u" #");
    return (comment < 0 ? text : text.first(comment)).trimmed().toString();
}

QStringList listOf(const QString &value)
{
    QStringList items = value.split(u',', Qt::SkipEmptyParts);
    for (QString &item : items) {
        item = item.trimmed();
    }
    return items;
}

class Reader
{
public:
    explicit Reader(const QString &name)
        : m_name(name)
    { }

    [[nodiscard]] QString place() const { return u"%1:%2"_s.arg(m_name).arg(m_line); }
    [[nodiscard]] Settings take() { return std::move(m_settings); }

    /// The sentence of what is wrong with the next line, or empty.
    QString read(QStringView line)
    {
        ++m_line;
        const QStringView text = line.trimmed();
        if (isComment(text)) {
            return {};
        }
        if (text.startsWith(u'[')) {
            return readSection(text);
        }
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1) {
            return u"this is not \"key = value\"."_s;
        }
        return readValue(text.first(equals).trimmed().toString(),
                         text.sliced(equals + 1).trimmed());
    }

private:
    QString readSection(QStringView text)
    {
        if (text != u"[server]") {
            return u"the section %1 is unknown. Only [server] may stand here, or none."_s.arg(
                forLog(text));
        }
        if (m_hasSection || !m_settings.isEmpty()) {
            return u"[server] may stand here once, before all keys."_s;
        }
        m_hasSection = true;
        return {};
    }

    QString readValue(const QString &name, QStringView text)
    {
        const ConfigKey *key = configKey(name);
        if (key == nullptr) {
            return u"unknown key \"%1\".%2"_s.arg(forLog(name), nearestKey(name));
        }
        if (const auto earlier = m_settings.constFind(name); earlier != m_settings.cend()) {
            return u"\"%1\" stands here a second time; the first is in line %2.%3"_s.arg(
                name, earlier->where.section(u':', -1),
                key->isRepeatable ? u" Several values are separated by commas."_s : QString());
        }
        const Result<QString, QString> value = valueOf(text);
        if (!value) {
            return value.error();
        }
        const QStringList values = key->isRepeatable ? listOf(*value) : QStringList(*value);
        if (values.isEmpty() || value->isEmpty()) {
            return u"\"%1\" has no value. For the default, put a # before the line."_s.arg(name);
        }
        m_settings.insert(
            name, Setting{.values = values, .origin = place() + u": "_s + name, .where = place()});
        return {};
    }

    QString m_name;
    Settings m_settings;
    int m_line = 0;
    bool m_hasSection = false;
};

} // namespace

Result<Settings, QString> parseConfigFile(const QByteArray &bytes, const QString &name)
{
    if (bytes.isEmpty()) {
        return failure(u"%1:1: the file is empty, perhaps it was not written to its end. A file "
                       u"of comments is fine."_s.arg(name));
    }
    Reader reader(name);
    const QList<QByteArray> lines = bytes.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QByteArray &line = lines.at(i);
        QStringDecoder decode(QStringDecoder::Utf8,
                              i == 0 ? QStringDecoder::Flag::Default
                                     : QStringDecoder::Flag::ConvertInitialBom);
        const QString text = decode(line);
        QString error;
        if (line.contains('\0') || decode.hasError()) {
            error = u"this is no text in UTF-8; the file may be damaged."_s;
            return failure(u"%1:%2: %3"_s.arg(name).arg(i + 1).arg(error));
        }
        error = reader.read(text);
        if (!error.isEmpty()) {
            return failure(reader.place() + u": "_s + error);
        }
        const bool isLast = i + 1 == lines.size();
        if (isLast && !isComment(QStringView(text).trimmed())) {
            return failure(reader.place()
                           + u": the last line has no line break at its end, so it may be half "
                             u"written. End it with one."_s);
        }
    }
    return reader.take();
}

QString quotedValue(const QString &value)
{
    const bool isPlain = !value.isEmpty() && value == value.trimmed() && !value.contains(u" #")
        && !value.startsWith(u'#') && !value.startsWith(u'"') && !value.startsWith(u'\'');
    if (isPlain) {
        return value;
    }
    const QChar quote = value.contains(u'"') ? u'\'' : u'"';
    return quote + value + quote;
}

Result<QByteArray, QString> readConfigFile(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir()) {
        return failure(u"it is a directory"_s);
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(file.errorString());
    }
    const QByteArray bytes = file.read(limits::maxConfigBytes + 1);
    if (bytes.size() > limits::maxConfigBytes) {
        return failure(u"it is longer than %1 bytes"_s.arg(limits::maxConfigBytes));
    }
    return bytes;
}

} // namespace maru::server
