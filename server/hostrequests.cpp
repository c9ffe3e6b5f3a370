// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What the control socket tells a client of the same user, which started this server for its
// person: where others find it, and its end.

#include "server/serverapplication.h"
#include "server/startlines.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace maru::server {

bool ServerApplication::answersHost(const QJsonObject &request, const ControlServer::Reply &reply)
{
    const QString command = request.value("command"_L1).toString();
    if (command == u"status") {
        reply({{u"ok"_s, true},
               {u"name"_s, serverName()},
               {u"port"_s, m_port},
               {u"addresses"_s, QJsonArray::fromStringList(joinAddresses(m_live, m_port))},
               {u"fingerprint"_s, QString::fromLatin1(m_fingerprint.toHex())},
               {u"pid"_s, QCoreApplication::applicationPid()}});
        return true;
    }
    if (command == u"stop") {
        reply({{u"ok"_s, true}});
        QMetaObject::invokeMethod(this, &ServerApplication::stop, Qt::QueuedConnection);
        return true;
    }
    return false;
}

} // namespace maru::server
