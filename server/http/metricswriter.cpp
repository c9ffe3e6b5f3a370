// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/metricswriter.h"

#include <QLocale>

#include <cmath>

namespace maru::server {

namespace {

QByteArray numberText(double value)
{
    const bool isWhole = std::floor(value) == value && std::abs(value) < 1e15;
    return isWhole ? QByteArray::number(qint64(value))
                   : QString::number(value, 'f', QLocale::FloatingPointShortest).toLatin1();
}

QByteArray escapedLabel(const QByteArray &value)
{
    QByteArray escaped = value;
    return escaped.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

} // namespace

void MetricsWriter::counter(QByteArrayView name, QByteArrayView help, double value)
{
    family(name, "counter", help);
    sample({}, value);
}

void MetricsWriter::gauge(QByteArrayView name, QByteArrayView help, double value)
{
    family(name, "gauge", help);
    sample({}, value);
}

void MetricsWriter::family(QByteArrayView name, QByteArrayView type, QByteArrayView help)
{
    m_family = name.toByteArray();
    m_text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    m_text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
}

void MetricsWriter::sample(const QList<Label> &labels, double value)
{
    line(m_family, {}, labels, value);
}

void MetricsWriter::histogram(QByteArrayView name, QByteArrayView help,
                              std::span<const double> bounds, std::span<const quint64> counts,
                              double sum)
{
    Q_ASSERT(counts.size() == bounds.size() + 1);
    family(name, "histogram", help);
    for (size_t i = 0; i < counts.size(); ++i) {
        const QByteArray bound = i < bounds.size() ? numberText(bounds[i]) : QByteArray("+Inf");
        line(name, "_bucket", {{"le", bound}}, double(counts[i]));
    }
    line(name, "_sum", {}, sum);
    line(name, "_count", {}, double(counts.back()));
}

void MetricsWriter::line(QByteArrayView name, QByteArrayView suffix, const QList<Label> &labels,
                         double value)
{
    m_text.append(name).append(suffix);
    for (qsizetype i = 0; i < labels.size(); ++i) {
        m_text.append(i == 0 ? '{' : ',').append(labels[i].name).append("=\"");
        m_text.append(escapedLabel(labels[i].value)).append('"');
    }
    m_text.append(labels.isEmpty() ? " " : "} ").append(numberText(value)).append('\n');
}

} // namespace maru::server
