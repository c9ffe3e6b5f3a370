// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <span>

namespace maru::server {

/// Writes Prometheus' text format, version 0.0.4: families of samples, each with its help.
class MetricsWriter
{
public:
    struct Label
    {
        QByteArrayView name;
        QByteArray value;
    };

    /// Only ever grows; \p name ends in `_total`.
    void counter(QByteArrayView name, QByteArrayView help, double value);
    void gauge(QByteArrayView name, QByteArrayView help, double value);

    /// Begins a family whose samples differ in their labels.
    void family(QByteArrayView name, QByteArrayView type, QByteArrayView help);
    /// One more of the family.
    void sample(const QList<Label> &labels, double value);

    /// \p counts: how many were at most each of \p bounds, then how many there were at all.
    void histogram(QByteArrayView name, QByteArrayView help, std::span<const double> bounds,
                   std::span<const quint64> counts, double sum);

    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    void line(QByteArrayView name, QByteArrayView suffix, const QList<Label> &labels, double value);

    QByteArray m_text;
    QByteArray m_family;
};

} // namespace maru::server
