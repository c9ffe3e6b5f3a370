// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/support/mongodouble.h"

#include <QDeadlineTimer>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr int patienceMs = 30'000;

} // namespace

MongoDouble::MongoDouble()
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
}

MongoDouble::~MongoDouble()
{
    m_process.closeWriteChannel(); // it ends with its input
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

bool MongoDouble::start()
{
    m_process.start(u"/usr/bin/python3"_s, {u"" MARU_MONGO_DOUBLE ""_s});
    m_port = readLine().trimmed().toInt();
    if (m_port == 0) {
        m_problem = u"mongodouble.py does not start: "_s + m_process.errorString();
    }
    return m_port != 0;
}

QByteArray MongoDouble::readLine()
{
    const QDeadlineTimer deadline(patienceMs);
    while (!m_process.canReadLine() && m_process.state() != QProcess::NotRunning
           && !deadline.hasExpired()) {
        m_process.waitForReadyRead(100);
    }
    return m_process.canReadLine() ? m_process.readLine() : QByteArray();
}

QJsonObject MongoDouble::ask(const QJsonObject &order)
{
    m_process.write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
    const QJsonDocument answer = QJsonDocument::fromJson(readLine());
    m_problem = answer.isObject() ? answer[u"error"_s].toString() : u"mongodouble.py is silent"_s;
    return answer.object();
}

void MongoDouble::empty()
{
    ask({{u"do"_s, u"empty"_s}});
}

void MongoDouble::inject(const QString &command, const QString &collection, const QString &how,
                         int skip, int times, int code, const QString &says)
{
    ask({{u"do"_s, u"fault"_s},
         {u"command"_s, command},
         {u"collection"_s, collection},
         {u"how"_s, how},
         {u"skip"_s, skip},
         {u"times"_s, times},
         {u"code"_s, code},
         {u"says"_s, says}});
}

int MongoDouble::faultsLeft()
{
    return ask({{u"do"_s, u"faults"_s}})[u"left"_s].toInt(-1);
}

QString MongoDouble::url(const QString &credentials) const
{
    return u"mongodb://"_s + credentials + u"127.0.0.1:%1/maru"_s.arg(m_port);
}

} // namespace maru
